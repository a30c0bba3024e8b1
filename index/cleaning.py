"""From what was read to the article's text: one form of each character, no page furniture."""

import re
from datetime import date
from typing import NamedTuple

from index.arabic import in_form

# Zero-width characters, byte-order marks, soft hyphens, and the bidirectional controls, which can
# show a reader another text than the one that is quoted (Unicode TR36, "Trojan Source").
_INVISIBLE = re.compile(r"[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n?|\u2028|\u2029|\x85")
_DATE = re.compile(r"\b((?:19|20)\d{2})-(\d{2})-(\d{2})\b")
_DATE_LABEL = re.compile(
    r"\b(?:date|published|updated)\b[:\s]*|(?:تاريخ النشر|التاريخ|نشر في)[:\s]*", re.I
)
# Calls to follow, like, share or subscribe: furniture of the page, in lines of their own.
_CALL = re.compile(
    r"(?:سج[ّ]?ل\w* إعجاب|تابع(?:ونا|نا|وا)|اشترك\w*|انضم\w* إلى|شارك\w* (?:الخبر|المقال)|"
    r"صفحتنا على|قناتنا على|للمزيد من الأخبار|اقرأ أيضا|اقرأ المزيد|"
    r"like (?:us|our page)|follow us|subscribe to|sign up for|share this|read more|click here)",
    re.I,
)
_CALL_LIMIT = 160
"""A line longer than this many characters is prose, whatever it calls for."""


class Cleaned(NamedTuple):
    """The article's text and the date that its furniture named, if any."""

    text: str
    date: date | None


def clean(raw: str) -> Cleaned:
    """Clean a raw article: NFC, no invisible marks, no furniture lines, tidy blank lines, and at
    most thirty marks on a letter.

    The result's `text` is stripped at both ends, and cleaning it again changes nothing.
    """
    text = _LINE_END.sub("\n", raw)
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    text = in_form("NFC", text)
    kept: list[str] = []
    published: date | None = None
    for line in text.split("\n"):
        found = _furniture_date(line)
        published = published or found
        if found is None and not _is_call(line):
            kept.append(line.rstrip())
    return Cleaned(re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip(), published)


def _is_call(line: str) -> bool:
    return len(line) <= _CALL_LIMIT and bool(_CALL.match(line.strip()))


def _furniture_date(line: str) -> date | None:
    """The date of a line that holds only a date, its label and perhaps a call."""
    found = _DATE.search(line)
    if found is None or len(line) > _CALL_LIMIT:
        return None
    rest = _DATE_LABEL.sub("", line.replace(found.group(), "")).strip(" \t|-–—:،,")
    if rest and not _CALL.match(rest):
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None
