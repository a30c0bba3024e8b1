"""Which words one writes for another, in one language or across the two.

The lexicon (translation.py) learned from parallel lines what translates what; those lines hold
little diplomacy, and nothing of two Arabic words for one thing. This was written by hand, by
writers who had not read the articles that the project is measured on (index/weights/README.md).
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from index.verified import verified

__all__ = ["synonyms"]


def synonyms(stem: str) -> Sequence[str]:
    """The stems, of `index.arabic.stem`, that may stand for a stem; maybe none.

    >>> {"ناقش", "باحث"} <= set(synonyms("discuss"))
    True
    """
    return _by_stem().get(stem, ())


@cache
def _by_stem() -> Mapping[str, Sequence[str]]:
    """Read on first use, like the lexicon. Raises WeightsDamaged."""
    stored: dict[str, list[str]] = json.loads(
        verified(files("index") / "weights", "thesaurus.json")
    )
    return stored
