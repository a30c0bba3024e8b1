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
_MAY_BE_OVER = re.compile(r"\w[^\w.!?؟…۔\n]*+[.!?؟…۔\n]\W*+\w")
"""What a text must hold for a sentence of it to be over: the splitter decides."""


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
        self._given = 0

    def feed(self, piece: str) -> Iterator[Sentence]:
        """The sentences that are complete once `piece` has come.

        Letter by letter, for where a sentence ends must not hang on how the text was cut.
        """
        for character in piece:
            self._take(self._parser.feed(character))
            if _MAY_BE_OVER.search(self._text) and not _within_quotation(self._text):
                yield from self._next(self._begun()[:-1])

    def finish(self) -> Iterator[Sentence]:
        """What is left when nothing more comes."""
        self._take(self._parser.finish())
        yield from self._next(self._begun())

    def _take(self, parts: Iterator[str | Marker]) -> None:
        for part in parts:
            if isinstance(part, Marker):
                self._marks.append((len(self._text), part))
            else:
                self._text += part.replace("\n", "\n\n")  # every line is a paragraph

    def _begun(self) -> list[Sentence]:
        """Every sentence so far, the last one as far as it has come."""
        found = [p for p in self._splitter.passages(self._text) if _WORD.search(p.text)]
        leading = bool(self._marks) and not _WORD.search(self._text[: self._marks[0][0]])
        sentences = []
        for number, passage in enumerate(found):
            if leading:
                begin = found[number - 1].end if number else 0
                own = [mark for at, mark in self._marks if begin <= at < passage.end]
            else:
                end = found[number + 1].start if number + 1 < len(found) else len(self._text)
                own = [mark for at, mark in self._marks if passage.start < at <= end]
            cited = tuple(dict.fromkeys(n for mark in own for n in mark.numbers))
            sentences.append(Sentence(_plain(passage.text), cited))
        return sentences

    def _next(self, sentences: list[Sentence]) -> Iterator[Sentence]:
        """Those of the complete sentences that were not given out yet."""
        new = sentences[self._given :]
        self._given += len(new)
        yield from new


def _within_quotation(text: str) -> bool:
    """Whether a quotation is open, in which full stops end no sentence."""
    return text.count('"') % 2 == 1 or any(
        text.count(opening) > text.count(closing) for opening, closing in ("«»", "“”")
    )


def _plain(text: str) -> str:
    for furniture in (_BULLET, _EMPHASIS, _LABEL, _LEFT_OVER):
        text = furniture.sub("", text)
    return " ".join(text.split())
