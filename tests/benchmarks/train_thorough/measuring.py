"""What the thorough reader is worth, on articles that it was not taught on."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import torch
from torch import Tensor

from assistant.reading.judging import likeliest_span
from assistant.reading.thorough.judging import LONGEST_PHRASE
from index.messages import Language
from tests.benchmarks.metrics import auroc
from tests.benchmarks.train_thorough.articles import Exercise
from tests.benchmarks.train_thorough.learning import Learner, joined
from tests.benchmarks.train_thorough.packing import Phrase, Sheet, laid_out, packed

_CUT = 6
"""Queries of an article that are also put to it without the sentences that answer them."""

Fate = Literal["answered", "unsaid", "cut"]


@dataclass(frozen=True)
class Measured:
    """What was found for a query."""

    source: str
    language: Language
    fate: Fate
    """Whether the article answers it; else whether it never did or its answer was cut out."""
    log_odds: float
    """Of the best sentence over none."""
    rank: int = -1
    """How many sentences stand before the first that answers."""
    overlap: float | None = None
    """F1 of the tokens of the best sentence's phrase, where the answer's are known."""


def table(learner: Learner, exercises: Sequence[Exercise], seed: int) -> str:
    """By source and language that is asked in: how many are answered, and how well."""
    draw = random.Random(seed)
    learner.eval()
    with torch.inference_mode():
        found = [one for exercise in exercises for one in measured(learner, exercise, draw)]
    lines = [
        "| reserved | asked in | n | R@1 | R@3 | AUROC: unsaid | cut | phrase F1 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for source, language in sorted({(one.source, one.language) for one in found}):
        own = [one for one in found if (one.source, one.language) == (source, language)]
        answered = [one for one in own if one.fate == "answered"]
        ranks = np.array([one.rank for one in answered])
        overlaps = [one.overlap for one in answered if one.overlap is not None]
        odds = {fate: [one.log_odds for one in own if one.fate == fate] for fate in get_args(Fate)}
        cells = (
            (ranks < 1).mean() if answered else np.nan,
            (ranks < 3).mean() if answered else np.nan,
            auroc(odds["answered"], odds["unsaid"]),
            auroc(odds["answered"], odds["cut"]),
            np.mean(overlaps) if overlaps else np.nan,
        )
        numbers = " | ".join(f"{cell:.3f}" for cell in cells)
        lines.append(f"| {source} | {language} | {len(answered)} | {numbers} |")
    return "\n".join(lines)


def measured(learner: Learner, exercise: Exercise, draw: random.Random) -> Iterator[Measured]:
    """All queries of an exercise, and some of them without what answers them."""
    yield from _measured(learner, exercise)
    for query in draw.sample(exercise.queries, min(_CUT, len(exercise.queries))):
        golds = {gold.sentence for gold in query.golds}
        left = [n for n in range(len(exercise.passages)) if n not in golds]
        if golds and left:
            cut = replace(exercise, queries=(query,)).rearranged(left)
            for one in _measured(learner, cut):
                yield replace(one, fate="cut")


def _measured(learner: Learner, exercise: Exercise) -> Iterator[Measured]:
    sheet = laid_out(learner.reader, exercise)
    (pointed,) = learner(packed([sheet]))
    sentences, none = joined(pointed)
    log_odds = (sentences - none[:, None]).cpu()
    phrases = {phrase.query: phrase for phrase in sheet.phrases}
    for n, (query, odds) in enumerate(zip(exercise.queries, log_odds, strict=True)):
        best = Measured(exercise.source, query.language, "unsaid", float(odds.max()))
        if query.golds:
            golds = [gold.sentence for gold in query.golds]
            rank, overlap = int((odds > odds[golds].max()).sum()), None
            if n in phrases:
                phrase = phrases[n]
                is_best = int(odds.argmax()) == golds[0]
                overlap = _overlap(sheet, phrase, pointed[phrase.page].ends[:, n]) * is_best
            best = replace(best, fate="answered", rank=rank, overlap=overlap)
        yield best


def _overlap(sheet: Sheet, marked: Phrase, ends: Tensor) -> float:
    """F1 of the likeliest phrase of the marked one's sentence.

    Args:
        sheet: the article.
        marked: what is marked as the answer.
        ends: (2, n), scores of its page's tokens to be the phrase's first and its last.
    """
    sentence = sheet.pages[marked.page].sentences[marked.sentence]
    size = len(sentence.offsets)
    own = ends[:, sentence.first : sentence.first + size].cpu().numpy()
    first, last = (sentence.first + at for at in likeliest_span(*own, LONGEST_PHRASE))
    shared = max(0, min(last, marked.last) - max(first, marked.first) + 1)
    return 2 * shared / (last - first + 1 + marked.last - marked.first + 1)
