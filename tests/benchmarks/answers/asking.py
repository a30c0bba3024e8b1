"""Asking each question three times: of its article, of another, and of what is left of its own."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant import Assistant
from assistant.reading.judging import Judge
from assistant.reading.reader import ExtractiveReader
from index.article_index import ArticleIndex
from index.splitting import Passage
from tests.benchmarks import metrics
from tests.benchmarks.questions import Asked, QuestionSet, without

SEED = 20261124
OURS, LIGHT = "ours, thorough", "ours, light"
NEAREST, GOLD = "nearest sentence", "gold sentence"


@dataclass(frozen=True)
class Given:
    """What a system says to one question."""

    quotes: tuple[Passage, ...]
    confidence: float
    abstained: bool
    phrase: str | None = None
    """What is marked within the quotes; None where a system marks nothing, ever."""


Answerer = Callable[[ArticleIndex], Callable[[Asked], Given]]
"""A system, opened on an article and then asked."""


@dataclass(frozen=True)
class Outcome:
    """What was said to a question of its article, of another, and of what is left of its own."""

    asked: Asked
    own: Given
    easy: Given
    hard: Given


def assistant(judge: Callable[[ArticleIndex], Judge], model: str | None = None) -> Answerer:
    """This project, with a reader that judges so, and the answerer of that name."""

    def open_on(index: ArticleIndex) -> Callable[[Asked], Given]:
        opened = Assistant(index, model, ExtractiveReader(index, judge(index)))

        def ask(asked: Asked) -> Given:
            answer = opened.ask(asked.text, asked.history)
            quotes = tuple(Passage(c.quote, c.start, c.end) for c in answer.citations)
            phrase = " ".join(c.phrase.text for c in answer.citations if c.phrase)
            return Given(quotes, answer.confidence, answer.abstained, phrase)

        return ask

    return open_on


def nearest(threshold: float) -> Answerer:
    """The sentence of the highest cosine, abstaining below `threshold`."""

    def open_on(index: ArticleIndex) -> Callable[[Asked], Given]:
        def ask(asked: Asked) -> Given:
            cosines = _cosines(index, asked)
            best = int(cosines.argmax())
            cosine = float(cosines[best])
            return Given((index.passages[best],), cosine, cosine < threshold)

        return ask

    return open_on


def similarity_threshold(articles: Sequence[QuestionSet]) -> float:
    """The cosine that separates own articles' questions from others' with the best accuracy."""
    own = [_cosines(s.index, asked).max() for s in articles for asked in s.questions]
    other = [_cosines(index, asked).max() for asked, index in _other_articles(articles)]
    return metrics.best_threshold(own, other)


def _cosines(index: ArticleIndex, asked: Asked) -> NDArray[np.float32]:
    """Of all sentences; a follow-up is put after the words of the question that it follows."""
    vector = np.asarray(
        index.embeddings.embed_query(" ".join((*asked.before, asked.text))), np.float32
    )
    cosines: NDArray[np.float32] = index.vectors @ vector
    return cosines


def _other_articles(articles: Sequence[QuestionSet]) -> list[tuple[Asked, ArticleIndex]]:
    """Every question with an article of the set that is not its own, the same at every run."""
    draw = random.Random(SEED)
    return [
        (asked, articles[(n + draw.randrange(1, len(articles))) % len(articles)].index)
        for n, article in enumerate(articles)
        for asked in article.questions
    ]


def ask_all(articles: Sequence[QuestionSet], answerer: Answerer) -> list[Outcome]:
    """Each question of each article, asked of its own, of another, and of what is left of its own.

    Raises ValueError when there is one article alone, so that there is no other.
    """
    if len(articles) < 2:
        raise ValueError("questions of other articles need two articles at least")
    elsewhere = iter(_other_articles(articles))
    outcomes = []
    for article in articles:
        ask = answerer(article.index)
        for asked in article.questions:
            _, other = next(elsewhere)
            left = without(article.index, asked.golds)
            outcomes.append(
                Outcome(
                    asked,
                    own=ask(asked),
                    easy=answerer(other)(asked),
                    hard=answerer(left)(asked),
                )
            )
    return outcomes
