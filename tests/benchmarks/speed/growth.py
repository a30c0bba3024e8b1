"""Indexing, reopening and asking one article, and asking all, while the store holds more and more.

The store is filled with XQuAD's articles in both languages over and over. A repeated article is
changed: its sentences stand in another order, and its vectors are moved a little and brought back
to norm 1, so that no two records are the same. Filling writes the product's own records, but embeds
nothing. What is timed goes the product's own way.
"""

import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from assistant import Assistant
from assistant.across import LibraryAssistant
from index import Article, ArticleIndex, Library, Passage
from index.encoder import DEFAULT
from index.records import Records, Vectors, digest
from index.splitting import SentenceSplitter
from index.store import place
from tests.benchmarks.questions import ARABIC, ENGLISH, entries, question_set
from tests.benchmarks.speed.process import call
from tests.benchmarks.speed.warm import QUESTIONS

SIZES = (1, 100, 1_000, 10_000)
_NOISE = 0.01
"""Deviation of what is added to each of a vector's 512 numbers, which are of some 0.04."""


@dataclass(frozen=True)
class Grown:
    """What one more article costs in a store of so many."""

    articles: int
    passages: int
    index: list[float]
    """Seconds to index a new article, the encoder loaded; of each of some."""
    reopen: list[float]
    """Seconds to open it again."""
    ask: list[float]
    """Seconds of a question, the article open."""
    across: list[float]
    """Seconds of a question to the whole library."""
    memory: float
    """The most that the process took while doing so, in MB."""
    disk: float
    """The store's folder, in MB."""


def measure(
    folder: Path, data: Path, sizes: Sequence[int], rounds: int, limit: float
) -> list[Grown]:
    """What one more article costs in a store of each size.

    Args:
        folder: where the store is made.
        data: the folder of the question sets whose articles fill it.
        sizes: articles in the store, rising from 1.
        rounds: new articles indexed, reopened and asked at each size.
        limit: seconds of filling for one size; a size that is not reached ends the measurement.
    """
    home = folder / "growth"
    found: list[Grown] = []
    for size in sizes:
        begin = found[-1].articles if found else 1
        filling = (fill, str(data), begin, size, limit)
        if begin < size and call(*filling, home=home, limit=limit + 120) < size:
            break
        measured = call(one_more, rounds, size, home=home)
        disk = sum(file.stat().st_size for file in home.rglob("*") if file.is_file()) / 1e6
        found.append(Grown(articles=size, disk=disk, **measured))
    return found


def first_article() -> None:
    """Index the embedded article: the first of the store."""
    ArticleIndex.build(Article.load("alaska-summit"))


def one_more(rounds: int, size: int) -> dict[str, Any]:
    """Index, reopen and ask some new articles, each the embedded one with a line of its own."""
    first_article()  # loads the encoder and opens the store
    passages = sum(entry.passages for entry in Library().list())
    sample = Article.load("alaska-summit").text
    index, reopen, ask, across = [], [], [], []
    library = LibraryAssistant(Library())
    library.ask("من حضر؟")
    for number in range(rounds):
        article = Article.load(f"{sample}\n\nNo. {number} of {size}.\n")
        index.append(_seconds(ArticleIndex.build, article))
        reopen.append(_seconds(ArticleIndex.build, article))
        assistant = Assistant(ArticleIndex.build(article))
        assistant.ask("من حضر؟")
        ask += [_seconds(assistant.ask, "who attended?") for _ in range(10)]
        across += [_seconds(library.ask, question) for question in QUESTIONS]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    timed = {"index": index, "reopen": reopen, "ask": ask, "across": across}
    return {"passages": passages, "memory": memory} | timed


def fill(data: str, begin: int, end: int, limit: float) -> int:
    """Fill the store from `begin` articles to `end`; how many it holds, fewer at the limit."""
    found = [entry for file in (ARABIC, ENGLISH) for entry in entries(Path(data) / file)]
    index = cache(lambda number: question_set(found[number], {}).index)
    draw, began, where = np.random.default_rng(begin), time.perf_counter(), place()
    for number in range(begin, end):
        changed = _changed(index(number % len(found)), number, draw)
        where.write(partial(_write, changed))
        if time.perf_counter() - began > limit:
            return number + 1
    return end


_Changed = tuple[Article, tuple[Passage, ...], Vectors]


def _write(changed: _Changed, client: Any) -> None:
    Records(client, DEFAULT).write(*changed)


def _changed(index: ArticleIndex, number: int, draw: np.random.Generator) -> _Changed:
    """An article with its sentences in another order and its vectors moved a little."""
    order = draw.permutation(len(index.passages))
    text = "\n\n".join(index.passages[n].text for n in order)
    passages = tuple(SentenceSplitter().passages(text))
    vectors = index.vectors[np.resize(order, len(passages))]
    vectors = vectors + draw.normal(0, _NOISE, vectors.shape)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    named = Article(digest(text), f"repeated-{number}", None, f"repeated-{number}", "ar", text)
    return named, passages, vectors.astype(np.float32)


def _seconds(work: Callable[..., object], *arguments: object) -> float:
    began = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - began
