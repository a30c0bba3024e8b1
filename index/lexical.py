"""The lexical half of retrieval: BM25 over stems, across the two languages."""

import logging
import math
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

import bm25s
import numpy as np
from numpy.typing import NDArray

from index.arabic import is_arabic, root, stem, words
from index.names import same_name
from index.stopwords import SOUGHT, content
from index.thesaurus import synonyms
from index.translation import paraphrases, translations

Scores = NDArray[np.float64]

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to tell of every index

_NAME_LENGTH = 4
"""Letters. Shorter words are too often like another by chance."""
_OF_ONE_ROOT = 0.5
"""How surely two Arabic words of one root mean the same. From 0.4 to 0.7, R@1 of retrieval on the
training articles of XQuAD rises by 0.014 to 0.018, by 0.013 to 0.024 for English questions (n = 457
each), and falls by 0.003 to 0.013 on ARCD's (n = 540)."""
_SYNONYM = 0.6
"""How surely a synonym (thesaurus.py) stands for a word of the question."""
_PARAPHRASE = 0.85
"""How surely a paraphrase (translation.py) of chance 1 stands for a word; others by the square root
of their chance. On what teaches the reader, BM25's R@1 rose by it from .709 to .716 (XQuAD, Arabic,
n = 457), from .345 to .366 (our own lessons, n = 342), from .60 to .64 (ARCD, n = 45)."""
_NAMES_LOOKED_AT = 20_000
"""Different words of an article that may be a name in the other script: half a megabyte of news has
fewer, and every word of a question that nothing else joins is held against each."""
_REMEMBERED = 4096
_SHORTEST_STEM = 3
"""Letters that a stem keeps: as many as a root has."""
_CLITICS = re.compile(r"^[وف]?[بلك]?")


def _without_clitics(word: str, known: Container[str]) -> str:
    """`word` without the conjunction and preposition written onto it, where the rest is known.

    An article that has بوتين tells that ببوتين is "by Putin", and that the ب of بوتين is its own.
    """
    if not is_arabic(word):
        return word
    longest = _CLITICS.match(word)
    for length in range(longest.end() if longest else 0, 0, -1):
        if len(word) - length >= _NAME_LENGTH - 1 and word[length:] in known:
            return word[length:]
    return word


def _without_weak_end(own: str) -> str:
    """The stem without the ya that Snowball takes off يلتقي and leaves on يلتقيان."""
    return own.removesuffix("ي") if len(own) > _SHORTEST_STEM else own


def _is_no_name(word: str, own: str) -> bool:
    """Whether the lexicon knows `word`, of the stem `own`, and translates it by what sounds
    otherwise: "price" is سعر, and not باريس."""
    known = translations(own)
    pairs = ((other, word) if is_arabic(other) else (word, other) for other in known)
    return bool(known) and not any(same_name(arabic, latin) for arabic, latin in pairs)


class LexicalScores(NamedTuple):
    """What a question's words find; arrays of one number a passage."""

    bm25: Scores
    """BM25, 0 where no word matches; unbounded above."""
    coverage: Scores
    """Share in [0, 1] of the question's words, weighed by rarity, that the passage holds."""
    known: float
    """Share in [0, 1] of the question's words, so weighed, that the article holds anywhere."""


