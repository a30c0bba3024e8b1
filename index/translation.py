"""Which stems of the other language a stem may stand for, learned from parallel lines.

The lexicon is trained by tests/benchmarks/train_lexicon.py; index/weights/README.md says on what,
under which licences, and how far it holds on lines that it has not seen.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from index.verified import verified

__all__ = ["translations"]

_UNKNOWN: Mapping[str, float] = MappingProxyType({})


def translations(stem: str) -> Mapping[str, float]:
    """The translations of a stem of `index.arabic.stem`, Arabic or English, likeliest first.

    Each has its probability in (0, 1]; they add up to less than 1 where unlikely ones were left
    out. Empty for function words, numbers and whatever the parallel lines did not hold.

    >>> list(translations("presid"))
    ['رييس', 'رياس']
    """
    return _lexicon().get(stem, _UNKNOWN)


@cache
def _lexicon() -> Mapping[str, Mapping[str, float]]:
    """Read on first use. Threads that meet here read it twice at worst, and get the same.

    Raises WeightsDamaged.
    """
    stored = json.loads(verified(files("index") / "weights", "lexicon.json"))
    return {stem: MappingProxyType(found) for stem, found in stored.items()}
