"""An article: its text, to which every offset refers, and what is known about it."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from index.arabic import main_language
from index.cleaning import clean
from index.errors import ArticleError
from index.messages import Language
from index.sources import read

_HEADLINE_LIMIT = 150
_TITLE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned article. All offsets in the project are character offsets into `text`."""

    id: str
    """A digest of the text: the same content has the same id, wherever it came from."""
    title: str
    """The headline, or the beginning of the first sentence where there is none."""
    date: date | None
    """When it was published, where the source said so."""
    source: str
    """The path, URL or sample's name it was loaded from; "text" for raw text."""
    language: Language
    """The language of most of its letters."""
    text: str
    """The cleaned text, in Unicode's NFC."""

    @classmethod
    def load(cls, source: object) -> "Article":
        """Load an article from a path, a URL, a shipped sample's name or its raw text.

        A string is a URL when it starts with a scheme, a path when it looks like one (a single
        line that names a file or ends like one), else the text itself. Plain text, HTML, PDF and
        Word (.docx) are told apart by their content, Markdown (.md) by its name.

        Raises:
            ArticleUnreadable: nothing can be read there, or the URL is refused.
            ArticleError: it is empty, larger than 5 MB (25 MB of PDF or Word), binary, damaged or
                not UTF-8.

        Example:
            >>> Article.load("alaska-summit").language
            'ar'
        """
        name, raw = read(source)
        return cls.of_text(raw, name)

    @classmethod
    def of_text(cls, raw: str, name: str) -> "Article":
        """The article of a raw text that was read at `name`. Raises ArticleError when empty."""
        text, published = clean(raw)
        if not re.search(r"\w", text):
            raise ArticleError("article_empty", source=name)
        # A file's name may hold bytes that are no text, and no database would take them.
        name = name.encode("utf-8", "backslashreplace").decode("utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        return cls(digest, _title(text), published, name, main_language(text), text)


def _title(text: str) -> str:
    first = text.split("\n", 1)[0].strip()
    if len(first) <= _HEADLINE_LIMIT and not first.endswith((".", "؟", "!", "?", ":", "،")):
        return first
    if len(first) <= _TITLE_LENGTH:
        return first
    return first[:_TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(" ،,.") + "…"
