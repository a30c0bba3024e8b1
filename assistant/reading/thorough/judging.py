"""Weighing sentences thoroughly: what the pages' reader points at, with what the network holds."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.question import Question
from assistant.reading.confidence import Calibration, Vector, load_calibration
from assistant.reading.judging import Judgement, NetworkJudge, as_phrase, likeliest_span
from assistant.reading.thorough.pages import Sentence, default_page_reader
from index.article_index import ArticleIndex, Hit
from index.messages import Language
from index.splitting import Passage
from index.verified import verified

_MOST_PAGES = 8
"""Pages that are read for one question, those of the best hits: all of a story of 60 sentences."""
_REMEMBERED = 64
LONGEST_PHRASE = 30
"""Tokens."""


class ThoroughJudge:
    """Weighs sentences by the pages' reader and the small network together.

    Args:
        index: the article that is read.

    Raises ModelError when what it is built on is not installed, and WeightsDamaged.
    """

    candidates = 24

    def __init__(self, index: ArticleIndex) -> None:
        self._reader = default_page_reader()
        self._network = NetworkJudge(index)
        self._pages = self._reader.pages(index.passages, begins=index.begins)
        self._page_of = {s.number: n for n, page in enumerate(self._pages) for s in page.sentences}
        self._fitted = default_fitted()
        # One question is judged again and again with fewer hits, and in turn with a follow-up.
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._point)

    @property
    def calibration(self) -> Calibration:
        """What its log-odds are worth."""
        return self._fitted.calibration

    def judge(self, question: Question, hits: Sequence[Hit]) -> Judgement:
        """Weigh `hits`, of which there is at least one."""
        known = self._network.weigh(question, hits)
        found = self.pointed(question, hits)

        def phrase(n: int) -> Passage:
            hit = hits[n]
            return found[hit.number].phrase(hit.passage) if hit.number in found else known.phrase(n)

        fitted = self._fitted
        read = scores_of(found, hits)
        log_odds = fitted.pages * read + fitted.network * known.log_odds + fitted.none
        return Judgement(log_odds, phrase)

    def pointed(self, question: Question, hits: Sequence[Hit]) -> "dict[int, Found]":
        """What is found of the passages, by number, on the pages of the best hits."""
        pages = dict.fromkeys(self._page_of[hit.number] for hit in hits)
        whole = question.in_full
        asked = (whole, question.first) if question.further else (whole,)
        found = [
            self._remembered(text, question.language, tuple(list(pages)[:_MOST_PAGES]))
            for text in asked
        ]
        # What answers the first part of a question of two answers the question.
        return {n: max((each[n] for each in found), key=lambda f: f.score) for n in found[0]}

    def _point(
        self, question: str, language: Language, pages: tuple[int, ...]
    ) -> "dict[int, Found]":
        read = [self._pages[n] for n in pages]
        found = self._reader.point(question, language, read)
        none = float(np.mean([float(pointed.none[0]) for pointed in found]))
        return {
            sentence.number: Found(
                score - none, sentence, pointed.ends[:, 0, sentence.first :].numpy()
            )
            for page, pointed in zip(read, found, strict=True)
            for sentence, score in zip(page.sentences, pointed.sentences[0].tolist(), strict=True)
        }


@dataclass(frozen=True, slots=True)
class Found:
    """What the pages' reader makes of a sentence."""

    score: float
    """How much likelier it answers than none does."""
    sentence: Sentence
    ends: NDArray[np.float32]
    """(2, at least its tokens): scores of a token to be the phrase's first, and its last."""

    def phrase(self, passage: Passage) -> Passage:
        """The stretch of the sentence, whose passage this is, that answers most directly."""
        offsets = self.sentence.offsets
        first, last = self.ends[:, : len(offsets)]
        begin, end = likeliest_span(first, last, LONGEST_PHRASE)
        return as_phrase(passage, offsets[begin][0], offsets[end][1])


def scores_of(found: "Mapping[int, Found]", hits: Sequence[Hit]) -> Vector:
    """The scores (k,) of k hits; one on a page that was not read has the least of the others'."""
    least = min(found[hit.number].score for hit in hits if hit.number in found)
    return np.array([found[h.number].score if h.number in found else least for h in hits])


@dataclass(frozen=True, slots=True)
class Fitted:
    """How the two are added up, and what that is worth: fitted to articles that taught neither.

    The sum is `pages` times the score of the pages' reader, `network` times the network's log-odds,
    and `none`.
    """

    pages: float
    network: float
    none: float
    calibration: Calibration


@cache
def default_fitted() -> Fitted:
    """What ships with the project. Raises WeightsDamaged."""
    folder = files("assistant.reading.thorough") / "weights"
    weights = json.loads(verified(folder, "thorough.json"))["log_odds"]
    return Fitted(**weights, calibration=load_calibration(folder, "thorough.json"))
