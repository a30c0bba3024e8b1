"""Which stems of the other language a stem may stand for, learned from parallel lines.

The lexicon is trained by tests/benchmarks/train_lexicon.py; index/weights/README.md says on what,
under which licences, and how far it holds on lines that it has not seen.
"""

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

from index.verified import verified

__all__ = ["paraphrases", "translations"]

_UNKNOWN: Mapping[str, float] = MappingProxyType({})
_LEAST = 0.05
"""Chance of a paraphrase. Those below were measured neither better nor worse."""
_REMEMBERED = 16_384


def translations(stem: str) -> Mapping[str, float]:
    """The translations of a stem of `index.arabic.stem`, Arabic or English, likeliest first.

    Each has its probability in (0, 1]; they add up to less than 1 where unlikely ones were left
    out. Empty for function words, numbers and whatever the parallel lines did not hold.

    >>> list(translations("presid"))
    ['رييس', 'رياس']
    """
    return _lexicon().get(stem, _UNKNOWN)


@lru_cache(maxsize=_REMEMBERED)
def paraphrases(stem: str) -> Mapping[str, float]:
    """The stems of its own language that share translations with a stem, each with the chance, in
    (0, 1], of coming to it by way of the other language.

    As in Bannard and Callison-Burch, "Paraphrasing with bilingual parallel corpora" (ACL 2005).

    >>> "طفال" in paraphrases("ولاد")
    True
    """
    found: dict[str, float] = {}
    for foreign, there in translations(stem).items():
        for own, back in translations(foreign).items():
            found[own] = found.get(own, 0.0) + there * back
    found.pop(stem, None)
    return MappingProxyType({own: chance for own, chance in found.items() if chance >= _LEAST})


@cache
def _lexicon() -> Mapping[str, Mapping[str, float]]:
    """Read on first use. Threads that meet here read it twice at worst, and get the same.

    Raises WeightsDamaged.
    """
    stored = json.loads(verified(files("index") / "weights", "lexicon.json"))
    return {stem: MappingProxyType(found) for stem, found in stored.items()}
