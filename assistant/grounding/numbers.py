"""The numbers that a text states, in digits or words, Arabic or English."""

import re

from index.arabic import is_arabic, words

__all__ = ["numbers", "stated_numbers"]

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "twice": 2, "both": 2, "dozen": 12, "first": 1, "second": 2, "third": 3, "fourth": 4,
    "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11,
    "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
    # In the one spelling of index.arabic, without the article and clitics.
    "صفر": 0, "واحد": 1, "واحده": 1, "احد": 1, "احدي": 1, "حادي": 1, "حاديه": 1,
    "اول": 1, "اولي": 1,
    "اثنان": 2, "اثنين": 2, "اثنتان": 2, "اثنتين": 2, "اثنا": 2, "اثني": 2, "اثنتا": 2,
    "اثنتي": 2, "ثاني": 2, "ثانيه": 2, "مرتين": 2, "كلا": 2, "كلتا": 2,
    "ثلاث": 3, "ثلاثه": 3, "ثالث": 3, "ثالثه": 3, "اربع": 4, "اربعه": 4, "رابع": 4, "رابعه": 4,
    "خمس": 5, "خمسه": 5, "خامس": 5, "خامسه": 5, "ست": 6, "سته": 6, "سادس": 6, "سادسه": 6,
    "سبع": 7, "سبعه": 7, "سابع": 7, "سابعه": 7, "ثمان": 8, "ثماني": 8, "ثمانيه": 8, "ثامن": 8,
    "ثامنه": 8, "تسع": 9, "تسعه": 9, "تاسع": 9, "تاسعه": 9, "عشر": 10, "عشره": 10, "عاشر": 10,
    "عاشره": 10, "عشرون": 20, "عشرين": 20, "ثلاثون": 30, "ثلاثين": 30, "اربعون": 40,
    "اربعين": 40, "خمسون": 50, "خمسين": 50, "ستون": 60, "ستين": 60, "سبعون": 70, "سبعين": 70,
    "ثمانون": 80, "ثمانين": 80, "تسعون": 90, "تسعين": 90,
}  # fmt: skip
_SCALES = {
    "hundred": 100, "hundreds": 100, "thousand": 1000, "thousands": 1000, "million": 10**6,
    "millions": 10**6, "billion": 10**9, "billions": 10**9, "trillion": 10**12,
    "ميه": 100, "مايه": 100, "ميتان": 200, "ميتين": 200, "مايتان": 200, "مايتين": 200,
    "ثلاثميه": 300, "ثلاثمايه": 300, "اربعميه": 400, "اربعمايه": 400, "خمسميه": 500,
    "خمسمايه": 500, "ستميه": 600, "ستمايه": 600, "سبعميه": 700, "سبعمايه": 700,
    "ثمانميه": 800, "ثمانمايه": 800, "تسعميه": 900, "تسعمايه": 900, "ميات": 100, "مايات": 100,
    "الف": 1000, "الفا": 1000, "الاف": 1000, "الفان": 2000, "الفين": 2000, "مليون": 10**6,
    "مليونا": 10**6, "ملايين": 10**6, "مليونين": 2 * 10**6, "مليونان": 2 * 10**6,
    "مليار": 10**9, "مليارا": 10**9, "مليارات": 10**9, "مليارين": 2 * 10**9, "تريليون": 10**12,
}  # fmt: skip
# A dual says two: ساعتين. Only of what is counted, for many other words end alike.
_DUAL = re.compile(
    r"^(?:ساعت|دقيقت|ثانيت|يوم|اسبوع|شهر|سنت|عام|قرن|مر|ضعف|كيلومتر|متر|دولت|بلد|شخص|رجل|امرات|طفل|"
    r"مدينت|وزير|رييس|جانب|طرف|زعيم)(?:ين|ان)$"
)
_DIGITS = re.compile(r"\d+(?:[.,٫٬]\d+)*")
# Where a word and a number touch, or two words a hyphen: 21st, و25, twenty-five.
_SEAM = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)|(?<=[^\W\d_])-(?=[^\W\d_])")
_CLITICS = re.compile(r"^[وفبلك]{0,2}(?:ال|لل)?")
_JOINING = frozenset({"and", "و"})
_VAGUE = frozenset(
    {"one", "first", "second", "both", "واحد", "واحده", "احد", "احدي", "اول", "اولي"}
)
"""Number words that mostly say no number: "one of them", "at first", "a second later"."""


