"""The article as HTML, with the cited passages marked.

The article's text is hostile data: all of it is escaped, so that markup is shown and never run.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise
from pathlib import PurePath

from assistant.answer import Citation
from index.article import Article
from index.messages import Language, message

_BLANK_LINES = re.compile(r"\n\s*\n")
DIRECTION: dict[Language, str] = {"ar": "rtl", "en": "ltr"}


def article_html(article: Article, citations: Iterable[Citation] = ()) -> str:
    """The article panel: source and date, then the text with every citation in a `<mark>`.

    The first mark of citation n has the id `citation-n`. A citation that overlaps another or
    spans paragraphs is cut into several marks, which share its `data-number`.
    """
    cited = sorted(citations, key=lambda citation: citation.number)
    named: set[int] = set()
    body = "".join(
        _paragraph(article, start, end, cited, named) for start, end in _paragraphs(article.text)
    )
    label = escape(bilingual("article", article.language))
    return (
        f'<article class="article" lang="{article.language}" tabindex="0" aria-label="{label}"'
        f' dir="{DIRECTION[article.language]}">{_header(article)}{body}</article>'
    )


def bilingual(key: str, first: Language, between: str = " · ") -> str:
    """A sentence of the interface in both languages, the article's own language first."""
    return between.join(message("interface", key, language) for language in _both(first))


def bilingual_html(key: str, first: Language) -> str:
    """The same as HTML, each language kept apart, so that neither moves the other's full stop."""
    return " · ".join(
        f'<bdi lang="{language}">{escape(message("interface", key, language))}</bdi>'
        for language in _both(first)
    )


def _both(first: Language) -> tuple[Language, Language]:
    return ("ar", "en") if first == "ar" else ("en", "ar")


def _header(article: Article) -> str:
    """What is known about the article. Its headline, where it has one, is its first paragraph."""
    facts = [f"<strong>{bilingual_html('article', article.language)}</strong>"]
    if article.source != "text":
        label = escape(message("interface", "source", article.language))
        facts.append(f"<span>{label}: <bdi>{escape(_short_source(article.source))}</bdi></span>")
    if article.date is not None:
        label = escape(message("interface", "published", article.language))
        day = article.date.isoformat()
        facts.append(f'<span>{label}: <time dir="ltr" datetime="{day}">{day}</time></span>')
    return f"<header>{''.join(facts)}</header>"


def _short_source(source: str) -> str:
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


def _paragraph(
    article: Article, start: int, end: int, cited: list[Citation], named: set[int]
) -> str:
    """One paragraph as HTML; the headline is a heading. `named` collects the ids given out."""
    tag = "h2" if start == 0 and article.text[:end] == article.title else "p"
    here = [citation for citation in cited if citation.start < end and citation.end > start]
    inner = "".join(_pieces(article.text, start, end, here, named))
    return f'<{tag} dir="auto">{inner}</{tag}>'


def _pieces(
    text: str, start: int, end: int, cited: list[Citation], named: set[int]
) -> Iterator[str]:
    """Escaped text[start:end], cut wherever a citation begins or ends, so that marks nest."""
    bounds = {start, end}
    for citation in cited:
        bounds |= {max(start, citation.start), min(end, citation.end)}
    cuts = sorted(bounds)
    for left, right in pairwise(cuts):
        covering = [c.number for c in cited if c.start <= left and right <= c.end]
        opening = "".join(_open_mark(number, named) for number in covering)
        yield f"{opening}{escape(text[left:right])}{'</mark>' * len(covering)}"


def _open_mark(number: int, named: set[int]) -> str:
    if number in named:
        return f'<mark data-number="{number}">'
    named.add(number)
    return f'<mark id="citation-{number}" data-number="{number}">'
