"""Citations in a stream of tokens: told apart from the text as they come."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER = r"\d{1,3}"
_BETWEEN = r"\s*[,،;؛]\s*"
_OPEN, _CLOSE = r"[\[【]", r"[\]】]"
_WITHIN = r"[\s\d,،;؛^]{0,40}"
"""No mark is longer, whether it comes whole or letter by letter."""
_MARKER = re.compile(
    rf"(?={_OPEN}{_WITHIN}{_CLOSE}){_OPEN}\s*\^?({_NUMBER}(?:{_BETWEEN}{_NUMBER})*)\s*{_CLOSE}"
)
_BEGUN = re.compile(rf"{_OPEN}{_WITHIN}$")
"""What may still become a marker when more comes."""
# Control characters, and the bidirectional ones, which can show another text than is checked.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069]"
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A citation mark: the numbers in `[1]`, `[1,2]`, `[١]` as they were written."""

    numbers: tuple[int, ...]


class CitationParser:
    """Tells text from citation marks while pieces of any size come in.

    However the text is cut, `feed` and `finish` give the same text and marks: a mark that is cut by
    a piece's end is waited for.

    Example:
        >>> parser = CitationParser()
        >>> [*parser.feed("It met [1"), *parser.feed("،٢] today"), *parser.finish()]
        ['It met ', Marker(numbers=(1, 2)), ' today']
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> Iterator[str | Marker]:
        """The parts that are certain once `piece` has come."""
        self._held += _UNSEEN.sub("", piece)
        begun = _BEGUN.search(self._held)
        certain = begun.start() if begun else len(self._held)
        ready, self._held = self._held[:certain], self._held[certain:]
        yield from _parts(ready)

    def finish(self) -> Iterator[str | Marker]:
        """What was held back, when nothing more comes."""
        ready, self._held = self._held, ""
        yield from _parts(ready)


def _parts(text: str) -> Iterator[str | Marker]:
    at = 0
    for mark in _MARKER.finditer(text):
        if mark.start() > at:
            yield text[at : mark.start()]
        numbers = re.findall(_NUMBER, mark[1])
        yield Marker(tuple(int("".join(str(unicodedata.digit(d)) for d in n)) for n in numbers))
        at = mark.end()
    if at < len(text):
        yield text[at:]
