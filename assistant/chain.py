"""The conversation as one chain: condense the follow-up -> retrieve -> read -> answer."""

import os
import re
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache, lru_cache
from typing import Any

from langchain_core.documents import Document
from langchain_core.runnables import Runnable, RunnableLambda
from langsmith import tracing_context

from assistant.answer import Answer, Event, Evidence, Words
from assistant.conversation import History, condense
from assistant.phrasing import EXTRACTIVE, phrase, phrase_date
from assistant.question import Kind, Question
from assistant.reading.reader import ExtractiveReader, Reader, Reading
from index.article import Article
from index.article_index import ArticleIndex
from index.errors import ArticleAssistantError
from index.retriever import as_hit
from index.sources import SAMPLE

CANDIDATES = 12
"""Passages that the reader is given."""

_PIECE = re.compile(r"\S+\s*")
_KEPT = 16
"""Indexes that `ask` holds in memory for the next question."""


class Assistant:
    """Answers questions about one article. Safe to share between threads.

    Args:
        index: the article's index.
        model: the answerer's name; ARTICLE_ASSISTANT_MODEL, else "extractive", when None.
        reader: what chooses the sentences that answer; the extractive reader when None.

    Raises:
        ArticleAssistantError: the answerer is not known.

    Example:
        >>> from index import Article, ArticleIndex
        >>> assistant = Assistant(ArticleIndex.build(Article.load("alaska-summit")))
        >>> assistant.ask("who attended?").citations[0].number
        1
    """

    def __init__(
        self, index: ArticleIndex, model: str | None = None, reader: Reader | None = None
    ) -> None:
        _check_model(model)
        self._index = index
        self._reader = reader or ExtractiveReader(index.lexical)
        self._chain = self._build_chain()

    @property
    def article(self) -> Article:
        """The article that is asked."""
        return self._index.article

    @property
    def index(self) -> ArticleIndex:
        """The index of the article that is asked."""
        return self._index

    def ask(self, question: str, history: History | None = None) -> Answer:
        """Answer a question, or say that the article does not.

        Args:
            question: 1 to 2,000 characters, in Arabic or English.
            history: earlier turns, oldest first: messages with `role` and `content`, or pairs.

        Raises:
            QuestionError: the question or the history is not usable.
        """
        with tracing_context(enabled=False):
            answer: Answer = self._chain.invoke(_turn(question, history))["answer"]
        return answer

    async def aask(self, question: str, history: History | None = None) -> Answer:
        """`ask` for asyncio: the work is done in a thread, the loop stays free."""
        with tracing_context(enabled=False):
            answer: Answer = (await self._chain.ainvoke(_turn(question, history)))["answer"]
        return answer

    def stream(self, question: str, history: History | None = None) -> Iterator[Event]:
        """Answer piece by piece: one Evidence, some Words, then the Answer."""
        yield from _events(self.ask(question, history))

    async def astream(self, question: str, history: History | None = None) -> AsyncIterator[Event]:
        """`stream` for asyncio."""
        for event in _events(await self.aask(question, history)):
            yield event

    def _build_chain(self) -> Runnable[dict[str, Any], dict[str, Any]]:
        retriever = self._index.as_retriever(CANDIDATES)

        def retrieve(turn: dict[str, Any]) -> list[Document]:
            return retriever.invoke(turn["condensed"].text)

        def read(turn: dict[str, Any]) -> Reading:
            return self._reader.read(turn["condensed"], [as_hit(d) for d in turn["documents"]])

        def answer(turn: dict[str, Any]) -> Answer:
            published = self.article.date
            if turn["condensed"].kind is Kind.PUBLISHED and published is not None:
                return phrase_date(turn["question"], published)
            return phrase(turn["question"], turn["condensed"], turn["reading"])

        return (
            _adding("condensed", _condense)
            | _adding("documents", retrieve)
            | _adding("reading", read)
            | _adding("answer", answer)
        )


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
        model: the answerer's name; "extractive" by default.

    Raises:
        QuestionError: the question or the history is not usable.
        ArticleError: the article cannot be read or used.

    Example:
        >>> from assistant import ask
        >>> ask("Where was the meeting held?").language
        'en'
    """
    _check_model(model)
    _turn(question, history)  # a question that cannot be asked is told before anything is loaded
    index = index_of(_sample() if article is None else Article.load(article))
    return _held_assistant(index).ask(question, history)


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
def _held_assistant(index: ArticleIndex) -> Assistant:
    """The index's assistant, whose reader remembers the sentences that it has read."""
    return Assistant(index)


def _check_model(model: str | None) -> None:
    name = model or os.environ.get("ARTICLE_ASSISTANT_MODEL") or EXTRACTIVE
    if name != EXTRACTIVE:
        raise ArticleAssistantError("model_unknown", name=name, known=EXTRACTIVE)


def _adding(key: str, step: Callable[[dict[str, Any]], Any]) -> Runnable[Any, dict[str, Any]]:
    """A link that adds what `step` makes of the turn, under `key`.

    `RunnablePassthrough.assign` does the same by starting a thread for every link of every
    question: a quarter of the time that an answer took.
    """
    return RunnableLambda(lambda turn: {**turn, key: step(turn)}, name=key)


def _turn(question: str, history: History | None) -> dict[str, Any]:
    return {"question": Question.parse(question), "history": history}


def _condense(turn: dict[str, Any]) -> Question:
    return condense(turn["question"], turn["history"])


def _events(answer: Answer) -> Iterator[Event]:
    yield Evidence(answer.citations)
    for piece in _PIECE.findall(answer.text):
        yield Words(piece)
    yield answer
