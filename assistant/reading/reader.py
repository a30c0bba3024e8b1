"""Reading: which of the retrieved sentences answer, and whether any does.

The sentences are weighed by a judge (assistant/reading/choosing.py tells which), whose weights were
learned on question sets; it knows kinds of questions, never an article.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from assistant.question import Kind, Question, looks_ahead, offers
from assistant.reading.choosing import chosen_judge
from assistant.reading.confidence import Vector, confidence_features
from assistant.reading.judging import Judge
from index.article_index import ArticleIndex, Hit
from index.splitting import Passage

_MOST_SENTENCES = 3
_ALSO = 0.4
"""Share of the best sentence's likelihood from which another is quoted beside it."""
_LOOKED_AT = 5
_OFFERED = 0.5
"""Share of a full offer (see `offers`) from which a sentence counts as offering."""
_IN_A_PHRASE = frozenset(Kind) - {Kind.YES_NO, Kind.PERSONS, Kind.PUBLISHED}
"""Kinds of questions that a stretch within one sentence can answer."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found."""

    hits: tuple[Hit, ...]
    """The sentences that answer, best first; of an abstention, the one that comes closest."""
    confidence: float
    """Probability in [0, 1] that they answer."""
    abstained: bool
    phrase: Passage | None = None
    """The stretch of the first sentence that answers most directly, where one can."""


class Reader(Protocol):
    """Anything that chooses among hits; put another in the place of the default."""

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """Choose the sentences that answer `question` among `hits` (at least one)."""
        ...


class ExtractiveReader:
    """Chooses one to three sentences by a judge's log-odds, and abstains by a threshold.

    Args:
        index: the article that is read.
        judge: what weighs its sentences; the one that `chosen_judge` gives when None.

    Raises ModelError when the chosen judge needs what is not installed, and WeightsDamaged.
    """

    def __init__(self, index: ArticleIndex, judge: Judge | None = None) -> None:
        self._judge = judge or chosen_judge(index)
        self._calibration = self._judge.calibration

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """See `Reader.read`."""
        hits = hits[: self._judge.candidates]
        judgement = self._judge.judge(question, hits)
        log_odds = judgement.log_odds
        order = np.argsort(-log_odds, kind="stable")
        confidence = self._calibration.probability(confidence_features(question, hits, log_odds))
        if confidence < self._calibration.threshold:
            return Reading((hits[order[0]],), confidence, abstained=True)
        quoted = [hits[n] for n in quoted_of(log_odds)]
        lacking = _lacking(question, quoted, [hits[n] for n in order[:_LOOKED_AT]])
        quoted = quoted[: _MOST_SENTENCES - len(lacking)] + lacking
        marked = None
        if question.kind in _IN_A_PHRASE:
            phrase = judgement.phrase(hits.index(quoted[0]))
            marked = phrase if phrase.text else None
        return Reading(tuple(quoted), confidence, abstained=False, phrase=marked)


def _lacking(question: Question, quoted: Sequence[Hit], likely: Sequence[Hit]) -> list[Hit]:
    """The likeliest sentence that offers what a question's second part asks for, where none that is
    quoted does. Of what is to come, a sentence that looks ahead tells first.

    (Where none offers what the first part asks for, another sentence is seldom the better one: on
    the reserved articles 6 times of 129.)
    """

    further = question.further
    if further is None:
        return []

    def meets(hit: Hit) -> bool:
        return offers(hit.passage.text).get(further, 1.0) >= _OFFERED

    if any(map(meets, quoted)):
        return []
    able = [hit for hit in likely if meets(hit)]
    if looks_ahead(question.text):
        able.sort(key=lambda hit: not looks_ahead(hit.passage.text))
    return able[:1]


def quoted_of(log_odds: Vector) -> list[int]:
    """The places of the sentences that are quoted, best first: one to three."""
    order = np.argsort(-log_odds, kind="stable")[:_MOST_SENTENCES]
    return [int(n) for n in order if np.exp(log_odds[n] - log_odds[order[0]]) >= _ALSO]
