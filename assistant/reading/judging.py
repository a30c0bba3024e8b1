"""Weighing the candidate sentences: how much likelier each is to answer than that none does."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from assistant.question import Kind, Question
from assistant.reading.confidence import Calibration, Vector, load_calibration
from assistant.reading.denial import denies
from assistant.reading.network import PassageWords, ReadingBatch, ReadingNetwork
from assistant.reading.signals import FEATURES, signals
from index.article_index import ArticleIndex, Hit
from index.encoder import default_network
from index.splitting import Passage
from index.universal_encoder import WORD_FEATURES
from index.verified import verified

_MOST_WORDS = 120
"""Words of a sentence that are read. The splitter's longest sentence has fewer but for oddities."""
_REMEMBERED = 1024

_APART = 1 / 3
"""Share of a question's words, by rarity, that may lie elsewhere in the article."""
_UNABLE = 20.0
"""Taken off the log-odds of a sentence that cannot answer: more than any sentence leads by."""
_LONGEST_PHRASE = 12
"""Words. Nine in ten gold answers of the training sets have fewer."""
_WORD = re.compile(r"\S+")
_AT_AN_EDGE = " .,،؛:;!?؟()[]«»“”\"'"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge makes of a question and its k candidate sentences."""

    log_odds: Vector
    """(k,): that a sentence answers against that none does."""
    phrase: Callable[[int], Passage]
    """The stretch of sentence `n` that answers most directly, if that sentence answers."""


class Judge(Protocol):
    """What weighs sentences for the extractive reader."""

    @property
    def candidates(self) -> int:
        """How many sentences it is worth giving to it: more only mislead it, or take too long."""
        ...

    @property
    def calibration(self) -> Calibration:
        """What its log-odds are worth."""
        ...

    def judge(self, question: Question, hits: Sequence[Hit]) -> Judgement:
        """Weigh `hits`, of which there is at least one."""
        ...


class NetworkJudge:
    """Weighs sentences by the small network over the encoder's word features (network.py).

    Args:
        index: the article that is read.
    """

    candidates = 12

    def __init__(self, index: ArticleIndex) -> None:
        self._lexical = index.lexical
        self._network = default_reading_network()
        # The same sentences are candidates again and again: each is read once.
        self._read_words = lru_cache(maxsize=_REMEMBERED)(self._words_of)

    @property
    def calibration(self) -> Calibration:
        """What its log-odds are worth. Raises WeightsDamaged."""
        return default_calibration()

    def judge(self, question: Question, hits: Sequence[Hit]) -> Judgement:
        """Weigh `hits`, of which there is at least one; rules put last what cannot answer."""
        weighed = self.weigh(question, hits)
        able = np.array([self._can_answer(question, hit) for hit in hits])
        return replace(weighed, log_odds=weighed.log_odds - np.where(able, 0, _UNABLE))

    def _can_answer(self, question: Question, hit: Hit) -> bool:
        if question.kind is Kind.YES_NO:
            return _together(hit)
        return not denies(self._lexical, question, hit.passage.text)

    def weigh(self, question: Question, hits: Sequence[Hit]) -> Judgement:
        """Weigh `hits` by the network alone."""
        known = signals(self._lexical, question, hits)
        asked = default_network().word_features(question.text).features
        with torch.inference_mode():
            said = [self._read_words(hit.passage.text) for hit in hits]
            meanings, offered = zip(*said, strict=True)
            passages = PassageWords(
                pad_sequence(list(meanings), batch_first=True)[None],
                pad_sequence(list(offered), batch_first=True)[None],
            )
            longest = passages.meaning.shape[2]
            lengths = torch.tensor([len(words.meaning) for words in said])
            batch = ReadingBatch(
                question=asked[None],
                question_mask=torch.ones(1, len(asked), dtype=torch.bool),
                passages=passages,
                word_mask=(torch.arange(longest) < lengths[:, None])[None],
                passage_mask=torch.ones(1, len(hits), dtype=torch.bool),
                matches=torch.from_numpy(known.matches[None, :, :, :longest]),
                question_rarity=torch.from_numpy(known.rarity[None]),
                word_signals=torch.from_numpy(known.words[None, :, :longest]),
                signals=torch.from_numpy(known.sentences[None]),
            )
            scores, spans = self._network(batch)
        phrases = [
            (hit.passage, span[: len(words.meaning)])
            for hit, span, words in zip(hits, spans[0], said, strict=True)
        ]
        return Judgement(scores[0].double().numpy(), lambda n: _phrase(*phrases[n]))

    def _words_of(self, text: str) -> PassageWords:
        features = default_network().word_features(text).features[:_MOST_WORDS]
        return self._network.read_words(features)


def _together(hit: Hit) -> bool:
    """Whether a sentence can decide a yes-or-no question: it holds its words, as far as any does.

    "Did Zelensky attend?" where one sentence names him and another says who attended: the article
    knows the words, but says it not of him.
    """
    return hit.known - hit.coverage <= _APART


def _phrase(passage: Passage, span: Tensor) -> Passage:
    """The likeliest phrase by the scores (words, 2) of a word to be its first and its last."""
    first, last = likeliest_span(span[:, 0].numpy(), span[:, 1].numpy(), _LONGEST_PHRASE)
    words = list(_WORD.finditer(passage.text))
    return as_phrase(passage, words[first].start(), words[last].end())


def likeliest_span(
    first: NDArray[np.float32], last: NDArray[np.float32], longest: int
) -> tuple[int, int]:
    """The span of at most `longest` places whose two ends have the highest sum of scores.

    Args:
        first: (n,), scores of a place to be the span's first.
        last: (n,), scores of a place to be its last.
        longest: from 1.
    """
    likely = first[:, None] + last
    allowed = np.triu(np.ones_like(likely)) - np.triu(np.ones_like(likely), longest)
    begin, end = divmod(int(np.where(allowed > 0, likely, -np.inf).argmax()), len(likely))
    return begin, end


def as_phrase(passage: Passage, begin: int, end: int) -> Passage:
    """The whole words that a stretch of a passage's text touches, without marks at the edges."""
    words = [w for w in _WORD.finditer(passage.text) if w.start() < end and w.end() > begin]
    if not words:
        return Passage("", passage.start + begin, passage.start + begin)
    text = passage.text[words[0].start() : words[-1].end()]
    start = passage.start + words[0].start() + len(text) - len(text.lstrip(_AT_AN_EDGE))
    bare = text.strip(_AT_AN_EDGE)
    return Passage(bare, start, start + len(bare))


@cache
def default_reading_network() -> ReadingNetwork:
    """The network that ships with the project, loaded once a process. Raises WeightsDamaged."""
    network = ReadingNetwork(WORD_FEATURES, len(FEATURES))
    stored = load(verified(files("assistant.reading") / "weights", "reader.safetensors"))
    network.load_state_dict({name: w.float() for name, w in stored.items()})
    return network.eval()


@cache
def default_calibration() -> Calibration:
    """The calibration that was fitted to the network's log-odds. Raises WeightsDamaged."""
    return load_calibration(files("assistant.reading") / "weights", "reader.json")
