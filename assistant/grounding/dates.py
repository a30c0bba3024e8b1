"""The months, weekdays and days of a month that a text names, in either language."""

import re
from functools import cache
from typing import NamedTuple

from index.arabic import normalise
from index.messages import catalogue

_OTHER_MONTHS = {
    "جانفي": 1, "فيفري": 2, "افريل": 4, "ماي": 5, "جوان": 6, "جويليه": 7, "اوت": 8,
    "كانون الثاني": 1, "شباط": 2, "اذار": 3, "نيسان": 4, "ايار": 5, "حزيران": 6, "تموز": 7,
    "اب": 8, "ايلول": 9, "تشرين الاول": 10, "تشرين الثاني": 11, "كانون الاول": 12,
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9,
    "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
"""Months beside those of prompts/dates.toml: the Levant's, the Maghreb's, abbreviations."""
_AMBIGUOUS = frozenset({"may", "march", "mar", "sep", "dec", "jan", "اب", "ماي", "اوت"})
"""Words that are more besides: a month only where a day or a year stands next to them."""
_WEEKDAYS = {
    "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6,
    "sunday": 7, "اثنين": 1, "ثلاثاء": 2, "اربعاء": 3, "خميس": 4, "جمعه": 5, "سبت": 6, "احد": 7,
}  # fmt: skip
# Arabic weekdays carry the article, or they are other words: احد is also "one".
_WEEKDAY = re.compile(
    r"\b(?:(monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?"
    r"|[وفبك]?(?:ال|لل)(اثنين|ثلاثاء|اربعاء|خميس|جمعه|سبت|احد))\b"
)
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_NUMERIC = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")


class Dates(NamedTuple):
    """What a text says of dates, but for years, which are numbers."""

    months: frozenset[int]
    days: frozenset[tuple[int, int]]
    """(day, month)"""
    weekdays: frozenset[int]
    """From 1, Monday."""


def dates(text: str) -> Dates:
    """The dates that `text` names.

    Example:
        >>> dates("الجمعة ١٥ آب") == dates("on Friday, August 15th")
        True
    """
    folded = normalise(text)
    months: set[int] = set()
    days: set[tuple[int, int]] = set()
    for found in _month().finditer(folded):
        name = found["month"]
        day = found["before"] or found["after"]
        if name in _AMBIGUOUS and not (day or found["year"]):
            continue
        months.add(_months()[name])
        if day and 1 <= int(day) <= 31:
            days.add((int(day), _months()[name]))
    for _, month, day in _ISO.findall(folded):
        months.add(int(month))
        days.add((int(day), int(month)))
    for first, second, _ in _NUMERIC.findall(folded):
        # The day comes first here and second there: both are read.
        pairs = {(int(first), int(second)), (int(second), int(first))}
        days |= pairs
        months |= {month for _, month in pairs}
    weekdays = {_WEEKDAYS[one or other] for one, other in _WEEKDAY.findall(folded)}
    return Dates(frozenset(months), frozenset(days), frozenset(weekdays))


@cache
def _months() -> dict[str, int]:
    named = {
        normalise(name): int(number)
        for number, languages in catalogue("dates").items()
        for name in languages.values()
    }
    return named | _OTHER_MONTHS


@cache
def _month() -> re.Pattern[str]:
    """A month with the day before or behind it, and perhaps its year."""
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    return re.compile(
        rf"(?:\b(?P<before>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+|من\s+)?)?"
        rf"\b[وفبل]?(?P<month>{names})\b\.?(?:\s*/\s*(?:{names}))?"
        rf"(?:\s+(?:the\s+)?(?P<after>\d{{1,2}})(?:st|nd|rd|th)?\b(?![\d:]))?"
        rf"(?:,?\s+(?:of\s+|عام\s+|سنه\s+)?(?P<year>\d{{4}})\b)?"
    )
