"""Scores that need no judge: tokens in common, and a mean with its interval.

Answers are compared as SQuAD's evaluation does (Rajpurkar et al., "SQuAD: 100,000+ Questions for
Machine Comprehension of Text", 2016; unanswerable questions as in SQuAD 2.0, 2018): case folded,
punctuation and symbols taken out, articles dropped, split at white space. For Arabic the text is
first brought to one spelling (`index.arabic.normalise`: hamza forms, alif maqsura, ta marbuta,
tashkeel, tatweel, Arabic-Indic digits), and the article is the prefix ال, also behind a one-letter
proclitic, as MLQA's evaluation drops it (Lewis et al., 2020).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from index.arabic import normalise

DRAWS = 2000
"""Bootstrap samples: the interval's ends move by less than the third decimal from seed to seed."""

_ENGLISH_ARTICLES = frozenset({"a", "an", "the"})
_ARABIC_ARTICLE = re.compile(r"^([وفبك]?)ال(?=\w{2})")
# Words that begin with these letters and have no article.
_NO_ARTICLE = frozenset({"الله", "الان", "التي", "الذي", "الذين"})


def answer_tokens(text: str) -> list[str]:
    """The tokens of `text` that are compared, in order; none when it has no letter or digit.

    Example:
        >>> answer_tokens("The U.S. envoy, ٣ ساعات")
        ['us', 'envoy', '3', 'ساعات']
    """
    kept = (" " if c.isspace() else c for c in normalise(text) if c.isspace() or not _is_mark(c))
    words = "".join(kept).split()
    return [_without_article(word) for word in words if word not in _ENGLISH_ARTICLES]


def token_f1(given: str, golds: Sequence[str]) -> float:
    """F1 of the tokens that `given` shares with a gold answer, the best over `golds`.

    Tokens count as often as they occur. In [0, 1]; without a gold answer (an unanswerable question)
    the gold is the empty answer, and two empty answers agree: 1.
    """
    tokens = answer_tokens(given)
    return max(_f1(tokens, gold) for gold in _gold_tokens(golds))


def exact_match(given: str, golds: Sequence[str]) -> bool:
    """Whether `given` has exactly the tokens of one of `golds`, in order."""
    return answer_tokens(given) in _gold_tokens(golds)


def contains_gold(given: str, golds: Sequence[str]) -> bool:
    """Whether the tokens of one of `golds` stand together in `given`.

    The empty gold stands only in an empty answer.
    """
    tokens = answer_tokens(given)
    return any(_stands_in(gold, tokens) for gold in _gold_tokens(golds))


def _gold_tokens(golds: Sequence[str]) -> list[list[str]]:
    """Tokens of each gold answer that has any; of the empty answer when none has."""
    return [tokens for tokens in map(answer_tokens, golds) if tokens] or [[]]


def _is_mark(character: str) -> bool:
    """Punctuation, symbol, control or format character."""
    return unicodedata.category(character)[0] in "PSC"


def _without_article(word: str) -> str:
    return word if word in _NO_ARTICLE else _ARABIC_ARTICLE.sub(r"\1", word)


def _f1(given: list[str], gold: list[str]) -> float:
    if not given or not gold:
        return float(given == gold)
    common = sum((Counter(given) & Counter(gold)).values())
    return 2 * common / (len(given) + len(gold))


def _stands_in(gold: list[str], tokens: list[str]) -> bool:
    if not gold:
        return not tokens
    return any(tokens[at : at + len(gold)] == gold for at in range(len(tokens) - len(gold) + 1))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval and the number of observations that it rests on."""

    value: float
    """NaN when there is nothing to compute it from."""
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        """ "0.738 [0.667, 0.804] (n=168)"; without a value, only the n."""
        if np.isnan(self.value):
            return f"– (n={self.n})"
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}] (n={self.n})"


def estimate(
    *samples: ArrayLike, statistic: Callable[..., Any] = np.mean, seed: int = 0
) -> Estimate:
    """`statistic` of the samples with its 95 % percentile bootstrap interval (Efron, 1979).

    Args:
        samples: one or more sequences of the same length n; entry i of each belongs to the same
            observation, and observations are drawn whole (paired).
        statistic: from as many arrays of shape (n,) to a number; NaN where it is undefined. Draws
            without a value are left out of the interval.
        seed: of the draws; the same samples and seed give the same interval.

    Raises ValueError when the samples differ in length or there is none.
    """
    arrays = [np.asarray(sample) for sample in samples]
    if not arrays or any(array.shape != arrays[0].shape or array.ndim != 1 for array in arrays):
        raise ValueError("samples must be sequences of one and the same length")
    n = len(arrays[0])
    value = float(statistic(*arrays)) if n else np.nan
    if np.isnan(value):
        return Estimate(np.nan, np.nan, np.nan, n)
    draw = np.random.default_rng(seed)
    rows = (draw.integers(0, n, n) for _ in range(DRAWS))
    drawn = np.array([statistic(*(array[row] for array in arrays)) for row in rows], dtype=float)
    low, high = np.quantile(drawn[~np.isnan(drawn)], [0.025, 0.975])
    return Estimate(value, float(low), float(high), n)
