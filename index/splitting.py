"""Cutting an article into sentence passages, each an exact stretch of its text."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from langchain_text_splitters import TextSplitter

VERSION = 2
"""Raised whenever the same text would be cut elsewhere, so that stored passages are remade."""

LONGEST = 600
"""Characters. A longer sentence is cut at a clause mark, else at a space, else anywhere."""

_LONGEST_SPEECH = 400
"""Characters. A quotation up to this length stays whole, with the words that introduce it."""

# Tried once for a run of marks, at its first: from each of a million it would never end.
_END = re.compile(r"(?:(?<![.!?؟。…۔])[.!?؟。…۔]++|⁉|‼)[\"'”’»)\]]*+(?=\s|$)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“«])(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|St|Gen|Sen|Rep|Gov|Lt|Col|"
    r"Sgt|Capt|Jr|Sr|vs|etc|e\.g|i\.e|No|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|"
    r"Dec|Fig|Rev|approx|al|[\u0621-\u064a](?:\.[\u0621-\u064a])?|هـ)$"
)
_OPENING = {"“": "”", "«": "»", "„": "”"}
_STRAIGHT = '"'
_SEEN = re.compile(r"\S")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_CLAUSE = re.compile(r"[،؛,;:]\s|\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class Passage:
    """One stretch of an article: `article.text[start:end] == text`, without outer white space."""

    text: str
    start: int
    end: int


class SentenceSplitter(TextSplitter):
    """A LangChain splitter whose chunks are sentences, in Arabic and English.

    A paragraph ends a sentence; so do . ! ? ؟ … with their closing quotation marks before white
    space, but not after an abbreviation or an initial, within a number, or within a quotation of
    ordinary length. Between two passages there is only white space: no character is lost.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(chunk_size=LONGEST, chunk_overlap=0, add_start_index=True, **kwargs)

    def split_text(self, text: str) -> list[str]:
        """The sentences of `text`, in order."""
        return [passage.text for passage in self.passages(text)]

    def passages(self, text: str) -> list[Passage]:
        """The sentences of `text` with their offsets, in order."""
        return [
            Passage(text[start:end], start, end)
            for paragraph in _paragraphs(text)
            for sentence in _sentences(text, *paragraph)
            for start, end in _short_enough(text, *sentence)
        ]


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Blank lines part paragraphs; where a text has none, every line is one."""
    mark = _PARAGRAPH if _PARAGRAPH.search(text.strip()) else re.compile(r"\n")
    start = 0
    for gap in mark.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    speeches = _speeches(text, start, end)
    at = start
    for mark in _END.finditer(text, start, end):
        if mark.start() < at or _within(speeches, mark):
            continue
        before = text[max(start, mark.start() - 12) : mark.start()]
        if mark.group() == "." and _ABBREVIATION.search(before):
            continue
        following = _SEEN.search(text, mark.end(), end)
        if _goes_on(mark.group(), following.group() if following else ""):
            continue
        yield from _trimmed(text, at, mark.end())
        at = mark.end()
    yield from _trimmed(text, at, end)


def _goes_on(mark: str, following: str) -> bool:
    """Whether a sentence goes on behind a mark: asked "In Moscow?" he nodded.

    In Latin letters a small one tells. In Arabic letters, a question or a call that a quotation
    closes belongs to the sentence around it, unless "and" begins the next.
    """
    if following.isascii():
        return following.islower()
    return mark[0] in "?؟!" and mark[-1] in '"”’»' and following.isalpha() and following != "و"


def _speeches(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The quotations of a paragraph that are short enough to stay whole, as [open, close)."""
    found: list[tuple[int, int]] = []
    opened, closing = -1, ""
    for at in range(start, end):
        character = text[at]
        if opened < 0 and (character in _OPENING or character == _STRAIGHT):
            opened, closing = at, _OPENING.get(character, _STRAIGHT)
        elif opened >= 0 and character == closing:
            if at - opened <= _LONGEST_SPEECH:
                found.append((opened, at + 1))
            opened = -1
    return found


def _within(speeches: list[tuple[int, int]], mark: re.Match[str]) -> bool:
    """Whether a mark stands within one of the quotations, which are in order."""
    before = bisect_left(speeches, (mark.start(),))
    return before > 0 and mark.end() < speeches[before - 1][1]


def _short_enough(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        window = text[start : start + LONGEST]
        clauses = [m.end() for m in _CLAUSE.finditer(window) if m.end() > LONGEST // 3]
        space = max((m.end() for m in re.finditer(r"\s", window)), default=0)
        cut = start + (clauses[-1] if clauses else space if space > LONGEST // 3 else LONGEST)
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
