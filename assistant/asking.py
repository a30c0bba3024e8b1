"""One question of one article, in one call; what was made ready is held for the next."""

import threading
from functools import cache, lru_cache

from assistant.answer import Answer
from assistant.chain import Assistant
from assistant.conversation import History
from assistant.models.choosing import check_name
from assistant.question import Question
from assistant.reading.choosing import chosen_reader
from index.article import Article
from index.article_index import ArticleIndex
from index.sources import SAMPLE

_KEPT = 16
"""Indexes that are held in memory for the next question."""


def ask(
    question: str,
    article: object = None,
    history: History | None = None,
    model: str | None = None,
) -> Answer:
    """Ask one question of an article: the embedded one unless another is named.

    Args:
        question: 1 to 2,000 characters, in Arabic or English.
        article: a path, a URL, raw text, or None for the embedded article.
        history: earlier turns, oldest first.
        model: the answerer's name; ARTICLE_ASSISTANT_MODEL, else "extractive", when None.

    Raises:
        QuestionError: the question or the history is not usable.
        ArticleError: the article cannot be read or used.
        ModelError: the answerer is not known, not installed or cannot be used.

    Example:
        >>> from assistant import ask
        >>> ask("Where was the meeting held?").language
        'en'
    """
    name = check_name(model)
    Question.parse(question)  # what cannot be asked is told before anything is loaded
    index = index_of(_sample() if article is None else Article.load(article))
    return _held_assistant(index, name, chosen_reader()).ask(question, history)


@cache
def _sample() -> Article:
    return Article.load(SAMPLE)


_building = threading.Lock()


def index_of(article: Article) -> ArticleIndex:
    """The article's index, held in memory for the next question; built by one thread at a time."""
    with _building:
        return _held_index(article)


@lru_cache(maxsize=_KEPT)
def _held_index(article: Article) -> ArticleIndex:
    return ArticleIndex.build(article)


@lru_cache(maxsize=_KEPT)
def _held_assistant(index: ArticleIndex, model: str, _reader: str) -> Assistant:
    """The index's assistant, whose reader remembers the sentences that it has read."""
    return Assistant(index, model)