def numbers(text: str) -> frozenset[float]:
    """Every number that `text` can be read to state: the parts of a longer one among them.

    Example:
        >>> sorted(numbers("ثلاث ساعات و٢٥ دقيقة")), sorted(numbers("twenty-five thousand"))
        ([3.0, 25.0], [5.0, 20.0, 25.0, 1000.0, 25000.0])
    """
    return frozenset(value for value, _ in _read(text)) | _parts(text)


def stated_numbers(text: str) -> frozenset[float]:
    """The numbers that `text` states, longer ones whole; without words that are vague alone."""
    return frozenset(value for value, vague in _read(text) if not vague)


def _parts(text: str) -> frozenset[float]:
    """Numbers within words and longer numbers: the 3 of "3+3", the two of a dual."""
    found = {float(v) for w in _tokens(text) if (v := _value(w)) is not None}
    found |= {2.0 for w in _tokens(text) if _DUAL.match(_bare(w))}
    return frozenset(found)


def _read(text: str) -> list[tuple[float, bool]]:
    """The numbers of `text` in order, each put together from its words, and whether it is vague."""
    found: list[tuple[float, bool]] = []
    run: list[str] = []
    for word in [*_tokens(text), ""]:
        if word and _value(word) is not None:
            run.append(word)
        elif not (run and word in _JOINING):
            if run:
                found += _put_together(run)
            run = []
    return found


def _put_together(run: list[str]) -> list[tuple[float, bool]]:
    """One number, or several where words do not join: in "two, 1905" nothing is added up."""
    found: list[tuple[float, bool]] = []
    total = current = 0.0
    last = float("inf")
    begun: list[str] = []
    for word in run:
        value = _value(word)
        assert value is not None
        bare = _bare(word)
        scale = bare in _SCALES
        if scale and current and value > current:
            current *= value
        elif scale and not current and total == 0:
            current = value
        elif begun and not _joins(word, value, last):
            found.append((total + current, _is_vague(begun)))
            total, current, begun = 0.0, value, []
        else:
            current += value
        if scale and value >= 1000:
            total, current = total + current, 0.0
        last = value
        begun.append(word)
    found.append((total + current, _is_vague(begun)))
    return found


def _joins(word: str, value: float, last: float) -> bool:
    """Whether a number word goes on the number before it: twenty five, خمسة وعشرون."""
    if word[0].isdigit():
        return False
    if is_arabic(word):
        return word.startswith("و") or value in (10.0,) or last >= 100
    return value < last and last >= 20


def _is_vague(run: list[str]) -> bool:
    return len(run) == 1 and _bare(run[0]) in _VAGUE


def _tokens(text: str) -> list[str]:
    return words(_SEAM.sub(" ", text))


def _value(word: str) -> float | None:
    """The value of one word, 1,250.5 and ١٢٥٠ among them."""
    if _DIGITS.fullmatch(word):
        return _digits(word)
    bare = _bare(word)
    found = _UNITS.get(bare, _SCALES.get(bare))
    return None if found is None else float(found)


def _bare(word: str) -> str:
    """An Arabic number word without what is written onto it, where the rest is one."""
    if not is_arabic(word):
        return word
    longest = _CLITICS.match(word)
    for end in range(longest.end() if longest else 0, -1, -1):
        if word[end:] in _UNITS or word[end:] in _SCALES or _DUAL.match(word[end:]):
            return word[end:]
    return word


def _digits(word: str) -> float | None:
    """Digits with marks: groups of three behind a mark are thousands, else it is a fraction."""
    plain = word.replace("٬", ",").replace("٫", ".")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}", plain):
        plain = plain.replace(".", "")
    else:
        plain = plain.replace(",", ".")
    try:
        return float(plain)
    except ValueError:  # 12.30.45 is no number
        return None
