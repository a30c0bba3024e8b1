"""The article as HTML, with the passages marked that the conversation cites.

The article's text is hostile data: all of it is escaped, so that markup is shown and never run.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import PurePath

from assistant.answer import Citation
from assistant.web.conversation import Conversation
from assistant.web.direction import DIRECTION, spoken
from index.article import Article
from index.messages import Language, message

_BLANK_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class _Use:
    """One citation and the turn (from 0) whose answer uses it."""

    turn: int
    citation: Citation


def article_html(article: Article, talk: Conversation = (), language: Language = "en") -> str:
    """The article panel: source and date in `language`, then the text.

    Whatever an answer cites lies in `<mark data-turns="0 3">`, which names the turns that use it;
    those of the last turn are lit. Where a citation begins stands a button that bears its number
    and leads to the answer. A citation that overlaps another or spans paragraphs has several marks.
    """
    uses = [_Use(n, cited) for n, turn in enumerate(talk) for cited in turn.citations]
    lit = len(talk) - 1
    numbered: set[_Use] = set()
    body = "".join(
        _paragraph(article, start, end, _Marking(uses, lit, numbered, language))
        for start, end in _paragraphs(article.text)
    )
    label = escape(message("interface", "article", language), quote=True)
    return (
        f'<article class="article" lang="{article.language}" aria-label="{label}" tabindex="0"'
        f' data-id="{article.id}" dir="{DIRECTION[article.language]}">'
        f"{_header(article, language)}{body}</article>"
    )


@dataclass(frozen=True, slots=True)
class _Marking:
    uses: list[_Use]
    lit: int
    """The turn whose citations are shown."""
    numbered: set[_Use]
    """The citations whose number stands already."""
    language: Language


def _header(article: Article, language: Language) -> str:
    """What is known about the article. Its headline, where it has one, is its first paragraph."""
    facts = []
    if article.source != "text":
        label = escape(message("interface", "source", language))
        facts.append(f"<span>{label}: <bdi>{escape(short_source(article.source))}</bdi></span>")
    if article.date is not None:
        label = escape(message("interface", "published", language))
        day = article.date
        month = message("dates", str(day.month), language)
        facts.append(
            f'<span>{label}: <time datetime="{day.isoformat()}">'
            f"{day.day} {escape(month)} {day.year}</time></span>"
        )
    if not facts:
        return ""
    return f'<header lang="{language}" dir="{DIRECTION[language]}">{"".join(facts)}</header>'


def short_source(source: str) -> str:
    """A URL whole; of a path its last part, for the rest is the reader's own machine."""
    return source if "://" in source else PurePath(source).name


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of the paragraphs: blank lines part them, and where there are none, lines do."""
    gaps = _BLANK_LINES if _BLANK_LINES.search(text) else re.compile(r"\n")
    start = 0
    for gap in gaps.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _paragraph(article: Article, start: int, end: int, marking: _Marking) -> str:
    """One paragraph as HTML; the headline is a heading."""
    tag = "h2" if start == 0 and article.text[:end] == article.title else "p"
    inner = "".join(_pieces(article.text, start, end, marking))
    return f"<{tag} {spoken(article.text[start:end], article.language)}>{inner}</{tag}>"


def _pieces(text: str, start: int, end: int, marking: _Marking) -> Iterator[str]:
    """Escaped text[start:end], cut wherever a citation begins or ends, so that no mark nests."""
    here = [use for use in marking.uses if use.citation.start < end and use.citation.end > start]
    bounds = {start, end}
    for use in here:
        bounds |= {max(start, use.citation.start), min(end, use.citation.end)}
    for left, right in pairwise(sorted(bounds)):
        covering = [u for u in here if u.citation.start <= left and right <= u.citation.end]
        words = escape(text[left:right])
        yield _mark(words, covering, marking) if covering else words


def _mark(words: str, covering: list[_Use], marking: _Marking) -> str:
    turns = sorted({use.turn for use in covering})
    numbers = "".join(_number(use, marking) for use in covering if use not in marking.numbered)
    marking.numbered.update(covering)
    lit = ' class="lit"' if marking.lit in turns else ""
    return f'<mark{lit} data-turns="{" ".join(map(str, turns))}">{numbers}{words}</mark>'


def _number(use: _Use, marking: _Marking) -> str:
    """The number is drawn by the style, not written: the marked text stays the quote itself."""
    number, turn = use.citation.number, use.turn
    label = message("interface", "to_answer", marking.language, number=number, turn=turn + 1)
    hidden = "" if turn == marking.lit else " hidden"
    return (
        f'<button type="button" class="number" data-turn="{turn}" data-number="{number}"'
        f' lang="{marking.language}" aria-label="{escape(label, quote=True)}"{hidden}></button>'
    )
