"""Articles as rows of tokens: behind each page stand all questions, each for itself.

So a page is read once for all of its questions, in teaching as in use. A question sees the page and
itself alone, and takes the places right behind the page, wherever it stands in the row.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.reading.thorough.pages import PAGE, Page, PageReader
from tests.benchmarks.train_thorough.articles import Exercise, Query

OF_PAGE, PADDING = 0, -1
"""What a row's token is part of, if it is not part of a question: these count from 1."""

_RATES = {
    "lessons": 1.0,
    "xquad ar": 2.0,
    "xquad en": 1.0,
    "arcd": 2.0,
    "tydi ar": 1.5,
    "tydi en": 0.8,
    "written": 0.4,
}
"""How often an article is met in a pass, by its source: what is nearest to the product most."""
_TOKENS = 32_000
"""Of a batch, its padding among them; an article that needs more is a batch of its own."""
_ALIGNED = 64
"""Rows are as long as a multiple of it: a GPU attends to such lengths faster."""
_SMALLEST_PAGE = 250
_MOST_QUERIES = 56
"""Of one article, at once."""
_ONE_FOREIGN_FOR = 8
"""Questions of its own that an article is asked for one of another's, which it does not answer."""
_AFTER_ANOTHER = 0.1
"""Chance that a question is put behind one of its article's, which it does not lean on."""
_THINNED, _LEFT_OUT = 0.75, 0.15
"""Chance that an article is thinned out, and then that a sentence is left out: whom it would have
answered is to be told that the article does not say."""
_SHUFFLED = 0.5
"""Chance that paragraphs change places, in articles that are paragraphs on one subject."""
_OF_PARAGRAPHS = ("tydi", "xquad", "arcd")


class Phrase(NamedTuple):
    """What is marked as the answer to a query."""

    query: int
    page: int
    sentence: int
    """Its place on the page."""
    first: int
    last: int
    """The places of its tokens on the page."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """An article laid out on pages, with what it is asked."""

    pages: tuple[Page, ...]
    asked: tuple[list[int], ...]
    """The queries' tokens."""
    golds: NDArray[np.bool_]
    """(q, 1 + s): whether no sentence answers, and which of all pages' sentences do."""
    phrases: tuple[Phrase, ...]

    @property
    def ends(self) -> list[int]:
        """The places of the queries' last tokens, counted from the end of the page."""
        return [end - 1 for end in accumulate(map(len, self.asked))]

    @property
    def longest(self) -> int:
        """Tokens of its longest row."""
        return max(len(page.tokens) for page in self.pages) + sum(map(len, self.asked))


@dataclass(frozen=True, eq=False)
class Batch:
    """Some articles, and their rows in one."""

    sheets: tuple[Sheet, ...]
    rows: NDArray[np.int64]
    """(3, rows, tokens): the tokens, their places in their text, and what they are part of."""


def laid_out(reader: PageReader, exercise: Exercise, size: int = PAGE) -> Sheet:
    """An exercise of one passage or more, on pages of up to `size` tokens."""
    pages = reader.pages(exercise.passages, size)
    found = {
        s.number: (n, at) for n, page in enumerate(pages) for at, s in enumerate(page.sentences)
    }
    golds = np.zeros((len(exercise.queries), 1 + len(exercise.passages)), bool)
    phrases = []
    for n, query in enumerate(exercise.queries):
        golds[n, [1 + gold.sentence for gold in query.golds] or [0]] = True
        for gold in query.golds[:1]:
            page, at = found[gold.sentence]
            first, offsets = pages[page].sentences[at][1:]
            begin, end = gold.phrase or (0, 0)
            touched = [k for k, (a, b) in enumerate(offsets) if a < end and b > begin]
            if touched:
                phrases.append(Phrase(n, page, at, first + touched[0], first + touched[-1]))
    asked = (reader.asked(" ".join(q.text.split()), q.language) for q in exercise.queries)
    return Sheet(tuple(pages), tuple(asked), golds, tuple(phrases))


def packed(sheets: Sequence[Sheet]) -> Batch:
    """A row for each page of each sheet, in order, filled up to one length."""
    rows = [(page.tokens, sheet.asked) for sheet in sheets for page in sheet.pages]
    longest = max(sheet.longest for sheet in sheets)
    shape = (len(rows), -(-longest // _ALIGNED) * _ALIGNED)
    tokens, places = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    parts = np.full(shape, PADDING, np.int64)
    for n, (page, asked) in enumerate(rows):
        at = len(page)
        tokens[n, :at], places[n, :at], parts[n, :at] = page, range(at), OF_PAGE
        for part, own in enumerate(asked, start=1):
            end = at + len(own)
            tokens[n, at:end], parts[n, at:end] = own, part
            places[n, at:end] = range(len(page), len(page) + len(own))
            at = end
    return Batch(tuple(sheets), np.stack([tokens, places, parts]))


def batches(
    reader: PageReader, exercises: Sequence[Exercise], draw: random.Random
) -> Iterator[Batch]:
    """Without end, pass after pass: the exercises in any order, varied each time."""
    for _ in count():
        met = [
            exercise for exercise in exercises for _ in range(_times(_RATES[exercise.source], draw))
        ]
        draw.shuffle(met)
        yield from _one_pass(reader, exercises, met, draw)


def _times(rate: float, draw: random.Random) -> int:
    """A whole number whose mean is the rate."""
    return int(rate) + (draw.random() < rate - int(rate))


def _one_pass(
    reader: PageReader,
    exercises: Sequence[Exercise],
    met: Sequence[Exercise],
    draw: random.Random,
) -> Iterator[Batch]:
    alike: dict[str, list[Exercise]] = {}
    for exercise in exercises:
        alike.setdefault(exercise.source, []).append(exercise)
    gathered: list[Sheet] = []
    for exercise in met:
        own = varied(exercise, draw.choice(alike[exercise.source]), draw)
        if not own.queries:
            continue
        sheet = laid_out(reader, own, draw.randint(_SMALLEST_PAGE, PAGE))
        together = [*gathered, sheet]
        rows = sum(len(s.pages) for s in together)
        if gathered and rows * max(s.longest for s in together) > _TOKENS:
            yield packed(gathered)
            together = [sheet]
        gathered = together
    if gathered:
        yield packed(gathered)


def varied(exercise: Exercise, other: Exercise, draw: random.Random) -> Exercise:
    """The exercise with sentences left out or in another order, and questions that it is not asked.

    Args:
        exercise: what is taught.
        other: another article, whose questions this one does not answer.
        draw: the source of chance.
    """
    kept = list(range(len(exercise.passages)))
    if draw.random() < _THINNED:
        kept = [n for n in kept if draw.random() > _LEFT_OUT] or kept
    if exercise.source.startswith(_OF_PARAGRAPHS) and draw.random() < _SHUFFLED:
        paragraphs = list(dict.fromkeys(exercise.paragraphs))
        draw.shuffle(paragraphs)
        kept.sort(key=lambda n: paragraphs.index(exercise.paragraphs[n]))
    own = exercise.rearranged(kept)
    texts = [query.text for query in own.queries]
    queries = [
        replace(query, text=f"{draw.choice(texts)} {query.text}")
        if draw.random() < _AFTER_ANOTHER
        else query
        for query in own.queries
    ]
    if other is not exercise:
        foreign = [replace(query, golds=()) for query in other.queries]
        size = min(len(foreign), max(1, len(queries) // _ONE_FOREIGN_FOR))
        queries += draw.sample(foreign, size)
    draw.shuffle(queries)
    return replace(own, queries=tuple[Query, ...](queries[:_MOST_QUERIES]))
