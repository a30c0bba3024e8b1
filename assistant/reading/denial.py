"""Whether a sentence says that what is asked about came to be, or that it did not.

"How many were killed?" takes for granted that some were; "We will prevent the killing of thousands"
has its words and does not answer. The words that a denial governs are found as NegEx does (Chapman
et al., "A simple algorithm for identifying negated findings and diseases in discharge summaries",
2001): those that follow a word of denial, a few at most, within its clause.
"""

import re
from functools import lru_cache

from assistant.question import Kind, Question
from index.arabic import normalise, words
from index.lexical import Lexical
from index.stopwords import STOPWORDS

_GOVERNED = 3
"""Words after a denial that it governs. NegEx takes five, of clinical notes without verbs."""
_TAKEN_FOR_GRANTED = (
    Kind.PERSON,
    Kind.PERSONS,
    Kind.PLACE,
    Kind.TIME,
    Kind.DURATION,
    Kind.NUMBER,
)
"""Kinds of questions that take for granted that something came to be."""
_LOST = 0.5
"""Share of what a sentence matches, by rarity, that a denial must govern for it not to answer."""

# On normalised text. "لا يزال" (still) affirms, and so do "لم ... سوى" and "not only".
_ARABIC_DENIAL = (
    r"[وف]?(?:لم|لن|لا(?!\s+[يتن]?زال)|ليس|ليست|ليسوا|لسنا|دون|بدون|بلا|[بل]?عدم"
    r"|س?[اينت]?(?:منع|تجنب|تفاد)\w*)"
    r"(?![^،,؛;:.!؟?]*\b(?:سوي|الا)\b)"
)
_ENGLISH_DENIAL = (
    r"not(?!\s+only)|never|without|\w+n['’]t|cannot|(?:prevent|avoid|avert)(?:s|ed|ing)?"
)
_TOKEN = re.compile(
    rf"\b(?P<denial>{_ARABIC_DENIAL}|{_ENGLISH_DENIAL})\b|(?P<word>\w+)|(?P<end>[^\w\s])"
)


def denies(lexical: Lexical, question: Question, text: str) -> bool:
    """Whether a sentence matches `question` mostly by words whose coming to be it denies.

    Never so of a question that denies itself, or that may ask whether something came to be.
    """
    if question.kind not in _TAKEN_FOR_GRANTED or governed(question.text):
        return False
    denied = {lexical.stem_of.get(word, word) for word in governed(text)}
    if not denied:
        return False
    held = {lexical.stem_of.get(word, word) for word in words(text)}
    matched = lost = 0.0
    for word in dict.fromkeys(w for w in words(question.text) if w not in STOPWORDS):
        spellings = lexical.spellings(word)
        if not held.isdisjoint(spellings):
            rarity = lexical.rarity(spellings)
            matched += rarity
            lost += 0.0 if denied.isdisjoint(spellings) else rarity
    return lost > _LOST * matched


@lru_cache(maxsize=4096)
def governed(text: str) -> frozenset[str]:
    """The normalised words of `text` that stand under a denial; those before it are its own."""
    found, left = set(), 0
    for token in _TOKEN.finditer(normalise(text)):
        if token["denial"]:
            left = _GOVERNED
        elif token["end"]:
            left = 0
        elif left and token["word"] not in STOPWORDS:
            found.add(token["word"])
            left -= 1
    return frozenset(found)
