"""Reading: which of the retrieved sentences answer, and whether any does.

The default reader is a linear one over few, meaningful features, with weights learned on public
question sets (tests/benchmarks/train_reader.py); it knows kinds of questions, never an article.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.question import Kind, Question, offers
from index.article_index import Hit

Matrix = NDArray[np.float64]

_ASKED = (
    Kind.PERSONS,
    Kind.PERSON,
    Kind.PLACE,
    Kind.TIME,
    Kind.DURATION,
    Kind.NUMBER,
    Kind.REASON,
)
FEATURES = (
    *("dense", "lexical", "cosine", "coverage", "length", Kind.YES_NO.value),
    *(kind.value for kind in _ASKED),
)
"""What a sentence is judged by. The last seven tell whether it offers what is asked for. A
yes-or-no question names all that it asks of: the feature before them is the coverage once more."""

CONFIDENCE_FEATURES = ("cosine", "coverage", "known", "offers", "lead", "share", "dense", "cross")
"""What a reading is judged by: of its best sentence, and how far that leads the next."""

_MOST_SENTENCES = 3
_LOOKED_AT = 5
_OFFERED = 0.5
"""Share of a full offer (see `offers`) from which a sentence counts as offering."""
_APART = 1 / 3
"""Share of a question's words, by rarity, that may lie elsewhere in the article."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found."""

    hits: tuple[Hit, ...]
    """The sentences that answer, best first; of an abstention, those that come closest."""
    confidence: float
    """Probability in [0, 1] that they answer."""
    abstained: bool


class Reader(Protocol):
    """Anything that chooses among hits; put another in the place of the default."""

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """Choose the sentences that answer `question` among `hits` (at least one)."""
        ...


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear reader's learned numbers."""

    sentence: Matrix
    """One weight a feature of FEATURES."""
    confidence: Matrix
    """One weight a feature of CONFIDENCE_FEATURES, then the intercept."""
    threshold: float
    """The confidence below which the reader abstains."""
    also: float
    """The share of the best sentence's likelihood from which another is quoted beside it."""


@cache
def default_weights() -> Weights:
    """The weights that ship with the project."""
    text = (files("assistant") / "weights" / "reader.json").read_text(encoding="utf-8")
    stored: dict[str, Any] = json.loads(text)
    return Weights(
        np.array([stored["sentence"][name] for name in FEATURES]),
        np.array([stored["confidence"][name] for name in (*CONFIDENCE_FEATURES, "intercept")]),
        stored["threshold"],
        stored["also"],
    )


class ExtractiveReader:
    """Chooses one to three sentences by a learned linear score, and abstains by a threshold."""

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = weights or default_weights()

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """See `Reader.read`."""
        features = sentence_features(question, hits)
        likelihood = softmax(features @ self._weights.sentence)
        order = np.argsort(-likelihood, kind="stable")
        judged = confidence_features(question, hits, likelihood)
        confidence = _logistic(float(np.append(judged, 1.0) @ self._weights.confidence))
        chosen = [
            hits[n]
            for n in order[:_MOST_SENTENCES]
            if likelihood[n] >= self._weights.also * likelihood[order[0]]
        ]
        lacking = _lacking(question, chosen, [hits[n] for n in order[:_LOOKED_AT]])
        chosen = chosen[: _MOST_SENTENCES - len(lacking)] + lacking
        if question.kind is Kind.YES_NO and not any(_meets(question, hit) for hit in chosen):
            confidence = min(confidence, self._weights.threshold / 2)
        return Reading(tuple(chosen), confidence, confidence < self._weights.threshold)


def _lacking(question: Question, chosen: Sequence[Hit], likely: Sequence[Hit]) -> list[Hit]:
    """The likeliest sentence that offers what is asked for, where none that was chosen does.

    "Where was it held?" is best matched by "It was held under the title ..."; the sentence that
    names a place belongs beside it.
    """
    if any(_meets(question, hit) for hit in chosen):
        return []
    return [hit for hit in likely if _meets(question, hit)][:1]


def _meets(question: Question, hit: Hit) -> bool:
    """Whether a sentence offers what is asked for, as far as that can be told.

    A yes-or-no question must find its words together. "Did Zelensky attend?" where one sentence
    names him and another says who attended: the article knows the words, but says it not of him.
    """
    if question.kind is Kind.YES_NO:
        return hit.known - hit.coverage <= _APART
    return offers(hit.passage.text).get(question.kind, 1.0) >= _OFFERED


def sentence_features(question: Question, hits: Sequence[Hit]) -> Matrix:
    """FEATURES of each hit, shape (hits, features)."""
    return np.array([_features(question, hit) for hit in hits])


def _features(question: Question, hit: Hit) -> list[float]:
    offered = offers(hit.passage.text)
    return [
        hit.dense,
        hit.lexical,
        hit.cosine,
        hit.coverage,
        min(len(hit.passage.text), 400) / 400,
        hit.coverage if question.kind is Kind.YES_NO else 0.0,
        *(offered[kind] if kind is question.kind else 0.0 for kind in _ASKED),
    ]


def confidence_features(question: Question, hits: Sequence[Hit], likelihood: Matrix) -> Matrix:
    """CONFIDENCE_FEATURES of a reading, shape (features,)."""
    order = np.argsort(-likelihood, kind="stable")
    best = hits[order[0]]
    second = float(likelihood[order[1]]) if len(hits) > 1 else 0.0
    offered = offers(best.passage.text)
    passage_is_arabic = any("\u0600" <= c <= "\u06ff" for c in best.passage.text[:80])
    return np.array(
        [
            best.cosine,
            best.coverage,
            best.known,
            offered.get(question.kind, 0.5),
            float(likelihood[order[0]]) - second,
            float(likelihood[order[0]]),
            best.dense,
            float((question.language == "ar") != passage_is_arabic),
        ]
    )


def softmax(scores: Matrix) -> Matrix:
    """Likelihoods that sum to 1, from scores of any size."""
    powers = np.exp(scores - scores.max())
    shares: Matrix = powers / powers.sum()
    return shares


def _logistic(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))
