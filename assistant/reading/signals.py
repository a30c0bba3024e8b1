"""What is known of a question and its candidate sentences before the network reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.question import Kind, Question, offers
from index.arabic import words
from index.article_index import Hit
from index.lexical import Lexical
from index.stopwords import content

Matrix = NDArray[np.float32]

_ASKED = (
    Kind.PERSONS,
    Kind.PERSON,
    Kind.PLACE,
    Kind.TIME,
    Kind.DURATION,
    Kind.NUMBER,
    Kind.REASON,
)
FEATURES = (
    *("dense", "lexical", "cosine", "coverage", "length", Kind.YES_NO.value),
    *(kind.value for kind in _ASKED),
)
"""What a sentence as a whole is judged by. The last seven tell whether it offers what is asked
for. A yes-or-no question names all that it asks of: the feature before them is the coverage once
more."""


@dataclass(frozen=True, slots=True)
class Signals:
    """A question of n words and its k candidate sentences, the longest of m words; 0 where none."""

    matches: Matrix
    """(k, n, m), in [0, 1]: how surely two words match by stem, translation or name."""
    rarity: Matrix
    """(n,): how rare a word of the question is in the article; 0 of a function word."""
    words: Matrix
    """(k, m, 3): how rare a word is in the article, whether it has a digit, and a capital."""
    sentences: Matrix
    """(k, len(FEATURES))."""


class _Part(NamedTuple):
    """What stands between two spaces: "Trump-Putin" holds two words."""

    words: tuple[str, ...]
    has_digit: bool
    has_capital: bool


def signals(lexical: Lexical, question: Question, hits: Sequence[Hit]) -> Signals:
    """See `Signals`; `lexical` is the article's, `hits` at least one."""
    asked = question.text.split()
    told = frozenset(content(words(question.text)))
    rarity = np.zeros(len(asked), np.float32)
    meant: dict[str, list[tuple[int, float]]] = {}
    for n, chunk in enumerate(asked):
        for word in words(chunk):
            if word not in told:
                continue
            spellings = lexical.spellings(word)
            rarity[n] = max(rarity[n], lexical.rarity(spellings))
            for spelling, weight in spellings.items():
                meant.setdefault(spelling, []).append((n, weight))

    written = [_written(hit.passage.text) for hit in hits]
    longest = max(len(passage) for passage in written)
    matches = np.zeros((len(hits), len(asked), longest), np.float32)
    word_signals = np.zeros((len(hits), longest, 3), np.float32)
    for k, passage in enumerate(written):
        for m, part in enumerate(passage):
            stems = [lexical.stem_of.get(word, word) for word in part.words]
            for found in stems:
                for n, weight in meant.get(found, ()):
                    matches[k, n, m] = max(matches[k, n, m], weight)
            rare = max((lexical.rarity({s: 1.0}) for s in stems), default=0.0)
            word_signals[k, m] = (rare / 3, part.has_digit, part.has_capital)
    sentences = np.array([_of_sentence(question, hit) for hit in hits], np.float32)
    return Signals(matches, rarity, word_signals, sentences)


@lru_cache(maxsize=4096)
def _written(text: str) -> tuple[_Part, ...]:
    return tuple(
        _Part(tuple(words(part)), any(c.isdigit() for c in part), part[0].isupper())
        for part in text.split()
    )


def _of_sentence(question: Question, hit: Hit) -> list[float]:
    offered = offers(hit.passage.text)
    return [
        hit.dense,
        hit.lexical,
        hit.cosine,
        hit.coverage,
        min(len(hit.passage.text), 400) / 400,
        hit.coverage if question.kind is Kind.YES_NO else 0.0,
        *(offered[kind] if kind is question.kind else 0.0 for kind in _ASKED),
    ]
