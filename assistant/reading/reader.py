"""Reading: which of the retrieved sentences answer, and whether any does.

The default reader is a small network (assistant/reading/network.py) with weights learned on public
question sets (tests/benchmarks/train_reader/); it knows kinds of questions, never an article.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

import numpy as np

from assistant.question import Kind, Question, looks_ahead, offers
from assistant.reading.denial import denies
from assistant.reading.judging import NetworkJudge, Vector
from index.arabic import main_language
from index.article_index import Hit
from index.lexical import Lexical
from index.splitting import Passage
from index.verified import verified

CONFIDENCE_FEATURES = ("best", "any", "lead", "known", "cross", "cosine")
"""What a reading is judged by. The network's log-odds that its best sentence answers, and that any
does; how far the best leads the next; how much of the question the article knows at all; whether
question and article are of different languages; and how near the encoder has the best sentence."""

_MOST_SENTENCES = 3
_ALSO = 0.4
"""Share of the best sentence's likelihood from which another is quoted beside it."""
_LOOKED_AT = 5
_OFFERED = 0.5
"""Share of a full offer (see `offers`) from which a sentence counts as offering."""
_APART = 1 / 3
"""Share of a question's words, by rarity, that may lie elsewhere in the article."""
_MOST_LEAD = 4.0
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


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the network's scores are worth, learned on articles that it was not taught on."""

    weights: Vector
    """Of CONFIDENCE_FEATURES, and the intercept (Platt 1999)."""
    threshold: float
    """The confidence below which the reader abstains."""

    def probability(self, features: Vector) -> float:
        """The confidence, in [0, 1], of a reading with these CONFIDENCE_FEATURES."""
        return float(1 / (1 + np.exp(-(np.append(features, 1.0) @ self.weights))))


class ExtractiveReader:
    """Chooses one to three sentences by the network's log-odds, and abstains by a threshold.

    Args:
        lexical: the words of the article that is read.
    """

    def __init__(self, lexical: Lexical) -> None:
        self._lexical = lexical
        self._judge = NetworkJudge(lexical)
        self._calibration = default_calibration()

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """See `Reader.read`."""
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


def confidence_features(question: Question, hits: Sequence[Hit], log_odds: Vector) -> Vector:
    """CONFIDENCE_FEATURES of a reading of `hits`, shape (features,)."""
    first, *second = np.argsort(-log_odds, kind="stable")[:2]
    lead = log_odds[first] - log_odds[second[0]] if second else _MOST_LEAD
    hit = hits[first]
    cross = main_language(hit.passage.text) != question.language
    return np.array(
        [
            log_odds[first],
            np.logaddexp.reduce(log_odds),
            min(lead, _MOST_LEAD),
            hit.known,
            float(cross),
            hit.cosine,
        ]
    )


@cache
def default_calibration() -> Calibration:
    """The calibration that was fitted to the network's log-odds. Raises WeightsDamaged."""
    stored = json.loads(verified(files("assistant.reading") / "weights", "reader.json"))
    names = (*CONFIDENCE_FEATURES, "intercept")
    return Calibration(np.array([stored["confidence"][n] for n in names]), stored["threshold"])
