"""From a reading to an answer: quotes, framed in a sentence of the question's language."""

import re
from datetime import date

from assistant.answer import Answer, Citation
from assistant.models.choosing import EXTRACTIVE
from assistant.question import Kind, Question
from assistant.reading.reader import Reading
from index.messages import Language, message
from index.splitting import Passage

# What a reader would take for one of our citations: a number in square brackets.
_MARKER = re.compile(r"\[\s*(\d+(?:\s*[,،]\s*\d+)*)\s*\]")


def abstention(language: Language) -> str:
    """The agreed sentence for "not in the article"."""
    return message("answers", "abstention", language)


def cite(passages: list[Passage], phrase: Passage | None = None) -> tuple[Citation, ...]:
    """Citations of the passages, numbered from 1 in the order given; `phrase` lies in one."""
    return tuple(
        Citation(
            number,
            passage.text,
            passage.start,
            passage.end,
            phrase if phrase and passage.start <= phrase.start < passage.end else None,
        )
        for number, passage in enumerate(passages, start=1)
    )


def phrase(asked: Question, condensed: Question, reading: Reading) -> Answer:
    """The answer that a reading of the condensed question gives to the question as asked."""
    if reading.abstained:
        citations = cite([reading.hits[0].passage])
        nearest = message("answers", "closest", asked.language, quotes=_quotes(citations))
        text = f"{abstention(asked.language)}\n{nearest}"
    else:
        in_order = sorted(reading.hits, key=lambda hit: hit.passage.start)
        citations = cite([hit.passage for hit in in_order], reading.phrase)
        text = frame(condensed.kind, asked.language, citations)
    return Answer(
        question=asked.text,
        text=text,
        citations=citations,
        abstained=reading.abstained,
        confidence=reading.confidence,
        language=asked.language,
        model=EXTRACTIVE,
    )


def frame(kind: Kind, language: Language, citations: tuple[Citation, ...]) -> str:
    """The sentence that answers a question of that kind by nothing but quotes."""
    return message("answers", kind, language, quotes=_quotes(citations))


def phrase_date(asked: Question, published: date) -> Answer:
    """The answer to "when was it published?", which the date line proves and no sentence could."""
    shown = message("dates", str(published.month), asked.language)
    day = f"{published.day} {shown} {published.year}"
    text = message("answers", "published", asked.language, date=day)
    return Answer(asked.text, text, (), False, 1.0, asked.language, EXTRACTIVE)


def _quotes(citations: tuple[Citation, ...]) -> str:
    return " ".join(f"«{_shown(c.quote)}» [{c.number}]" for c in citations)


def _shown(quote: str) -> str:
    """A quote on one line, its own [7] not to be mistaken for a citation."""
    return _MARKER.sub(r"(\1)", " ".join(quote.split()))
