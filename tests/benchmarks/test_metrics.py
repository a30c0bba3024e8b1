"""Every measure against cases worked out by hand, the traps among them."""

from math import inf, isnan, log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from index.splitting import Passage
from tests.benchmarks import metrics
from tests.benchmarks.questions import GoldAnswer

SCORES = st.lists(st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0]), min_size=1, max_size=30)


def passage(start: int, text: str) -> Passage:
    return Passage(text, start, start + len(text))


def gold(start: int, text: str) -> GoldAnswer:
    return GoldAnswer(text, start, start + len(text))


def test_recall_asks_whether_one_relevant_document_is_among_the_first() -> None:
    assert metrics.recall_at(1, "abc", {"a"}) == 1
    assert metrics.recall_at(1, "abc", {"b"}) == 0
    assert metrics.recall_at(3, "abc", {"c", "z"}) == 1, "one of several golds is enough"
    assert metrics.recall_at(5, "", {"a"}) == 0, "nothing was returned"
    assert metrics.recall_at(5, "abc", set()) == 0, "there is nothing to find"


def test_the_reciprocal_rank_is_of_the_first_relevant_document() -> None:
    assert metrics.reciprocal_rank("abcd", {"a"}) == 1
    assert metrics.reciprocal_rank("abcd", {"d", "c"}) == 1 / 3
    assert metrics.reciprocal_rank("abcd", {"z"}) == 0
    assert metrics.reciprocal_rank("", {"a"}) == 0


def test_ndcg_discounts_by_rank() -> None:
    assert metrics.ndcg(10, "abc", {"a"}) == 1
    assert metrics.ndcg(10, "abc", {"b"}) == pytest.approx(1 / log2(3))
    assert metrics.ndcg(10, "a", {"a"}) == 1, "one document is a ranking too"
    assert metrics.ndcg(2, "abc", {"c"}) == 0, "beyond k nothing counts"
    assert metrics.ndcg(10, "", {"a"}) == 0, "nothing was returned"
    assert metrics.ndcg(10, "abc", set()) == 0, "there is nothing to find"


def test_ndcg_knows_of_relevant_documents_that_were_not_returned() -> None:
    found_one_of_two = 1 / (1 + 1 / log2(3))
    assert metrics.ndcg(10, "a", {"a", "z"}) == pytest.approx(found_one_of_two)
    assert metrics.ndcg(1, "a", {"a", "z"}) == 1, "one place can hold but one"


def test_one_reads_until_the_last_character_of_the_answer() -> None:
    first, second = passage(0, "Nobody came."), passage(13, "Only Peter came.")
    peter = gold(18, "Peter")
    assert metrics.characters_until([second, first], [peter]) == 10
    assert metrics.characters_until([first, second], [peter]) == 12 + 10
    assert metrics.characters_until([first], [peter]) == inf
    assert metrics.characters_until([], [peter]) == inf


def test_of_several_answers_the_one_read_first_counts() -> None:
    text = passage(0, "Peter and Paul came.")
    assert metrics.characters_until([text], [gold(10, "Paul"), gold(0, "Peter")]) == 5
    assert metrics.characters_until([text], []) == inf


def test_what_overlaps_is_read_twice() -> None:
    overlapping = [passage(0, "abcdefgh"), passage(4, "efghijkl")]
    assert metrics.characters_until(overlapping, [gold(8, "ij")]) == 8 + 6


def test_an_answer_may_lie_across_two_passages_and_the_space_between_them() -> None:
    halves = [passage(0, "Mr. John"), passage(9, "Smith came.")]
    assert metrics.characters_until(halves, [gold(4, "John Smith")]) == 8 + 5
    assert metrics.characters_until(halves[::-1], [gold(4, "John Smith")]) == 11 + 8


def test_auroc_counts_ties_half() -> None:
    assert metrics.auroc([0.9, 0.8], [0.1]) == 1
    assert metrics.auroc([0.1], [0.9]) == 0
    assert metrics.auroc([0.5], [0.5]) == 0.5
    assert metrics.auroc([0.5, 0.9], [0.5, 0.1]) == (0.5 + 1 + 1 + 1) / 4


def test_one_class_alone_has_neither_auroc_nor_balanced_accuracy() -> None:
    for measure in (metrics.auroc, metrics.balanced_accuracy):
        assert isnan(measure([], [0.5]))
        assert isnan(measure([0.5], []))
        assert isnan(measure([], []))


@given(SCORES, SCORES)
def test_auroc_is_the_one_of_scikit_learn(positive: list[float], negative: list[float]) -> None:
    labels = [1] * len(positive) + [0] * len(negative)
    expected = roc_auc_score(labels, positive + negative)
    assert metrics.auroc(positive, negative) == pytest.approx(expected)


def test_balanced_accuracy_weighs_both_classes_alike() -> None:
    assert metrics.balanced_accuracy([True], [False] * 99) == 1
    assert metrics.balanced_accuracy([True], [True] * 99) == 0.5, "taking all is no skill"
    assert metrics.balanced_accuracy([True, False], [False, False, True, True]) == 0.5


@given(st.lists(st.booleans(), min_size=1), st.lists(st.booleans(), min_size=1))
def test_balanced_accuracy_is_the_one_of_scikit_learn(
    positive: list[bool], negative: list[bool]
) -> None:
    labels = [True] * len(positive) + [False] * len(negative)
    expected = balanced_accuracy_score(labels, positive + negative)
    assert metrics.balanced_accuracy(positive, negative) == pytest.approx(expected)


def test_the_best_threshold_separates_what_can_be_separated() -> None:
    assert metrics.best_threshold([0.6, 0.7], [0.1, 0.2]) == 0.6
    assert metrics.best_threshold([0.3, 0.6, 0.7], [0.1, 0.5, 0.5]) == 0.6


def test_a_confidence_on_an_edge_belongs_to_the_bin_above() -> None:
    assert metrics.bin_of([0, 0.0999, 0.1, 0.3, 0.9, 1]).tolist() == [0, 0, 1, 3, 9, 9]


def test_empty_bins_are_left_out() -> None:
    low, high = metrics.reliability([0.11, 0.19, 0.9], [False, True, True])
    assert low.confidence == pytest.approx(0.15)
    assert (low.right, low.n) == (0.5, 2)
    assert (high.confidence, high.right, high.n) == (0.9, 1, 1)
    assert metrics.reliability([], []) == []


def test_the_calibration_error_weighs_bins_by_their_predictions() -> None:
    error = metrics.calibration_error([0.11, 0.19, 0.9], [False, True, True])
    assert error == pytest.approx((2 * 0.35 + 1 * 0.1) / 3)
    assert metrics.calibration_error([1, 1, 0], [True, True, False]) == 0
    assert metrics.calibration_error([1], [False]) == 1
    assert isnan(metrics.calibration_error([], []))


OFF_EDGES = st.integers(0, 1000).filter(lambda n: n % 100).map(lambda n: n / 1000)
"""Confidences on no edge: scikit-learn puts those into the bin below."""


@given(st.lists(st.tuples(OFF_EDGES, st.booleans()), min_size=1, max_size=50))
def test_the_bins_are_those_of_scikit_learn(predictions: list[tuple[float, bool]]) -> None:
    confidence, right = (np.array(part, float) for part in zip(*predictions, strict=True))
    shares, means = calibration_curve(right, confidence, n_bins=10)
    bins = metrics.reliability(confidence, right)
    assert [b.right for b in bins] == pytest.approx(shares)
    assert [b.confidence for b in bins] == pytest.approx(means)
