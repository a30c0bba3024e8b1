"""Sentences of a stream, each with the passages it cites, given out as soon as it is complete."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.grounding.citations import CitationParser, Marker
from index.splitting import SentenceSplitter

# What models put before or around an answer, and what is no part of it.
_LABEL = re.compile(r"^\s*(?:answer|the answer|الجواب|الإجابة)\s*[:：]\s*", re.I)
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_EMPHASIS = re.compile(r"\*\*|__|`")
_LEFT_OVER = re.compile(r"^\s*[:：]\s*|\s+(?=[.,!?:;،؛؟])")
"""What a mark that was taken out leaves: a colon behind it, or a blank before a full stop."""
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a model, without its marks."""

    text: str
    """On one line; never without a letter or digit."""
    cited: tuple[int, ...]
    """The numbers that it cites, in order, as the model wrote them: they may not exist."""


class SentenceStream:
    """Puts the pieces of a model's answer together to sentences.

    A mark belongs to the sentence that it stands in or behind; where the answer begins with a mark,
    its marks stand before their sentences.
    """

    def __init__(self) -> None:
        self._parser = CitationParser()
        self._splitter = SentenceSplitter()
        self._text = ""
        self._marks: list[tuple[int, Marker]] = []
        self._leading: bool | None = None

    def feed(self, piece: str) -> Iterator[Sentence]:
        """The sentences that are complete once `piece` has come."""
        self._take(self._parser.feed(piece))
        yield from self._complete(whole=False)

    def finish(self) -> Iterator[Sentence]:
        """What is left when nothing more comes."""
        self._take(self._parser.finish())
        yield from self._complete(whole=True)

    def _take(self, parts: Iterator[str | Marker]) -> None:
        for part in parts:
            if isinstance(part, Marker):
                if self._leading is None:
                    self._leading = not _WORD.search(self._text)
                self._marks.append((len(self._text), part))
            else:
                self._text += part

    def _complete(self, whole: bool) -> Iterator[Sentence]:
        """The sentences behind which another has begun; with `whole`, all."""
        found = [p for p in self._splitter.passages(self._text) if _WORD.search(p.text)]
        if not whole:
            found = found[:-1]
        if not found:
            return
        ends = [following.start for following in found[1:]]
        beyond = [p for p in self._splitter.passages(self._text) if p.start >= found[-1].end]
        ends.append(len(self._text) + 1 if whole or not beyond else beyond[0].start)
        begin = 0
        for passage, end in zip(found, ends, strict=True):
            yield Sentence(_plain(passage.text), self._cited(begin, passage.start, end))
            begin = end
        taken = min(begin, len(self._text))
        self._text = self._text[taken:]
        self._marks = [(at - taken, mark) for at, mark in self._marks if self._is_later(at, taken)]

    def _cited(self, begin: int, start: int, end: int) -> tuple[int, ...]:
        """The numbers of the marks of a sentence whose own text begins at `start`."""
        if self._leading:
            own = [m for at, m in self._marks if begin <= at < end]
        else:
            own = [m for at, m in self._marks if start < at <= end]
        return tuple(dict.fromkeys(number for mark in own for number in mark.numbers))

    def _is_later(self, at: int, taken: int) -> bool:
        return at >= taken if self._leading else at > taken


def _plain(text: str) -> str:
    for furniture in (_BULLET, _EMPHASIS, _LABEL, _LEFT_OVER):
        text = furniture.sub("", text)
    return " ".join(text.split())
