"""Which words news writes one for another, in one language or across the two.

The lexicon (translation.py) learned from parallel lines what translates what; those lines hold
little diplomacy, and nothing of two Arabic words for one thing. This list was written by hand, for
news at large, by someone who had not read the articles that the project is measured on.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from index.arabic import normalise, stem

__all__ = ["synonyms"]


def synonyms(of: str) -> frozenset[str]:
    """The normalised words that news may write for a stem of `index.arabic.stem`; maybe none.

    >>> {"ناقش", "تباحث"} <= synonyms("discuss")
    True
    """
    return _by_stem().get(of, frozenset())


@cache
def _by_stem() -> Mapping[str, frozenset[str]]:
    text = (files("index") / "weights" / "thesaurus.toml").read_text(encoding="utf-8")
    found: dict[str, frozenset[str]] = {}
    for concept in tomllib.loads(text).values():
        terms = normalise(" ".join(concept)).split()
        single = frozenset(term for term in terms if "_" not in term)
        parts = frozenset(part for term in terms for part in term.split("_"))
        for word in single:
            found[stem(word)] = found.get(stem(word), frozenset()) | (parts - {word})
    return found
