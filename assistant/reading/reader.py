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
from assistant.reading.denial import denies
from assistant.reading.judging import Judge
from index.article_index import ArticleIndex, Hit
from index.splitting import Passage

_MOST_SENTENCES = 3
_ALSO = 0.4
"""Share of the best sentence's likelihood from which another is quoted beside it."""
_LOOKED_AT = 5
_OFFERED = 0.5
"""Share of a full offer (see `offers`) from which a sentence counts as offering."""
_APART = 1 / 3
"""Share of a question's words, by rarity, that may lie elsewhere in the article."""
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
        self._lexical = index.lexical
        self._judge = judge or chosen_judge(index)
        self._calibration = self._judge.calibration

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """See `Reader.read`."""
        hits = hits[: self._judge.candidates]
        judgement = self._judge.judge(question, hits)
        weighed = judgement.log_odds
        able = [n for n, hit in enumerate(hits) if self._can_answer(question, hit)]
        shown, log_odds = [hits[n] for n in able] or list(hits), weighed[able] if able else weighed
        confidence = self._calibration.probability(confidence_features(question, shown, log_odds))
        threshold = self._calibration.threshold
        if not able:
            confidence = min(confidence, threshold / 2)
        if confidence < threshold:
            return Reading((hits[int(weighed.argmax())],), confidence, abstained=True)
        quoted = [shown[n] for n in quoted_of(log_odds)]
        likely = np.argsort(-log_odds, kind="stable")[:_LOOKED_AT]
        lacking: list[Hit] = []
        for kind in filter(None, (question.kind, question.further)):
            lacking += _lacking(question, kind, quoted + lacking, [shown[n] for n in likely])
        quoted = quoted[: _MOST_SENTENCES - len(lacking)] + lacking
        marked = None
        if question.kind in _IN_A_PHRASE:
            phrase = judgement.phrase(hits.index(quoted[0]))
            marked = phrase if phrase.text else None
        return Reading(tuple(quoted), confidence, abstained=False, phrase=marked)

    def _can_answer(self, question: Question, hit: Hit) -> bool:
        if question.kind is Kind.YES_NO:
            return _together(hit)
        return not denies(self._lexical, question, hit.passage.text)


def _lacking(
    question: Question, kind: Kind, quoted: Sequence[Hit], likely: Sequence[Hit]
) -> list[Hit]:
    """The likeliest sentence that offers what is asked for, where none that is quoted does.

    "Where was it held?" is best matched by "It was held under the title ..."; the sentence that
    names a place belongs beside it. Of what is to come, a sentence that looks ahead tells first.
    """

    def meets(hit: Hit) -> bool:
        return offers(hit.passage.text).get(kind, 1.0) >= _OFFERED

    if any(map(meets, quoted)):
        return []
    able = [hit for hit in likely if meets(hit)]
    if looks_ahead(question.text):
        able.sort(key=lambda hit: not looks_ahead(hit.passage.text))
    return able[:1]


def _together(hit: Hit) -> bool:
    """Whether a sentence can decide a yes-or-no question: it holds its words, as far as any does.

    "Did Zelensky attend?" where one sentence names him and another says who attended: the article
    knows the words, but says it not of him.
    """
    return hit.known - hit.coverage <= _APART


def quoted_of(log_odds: Vector) -> list[int]:
    """The places of the sentences that are quoted, best first: one to three."""
    order = np.argsort(-log_odds, kind="stable")[:_MOST_SENTENCES]
    return [int(n) for n in order if np.exp(log_odds[n] - log_odds[order[0]]) >= _ALSO]
