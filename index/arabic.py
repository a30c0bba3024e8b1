"""Words as a search compares them: Arabic and English, in any spelling, digits and diacritics.

Normalising maps the spellings that writers mix (hamza forms, final ya and alif maqsura, ta marbuta,
tashkeel, tatweel) to one, as in Larkey, Ballesteros and Connell, "Light stemming for Arabic
information retrieval" (2007). It is for comparing alone: what is quoted is never normalised.
"""

import re
import threading
import unicodedata
from functools import cache, lru_cache
from typing import Any, Literal

import snowballstemmer

from index.messages import Language

_TASHKEEL = re.compile(r"[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]")
_TATWEEL = "\u0640"
_ONE_SPELLING = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ؤ": "و",
        "ئ": "ي",
    }
)
_PILE = re.compile(r"[^\w\s\x00-\x7f]{31,}")
"""Where more marks may stand on a letter than any language has; a million take hours to order."""
_MOST_MARKS = 30
"""On one letter, as in Unicode's stream-safe text format (UAX 15)."""
_WORD = re.compile(r"[^\W_]+(?:[.,٫٬:][0-9]+)*")
_ARABIC = re.compile(r"[\u0621-\u064a\u066e-\u06d3]")
_LETTERS = re.compile(r"[^\W\d_]+")
# He will call, you call, he called: سيتصل, تتصل and اتصل are one verb. Snowball leaves these on.
_PERSON_OF_VERB = re.compile(r"^(?:س[يتنا]|[يتا])(?=.{3,}$)")
# A conjunction or preposition is written onto the word that it governs; longer words keep enough.
_PROCLITICS = ("وال", "فال", "بال", "كال", "لل", "ال")


def strip_marks(text: str) -> str:
    """`text` without tashkeel and tatweel: the form that the encoder is given.

    One sentence with and without them has cosine 0.24 under the default encoder; stripped, 1.00.
    """
    return _TASHKEEL.sub("", text).replace(_TATWEEL, "")


def in_form(form: Literal["NFC", "NFKC"], text: str) -> str:
    """`text` in a normal form of Unicode, with at most thirty marks on a letter."""
    normal = unicodedata.normalize(form, _PILE.sub(_unpiled, text))
    return _PILE.sub(_unpiled, normal)  # once more, for some marks are taken apart to several


def _unpiled(pile: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in pile.group():
        marks = marks + 1 if unicodedata.category(character)[0] == "M" else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def normalise(text: str) -> str:
    """`text` in the one spelling that comparisons use. Idempotent; the length may change."""
    folded = in_form("NFKC", strip_marks(text)).casefold()
    folded = strip_marks(in_form("NFKC", folded)).translate(_ONE_SPELLING)
    return "".join(_ascii_digit(c) for c in folded)


def _ascii_digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def words(text: str) -> list[str]:
    """The normalised words of `text`, in order; numbers keep their inner marks."""
    return _WORD.findall(normalise(text))


def is_arabic(word: str) -> bool:
    """Whether `word` holds an Arabic letter."""
    return bool(_ARABIC.search(word))


class _Stemmers(threading.local):
    """Snowball's stemmers keep the word that they work on: each thread has its own."""

    def __init__(self) -> None:
        self.arabic = snowballstemmer.stemmer("arabic")
        self.english = snowballstemmer.stemmer("english")


_stemmers = _Stemmers()


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a normalised word: Snowball's, after the proclitics that it leaves on."""
    if not is_arabic(word):
        return str(_stemmers.english.stemWord(word))
    bare = word
    if len(bare) > 4 and bare[0] in "وف":
        rest = bare[1:]
        if rest.startswith("ال") or len(rest) > 4:
            bare = rest
    for prefix in _PROCLITICS:
        if bare.startswith(prefix) and len(bare) - len(prefix) >= 3:
            bare = bare[len(prefix) :]
            break
    stemmed = str(_stemmers.arabic.stemWord(bare)) or bare
    if bare.startswith("سن") and len(stemmed) > 3:  # we will meet: Snowball leaves the "we" on
        stemmed = stemmed.removeprefix("ن")
    return _PERSON_OF_VERB.sub("", stemmed)


@lru_cache(maxsize=65536)
def root(word: str) -> str:
    """The root of a normalised Arabic word, or near it: شارك and مشاركون have one.

    By ISRI (Taghva, Elkhoury and Coombs, "Arabic stemming without a root dictionary", 2005).
    """
    return str(_root_stemmer().stem(word))


@cache
def _root_stemmer() -> Any:
    from nltk.stem.isri import ISRIStemmer  # late: a second, which an error message need not wait

    return ISRIStemmer()


def stems(text: str) -> list[str]:
    """The stems of the words of `text`, in order."""
    return [stem(word) for word in words(text)]


def main_language(text: str, otherwise: Language = "en") -> Language:
    """The language of most words of `text`; of as many of either, that of the first.

    A capitalised word behind the first is a name, which an Arabic text may spell so as well: "من هو
    Vladimir Putin؟" is Arabic. A text without letters is in the language `otherwise`.
    """
    found = _LETTERS.findall(text[:20_000])
    if not found:
        return otherwise
    languages: list[Language] = [
        "ar" if _ARABIC.match(word) else "en"
        for n, word in enumerate(found)
        if n == 0 or not word[0].isupper()
    ]
    arabic = languages.count("ar") * 2 - len(languages)
    return languages[0] if arabic == 0 else "ar" if arabic > 0 else "en"