@dataclass(frozen=True, slots=True)
class Lexical:
    """BM25 (Robertson and Zaragoza 2009; Lucene's form, by bm25s) over an article's passages."""

    model: bm25s.BM25
    document_frequency: dict[str, int]
    """In how many passages each stem stands."""
    stem_of: dict[str, str]
    """The stem of each word of the article: names are compared whole, for stemming eats letters."""
    stems_of_root: dict[str, tuple[str, ...]]
    """The stems of the article's Arabic words by their root."""
    size: int
    _spelled: dict[str, dict[str, float]] = field(default_factory=dict, compare=False, repr=False)
    """What was found for a word: a question's are looked up to search, and again to read."""

    @classmethod
    def build(cls, texts: list[str]) -> "Lexical":
        """Index the passages' stems; `texts` holds at least one passage."""
        written = [words(text) for text in texts]
        # In the article's order, not a set's: ties between names must fall alike in every run.
        known = dict.fromkeys(word for passage in written for word in passage)
        stem_of = {word: stem(_without_clitics(word, known)) for word in known}
        tokens = [[stem_of[word] for word in passage] or [""] for passage in written]
        model = bm25s.BM25()
        model.index(tokens, show_progress=False)
        frequency: dict[str, int] = {}
        for passage in tokens:
            for token in set(passage):
                frequency[token] = frequency.get(token, 0) + 1
        of_root: dict[str, list[str]] = {}
        for word, own in stem_of.items():
            if is_arabic(word):
                of_root.setdefault(root(word), []).append(own)
        families = {r: tuple(sorted(set(stems))) for r, stems in of_root.items()}
        return cls(model, frequency, stem_of, families, len(texts))

    def scores(self, question: str) -> LexicalScores:
        """Score every passage against `question`; all zero when no word of it counts."""
        bm25, found = np.zeros(self.size), np.zeros(self.size)
        total = known = 0.0
        for word in content(words(question)):
            spellings = self.spellings(word)
            rarity = self.rarity(spellings)
            if max(spellings.values(), default=0.0) > _OF_ONE_ROOT or stem(word) not in SOUGHT:
                total += rarity
            if not spellings:
                continue
            matches = np.zeros(self.size)
            presence = np.zeros(self.size)
            for spelling, weight in spellings.items():
                scores = np.asarray(self.model.get_scores([spelling]), dtype=np.float64)
                matches = np.maximum(matches, weight * scores)
                if weight > _OF_ONE_ROOT:  # a word of the same root need not be the same word
                    presence = np.maximum(presence, scores > 0)
            bm25 += matches
            found += rarity * presence
            known += rarity * float(presence.max())
        whole = total or 1.0
        return LexicalScores(bm25, found / whole, known / whole)

    def rarity(self, spellings: Mapping[str, float]) -> float:
        """How rare a word is in the article, by the surest of its `spellings`: BM25's idf, above 0,
        highest for a word that has none."""
        surest = max(spellings, key=spellings.__getitem__, default="")
        n = self.document_frequency.get(surest, 0)
        return math.log1p((self.size - n + 0.5) / (n + 0.5))

    def spellings(self, word: str) -> Mapping[str, float]:
        """The article's stems that stand for `word`, with how surely, in (0, 1]."""
        found = self._spelled.get(word)
        if found is None:
            if len(self._spelled) >= _REMEMBERED:
                self._spelled.clear()
            found = self._spelled[word] = self._spell(word)
        return found

    def _spell(self, word: str) -> dict[str, float]:
        own = stem(_without_clitics(word, self.stem_of))
        meant = {own: 1.0}
        if own not in self.document_frequency:
            likely = translations(own)
            surest = max(likely.values(), default=1.0)
            # The square root was measured better than the probability itself.
            meant |= {other: (p / surest) ** 0.5 for other, p in likely.items()}
            meant |= {_without_weak_end(own): 1.0}
        found = {s: weight for s, weight in meant.items() if s in self.document_frequency}
        for other, chance in paraphrases(own).items():
            if other in self.document_frequency:
                found[other] = max(found.get(other, 0.0), _PARAPHRASE * chance**0.5)
        alike = dict.fromkeys(synonyms(own), _SYNONYM)
        for other, weight in alike.items():
            if other in self.document_frequency:
                found[other] = max(found.get(other, 0.0), weight)
        for other, weight in (alike | ({word: 1.0} if is_arabic(word) else meant)).items():
            for relative in self.stems_of_root.get(root(other), ()) if is_arabic(other) else ():
                found[relative] = max(found.get(relative, 0.0), _OF_ONE_ROOT * weight)
        return found if found or _is_no_name(word, own) else self._same_names(word)

    def _same_names(self, word: str) -> dict[str, float]:
        """The stems of the words in the other script that are the same name as `word`."""
        found: dict[str, float] = {}
        if len(word) < _NAME_LENGTH:
            return found
        arabic = is_arabic(word)
        for other, own in islice(self.stem_of.items(), _NAMES_LOOKED_AT):
            if is_arabic(other) != arabic:
                likeness = same_name(other, word) if arabic else same_name(word, other)
                if likeness > 0:
                    found[own] = max(found.get(own, 0.0), likeness)
        return found
