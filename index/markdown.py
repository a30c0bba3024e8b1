"""The words of a Markdown file (CommonMark, with tables), without its markup."""

import re
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
"""What site generators read about a page, before its text."""


def paragraphs(source: str) -> Iterator[str]:
    """Headings, paragraphs, items, blocks of code, and rows of tables, in their order.

    HTML within is left out, save for the words between its tags; of a link or an image the words
    stand, and not where it leads.
    """
    row: list[str] | None = None
    for token in MarkdownIt("commonmark").enable("table").parse(_FRONT_MATTER.sub("", source)):
        match token.type:
            case "tr_open":
                row = []
            case "tr_close":
                yield " | ".join(row or ())
                row = None
            case "inline" if row is not None:
                row.append(_words(token.children or ()))
            case "inline":
                yield _words(token.children or ())
            case "fence" | "code_block":
                yield token.content


def _words(tokens: Iterable[Token]) -> str:
    return "".join(_word(token) for token in tokens)


def _word(token: Token) -> str:
    match token.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "html_inline":
            return ""
        case _:  # of an image, its description
            return token.content
