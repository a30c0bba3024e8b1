"""The lexical half of retrieval: BM25 over stems, across the two languages."""

import logging
from dataclasses import dataclass
from typing import NamedTuple

import bm25s
import numpy as np
from numpy.typing import NDArray

from index.arabic import is_arabic, stem, words
from index.names import same_name
from index.stopwords import STOPWORDS
from index.translation import translations

Scores = NDArray[np.float64]

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to tell of every index

_NAME_LENGTH = 4
"""Letters. Shorter words are too often like another by chance."""


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
    size: int

    @classmethod
    def build(cls, texts: list[str]) -> "Lexical":
        """Index the passages' stems; `texts` holds at least one passage."""
        written = [words(text) for text in texts]
        stem_of = {word: stem(word) for passage in written for word in passage}
        tokens = [[stem_of[word] for word in passage] or [""] for passage in written]
        model = bm25s.BM25()
        model.index(tokens, show_progress=False)
        frequency: dict[str, int] = {}
        for passage in tokens:
            for token in set(passage):
                frequency[token] = frequency.get(token, 0) + 1
        return cls(model, frequency, stem_of, len(texts))

    def scores(self, question: str) -> LexicalScores:
        """Score every passage against `question`; all zero when no word of it counts."""
        bm25, found = np.zeros(self.size), np.zeros(self.size)
        total = known = 0.0
        for word in dict.fromkeys(w for w in words(question) if w not in STOPWORDS):
            spellings = self._spellings(word)
            rarity = max((self._rarity(s) for s in spellings), default=self._rarity(""))
            total += rarity
            if not spellings:
                continue
            matches = np.zeros(self.size)
            presence = np.zeros(self.size)
            for spelling, weight in spellings.items():
                scores = np.asarray(self.model.get_scores([spelling]), dtype=np.float64)
                matches = np.maximum(matches, weight * scores)
                presence = np.maximum(presence, scores > 0)
            bm25 += matches
            found += rarity * presence
            known += rarity * float(presence.max())
        return LexicalScores(bm25, found / total if total else found, known / total if total else 0)

    def _rarity(self, token: str) -> float:
        n = self.document_frequency.get(token, 0)
        return float(np.log1p((self.size - n + 0.5) / (n + 0.5)))

    def _spellings(self, word: str) -> dict[str, float]:
        """The article's stems that stand for `word`, with how surely, in (0, 1]."""
        own = stem(word)
        if own in self.document_frequency:
            return {own: 1.0}
        meant = translations(own)
        surest = max(meant.values(), default=1.0)
        found = {
            other: (probability / surest) ** 0.5  # measured better than the probability itself
            for other, probability in meant.items()
            if other in self.document_frequency
        }
        return found or self._same_names(word)

    def _same_names(self, word: str) -> dict[str, float]:
        """The stems of the words in the other script that are the same name as `word`."""
        found: dict[str, float] = {}
        if len(word) < _NAME_LENGTH:
            return found
        arabic = is_arabic(word)
        for other, own in self.stem_of.items():
            if is_arabic(other) != arabic:
                likeness = same_name(other, word) if arabic else same_name(word, other)
                if likeness > 0:
                    found[own] = max(found.get(own, 0.0), likeness)
        return found
