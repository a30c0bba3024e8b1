"""Scores agree with cases computed by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.scores import (
    Estimate,
    answer_tokens,
    contains_gold,
    estimate,
    exact_match,
    token_f1,
)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The U.S. envoy", ["us", "envoy"]),
        ("an a the", []),
        ("", []),
        ("؟ ... «»", []),
        ("٣ ساعات", ["3", "ساعات"]),
        ("1,000 and ١٬٠٠٠", ["1000", "and", "1000"]),
        ("السَّلامُ", ["سلام"]),
        ("والوزيرُ", ["ووزير"]),
        ("إلى الآن، الله", ["الي", "الان", "الله"]),
        ("الردّ", ["رد"]),
        ("ألف مليون", ["الف", "مليون"]),
        ("ولاية\tألاسكا\nالأمريكية", ["ولايه", "اسكا", "امريكيه"]),
        ("سـلام", ["سلام"]),
        ("الثلاثاء\u200f", ["ثلاثاء"]),
    ],
)
def test_tokens_are_folded_bare_and_without_articles(text: str, tokens: list[str]) -> None:
    assert answer_tokens(text) == tokens


@pytest.mark.parametrize(
    ("given", "golds", "f1"),
    [
        ("three hours", ["three hours"], 1),
        ("about three hours", ["three hours"], 4 / 5),  # p 2/3, r 1
        ("the hours", ["an hours"], 1),
        ("Paris Paris", ["Paris"], 2 / 3),  # a repeated token counts once: p 1/2, r 1
        ("Paris Paris", ["Paris Paris London"], 4 / 5),
        ("Oslo", ["Paris"], 0),
        ("", ["Paris"], 0),
        ("Paris", [""], 0),
        ("", [""], 1),
        ("", [], 1),
        ("Paris", [], 0),
        ("the", ["a", "Paris"], 0),  # a gold of articles alone is dropped beside a real one
        ("the", ["a"], 1),
        ("Marco Rubio", ["Rubio", "Marco Rubio", "Sergey"], 1),  # the best of several
        ("in London", ["Paris", "London town"], 1 / 2),  # ties between p and r: 1/2 each
        ("٣ ساعاتٍ", ["3 ساعات"], 1),
        ("استمر نحو ثلاث ساعات", ["ثلاث ساعات"], 2 / 3),
        ("الاجتماع", ["اجتماع"], 1),
    ],
)
def test_token_f1_is_squads(given: str, golds: list[str], f1: float) -> None:
    assert token_f1(given, golds) == pytest.approx(f1)


TEXTS = st.text(alphabet="ab ال سلام٣3.،َ", max_size=30)


@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_f1_stays_in_its_bounds_and_is_one_for_an_exact_match(text: str, golds: list[str]) -> None:
    assert 0 <= token_f1(text, golds) <= 1
    assert exact_match(text, [*golds, text]) or not answer_tokens(text)
    if exact_match(text, golds):
        assert token_f1(text, golds) == 1
        assert contains_gold(text, golds)


@pytest.mark.parametrize(
    ("given", "golds", "exact", "contains"),
    [
        ("It lasted three hours.", ["three hours"], False, True),
        ("three long hours", ["three hours"], False, False),
        ("The three hours", ["three hours!"], True, True),
        ("thirteen hours", ["three hours", "thirteen"], False, True),
        ("", [], True, True),
        ("", ["x"], False, False),
        ("x", [], False, False),
        ("دام ٣ سَاعات", ["3 ساعات"], False, True),
    ],
)
def test_exact_match_and_containment(
    given: str, golds: list[str], exact: bool, contains: bool
) -> None:
    assert exact_match(given, golds) is exact
    assert contains_gold(given, golds) is contains


def test_an_estimate_reads_as_value_interval_and_n() -> None:
    assert str(Estimate(0.7381, 0.6667, 0.8036, 168)) == "0.738 [0.667, 0.804] (n=168)"


def test_of_nothing_no_figure_is_shown() -> None:
    nothing = estimate([])
    assert nothing.n == 0
    assert math.isnan(nothing.value)
    assert str(nothing) == "– (n=0)"


def test_all_alike_leaves_no_doubt() -> None:
    assert estimate([1, 1, 1, 1]) == Estimate(1.0, 1.0, 1.0, 4)
    assert estimate([True]) == Estimate(1.0, 1.0, 1.0, 1)


def test_the_interval_is_the_binomials_where_that_is_known() -> None:
    """Of 100 with 50 hits, the bootstrap mean is Binomial(100, 1/2) / 100: 0.40 to 0.60."""
    found = estimate([0, 1] * 50)
    assert found.value == 0.5
    assert found.low == pytest.approx(0.40, abs=0.011)
    assert found.high == pytest.approx(0.60, abs=0.011)
    assert found.n == 100


def test_the_same_seed_gives_the_same_interval() -> None:
    sample = [0.1, 0.4, 0.4, 0.9, 1.0, 0.0]
    assert estimate(sample, seed=3) == estimate(sample, seed=3)
    assert estimate(sample, seed=3) != estimate(sample, seed=4)


def test_samples_are_drawn_together() -> None:
    """Of paired samples the difference is certain; drawn apart it would not be."""
    first = np.array([0.0, 1.0, 0.0, 1.0, 1.0])
    gain = estimate(first + 0.25, first, statistic=lambda a, b: a.mean() - b.mean())
    assert (gain.value, gain.low, gain.high) == pytest.approx((0.25, 0.25, 0.25))


def test_draws_on_which_a_statistic_is_undefined_are_left_out() -> None:
    def ratio(hits: np.ndarray, tries: np.ndarray) -> float:
        return float(hits.sum() / tries.sum()) if tries.sum() else math.nan

    found = estimate([1, 0, 0], [1, 0, 0], statistic=ratio)
    assert found == Estimate(1.0, 1.0, 1.0, 3)
    assert str(estimate([0, 0], [0, 0], statistic=ratio)) == "– (n=2)"


@pytest.mark.parametrize("samples", [(), ([1], [1, 2]), ([[1, 2]],)])
def test_samples_of_other_shapes_are_refused(samples: tuple[list[int], ...]) -> None:
    with pytest.raises(ValueError, match="length"):
        estimate(*samples)
