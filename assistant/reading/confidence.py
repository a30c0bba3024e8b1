"""What a judgement is worth: the confidence, and the threshold below which a reader abstains."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable

import numpy as np
from numpy.typing import NDArray

from assistant.question import Question
from index.arabic import main_language
from index.article_index import Hit
from index.verified import verified

CONFIDENCE_FEATURES = ("best", "any", "lead", "known", "cross", "cosine")
"""What a reading is judged by. The log-odds that its best sentence answers, and that any does; how
far the best leads the next; how much of the question the article knows at all; whether question and
article are of different languages; and how near the encoder has the best sentence."""

_MOST_LEAD = 4.0

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What log-odds are worth, learned on articles that they were not taught on."""

    weights: Vector
    """Of CONFIDENCE_FEATURES, and the intercept (Platt 1999)."""
    threshold: float
    """The confidence below which the reader abstains."""

    def probability(self, features: Vector) -> float:
        """The confidence, in [0, 1], of a reading with these CONFIDENCE_FEATURES."""
        return float(1 / (1 + np.exp(-(np.append(features, 1.0) @ self.weights))))


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


def load_calibration(folder: Traversable, name: str) -> Calibration:
    """The calibration of that name in a folder of weights. Raises WeightsDamaged."""
    stored = json.loads(verified(folder, name))
    names = (*CONFIDENCE_FEATURES, "intercept")
    return Calibration(np.array([stored["confidence"][n] for n in names]), stored["threshold"])
