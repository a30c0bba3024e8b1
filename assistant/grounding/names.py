"""The names in a sentence, and whether a passage has them, across scripts.

English writes names with capitals, but the first word as well, and Arabic marks nothing: there, a
word that the passage lacks is taken for a name when the lexicon of translations does not know it,
or knows it by its sound.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.grounding.dates import dates
from assistant.grounding.numbers import numbers
from index.arabic import is_arabic, stem, words
from index.lexical import Lexical
from index.names import same_name
from index.stopwords import STOPWORDS
from index.translation import translations

_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_CERTAIN = 0.5
"""Above this, a spelling of `Lexical.spellings` is the word, not one of its root."""
_PROCLITICS = re.compile(r"[وف]?[بلك]?")
_LEAST = 4
"""Letters of a word that is told from another by its ending alone."""
# What English abbreviates and Arabic spells out: any one of the words tells it.
_ABBREVIATIONS = {
    "us": ("امريكي", "امريكيه", "امريكا", "الامريكي", "الامريكيه", "الولايات"),
    "usa": ("امريكا", "الامريكي", "الامريكيه", "الولايات"),
    "uk": ("بريطانيا", "البريطاني", "البريطانيه", "المملكه"),
    "un": ("الامم", "الاممي", "الامميه"),
    "eu": ("الاتحاد", "الاوروبي"),
    "uae": ("الامارات", "الاماراتي"),
    "ussr": ("السوفيتي", "السوفياتي", "السوفيت"),
}


def missing_names(sentence: str, passage: Lexical) -> list[str]:
    """The names in `sentence` that `passage` lacks, normalised, in order.

    Args:
        sentence: one sentence in either language.
        passage: the words of the passages that it cites.
    """
    return [word for word in names(sentence) if not has(word, passage)]


def names(sentence: str) -> Iterator[str]:
    """The words of `sentence` that are, or may be, names or parts of names, normalised."""
    tokens = [found.group() for found in _TOKEN.finditer(sentence)]
    for place, token in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else ""
        for word in words(_POSSESSIVE.sub("", token).replace(".", "")):
            if _is_plain(word):
                continue
            if is_arabic(word) or not token[0].isupper():
                named = is_arabic(word) and (_is_unknown(word) or sounds_like_a_name(word))
            else:
                named = place > 0 or following[:1].isupper() or _is_unknown(word)
            if named:
                yield word


def _is_unknown(word: str) -> bool:
    """Whether the lexicon of translations does not know a normalised word."""
    return not translations(stem(word))


def _is_plain(word: str) -> bool:
    """Whether another check looks after a word, or none need: numbers, dates, function words."""
    return (
        word in STOPWORDS
        or len(word) < 2
        or bool(numbers(word))
        or any(dates(word))
        or any(character.isdigit() for character in word)
    )


@lru_cache(maxsize=8192)
def sounds_like_a_name(word: str) -> bool:
    """Whether the lexicon has a normalised word in the other script by sound: pompeo, بومبيو."""
    return any(_same(word, other) for other in translations(stem(word)))


def has(word: str, passage: Lexical) -> bool:
    """Whether `passage` has a normalised word: itself, translated, or by its sound."""
    related = passage.spellings(word).values()
    if any(weight > _CERTAIN for weight in related):
        return True
    if related and is_arabic(word) and not sounds_like_a_name(word):
        return True  # of one root: يتوصلوا where the passage has التوصل
    if any(other in passage.stem_of for other in _ABBREVIATIONS.get(word, ())):
        return True
    if any(_bare_stems(other) & translations(stem(word)).keys() for other in passage.stem_of):
        return True
    return any(_same(word, other) or _inflected(word, other) for other in passage.stem_of)


@lru_cache(maxsize=8192)
def _bare_stems(word: str) -> frozenset[str]:
    """The stems of an Arabic word without each of the letters that may be written onto it."""
    longest = _PROCLITICS.match(word)
    starts = range(1, longest.end() + 1 if longest else 1)
    return frozenset(stem(word[n:]) for n in starts if len(word) - n >= _LEAST - 1)


def _inflected(word: str, other: str) -> bool:
    """Whether one of two Arabic words is the other with an ending: فدان and فدانا."""
    short, long = sorted((word, other), key=len)
    ending = len(long) - len(short)
    return is_arabic(word) and len(short) >= _LEAST and ending <= 2 and long.startswith(short)


def _same(word: str, other: str) -> bool:
    """Whether two words of different scripts are one name."""
    if is_arabic(word) == is_arabic(other):
        return False
    return (same_name(other, word) if is_arabic(word) else same_name(word, other)) > 0
