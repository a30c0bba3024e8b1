"""Places that news happens in, by their names in both languages.

Nothing in Arabic writing tells a name: "in Moscow" and "in force" look alike to one who knows of
no Moscow.
"""

import re
from functools import cache
from importlib.resources import files

from index.arabic import normalise

__all__ = ["tells_a_place"]

# "The envoy for the Middle East" and "the minister from Russia" tell of no place where it was.
_BEFORE = r"\b(?:(?:في|الي|قرب|in|at|near|to) |ب)"


def tells_a_place(normalised: str) -> bool:
    """Whether a normalised text says where by a place's name: behind a preposition.

    >>> tells_a_place("المره القادمه في موسكو"), tells_a_place("موسكو ترفض")
    (True, False)
    """
    return _pattern().search(normalised) is not None


@cache
def _pattern() -> re.Pattern[str]:
    written = (files("index") / "weights" / "places.txt").read_text(encoding="utf-8")
    names = sorted({name.replace("_", " ") for name in normalise(written).replace(":", "").split()})
    return re.compile(f"{_BEFORE}(?:the )?(?:{'|'.join(map(re.escape, names))})\\b")
