"""Measures of rankings and of confidence.

A ranking is a sequence of documents, best first; whatever was not returned is not in it. Where two
documents score the same, the ranking's own order counts: a system has to put one of them first.
Recall and MRR take the first relevant document, for one sentence that answers is enough.
"""

from collections.abc import Hashable, Sequence, Set
from dataclasses import dataclass
from math import inf, nan

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata
from sklearn.metrics import ndcg_score

from index.splitting import Passage
from tests.benchmarks.questions import GoldAnswer

BINS = 10


@dataclass(frozen=True)
class Bin:
    """The predictions whose confidence lies in one tenth of [0, 1]."""

    confidence: float
    """Their mean confidence."""
    right: float
    """The share of them that are right."""
    n: int


def recall_at(k: int, ranking: Sequence[Hashable], relevant: Set[Hashable]) -> float:
    """1 when one of the first `k` is relevant, else 0."""
    return float(any(document in relevant for document in ranking[:k]))


def reciprocal_rank(ranking: Sequence[Hashable], relevant: Set[Hashable]) -> float:
    """1 / rank of the first relevant document, in (0, 1]; 0 when none is in the ranking."""
    ranks = (rank for rank, document in enumerate(ranking, start=1) if document in relevant)
    return next((1 / rank for rank in ranks), 0.0)


def ndcg(k: int, ranking: Sequence[Hashable], relevant: Set[Hashable]) -> float:
    """Normalised discounted cumulative gain of the first `k`, in [0, 1]; 0 when none is relevant.

    Gains are 0 or 1 (Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques",
    2002, with log2(rank + 1)). Relevant documents that were not returned lower it as they should.
    """
    first = list(ranking[:k])
    gains = [float(document in relevant) for document in first]
    gains += [0.0] * (k - len(first)) + [1.0] * len(set(relevant) - set(first))
    return float(ndcg_score([[*gains, 0.0]], [range(len(gains) + 1, 0, -1)], k=k))


def characters_until(ranking: Sequence[Passage], answers: Sequence[GoldAnswer]) -> float:
    """How many characters of a ranking one reads, in order, until some answer was read whole.

    What is returned twice is read twice; white space is no part of an answer. Infinite when no
    answer is returned whole.
    """
    return min((_characters_until(ranking, answer) for answer in answers), default=inf)


def _characters_until(ranking: Sequence[Passage], answer: GoldAnswer) -> float:
    left = {answer.start + n for n, letter in enumerate(answer.text) if not letter.isspace()}
    read = 0
    for passage in ranking:
        here = {at for at in left if passage.start <= at < passage.end}
        left -= here
        if not left:
            return read + max(here, default=passage.start - 1) + 1 - passage.start
        read += passage.end - passage.start
    return inf


def auroc(positive: ArrayLike, negative: ArrayLike) -> float:
    """The chance that a positive's score lies above a negative's, ties counted half.

    `positive` and `negative` hold scores, in any number; not a number when either has none. By
    ranks (Hanley and McNeil, 1982): `roc_auc_score`'s figure in a twentieth of its time, which
    thousands of bootstrap samples feel.
    """
    first, second = np.asarray(positive, float), np.asarray(negative, float)
    if not len(first) or not len(second):
        return nan
    ranks = rankdata(np.concatenate([first, second]))[: len(first)]
    return float((ranks.sum() - len(first) * (len(first) + 1) / 2) / (len(first) * len(second)))


def balanced_accuracy(positive: ArrayLike, negative: ArrayLike) -> float:
    """Mean of the share of positives that were taken and of negatives that were not, in [0, 1].

    `positive` and `negative` tell of each whether it was taken; not a number when either is empty.
    """
    first, second = np.asarray(positive, float), np.asarray(negative, float)
    if not len(first) or not len(second):
        return nan
    return float(first.mean() + 1 - second.mean()) / 2


def best_threshold(positive: ArrayLike, negative: ArrayLike) -> float:
    """The score of a positive from which taking gives the highest balanced accuracy."""
    first, second = np.asarray(positive, float), np.asarray(negative, float)
    return float(max(np.unique(first), key=lambda t: balanced_accuracy(first >= t, second >= t)))


def bin_of(confidence: ArrayLike) -> NDArray[np.int64]:
    """For each confidence in [0, 1] the number of its bin.

    There are 10 bins of equal width; a confidence on an edge belongs to the bin above it, 1 to the
    last.
    """
    edges = np.arange(1, BINS) / BINS
    numbers: NDArray[np.int64] = np.digitize(np.asarray(confidence, float), edges)
    return numbers


def reliability(confidence: ArrayLike, right: ArrayLike) -> list[Bin]:
    """The bins of a reliability diagram that are not empty, from low to high confidence."""
    stated, true = np.asarray(confidence, float), np.asarray(right, float)
    bins = bin_of(stated)
    return [
        Bin(float(stated[bins == n].mean()), float(true[bins == n].mean()), int((bins == n).sum()))
        for n in np.unique(bins)
    ]


def calibration_error(confidence: ArrayLike, right: ArrayLike) -> float:
    """Expected calibration error, in [0, 1]: |share right - confidence|, averaged over predictions.

    Over the 10 bins of `reliability` (Guo et al., "On calibration of modern neural networks",
    2017); not a number without predictions.
    """
    bins = reliability(confidence, right)
    total = sum(b.n for b in bins)
    return sum(b.n * abs(b.right - b.confidence) for b in bins) / total if total else nan
