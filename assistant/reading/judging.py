"""Weighing the candidate sentences: how much likelier each is to answer than that none does."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from assistant.question import Question
from assistant.reading.network import PassageWords, ReadingBatch, ReadingNetwork
from assistant.reading.signals import FEATURES, signals
from index.article_index import Hit
from index.encoder import default_network
from index.lexical import Lexical
from index.splitting import Passage
from index.universal_encoder import WORD_FEATURES
from index.verified import verified

_MOST_WORDS = 120
"""Words of a sentence that are read. The splitter's longest sentence has fewer but for oddities."""
_REMEMBERED = 1024

_LONGEST_PHRASE = 12
"""Words. Nine in ten gold answers of the training sets have fewer."""
_WORD = re.compile(r"\S+")
_AT_AN_EDGE = " .,،؛:;!?؟()[]«»“”\"'"

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the network makes of a question and its k candidate sentences."""

    log_odds: Vector
    """(k,): that a sentence answers against that none does."""
    passages: tuple[Passage, ...]
    """The k sentences."""
    spans: tuple[Tensor, ...]
    """Of each sentence (words, 2): scores of a word to be the phrase's first and its last."""

    def phrase(self, n: int) -> Passage:
        """The stretch of sentence `n` that answers most directly, if that sentence answers."""
        return _phrase(self.passages[n], self.spans[n])


class NetworkJudge:
    """Weighs sentences by the small network over the encoder's word features (network.py).

    Args:
        lexical: the words of the article that is read.
    """

    def __init__(self, lexical: Lexical) -> None:
        self._lexical = lexical
        self._network = default_reading_network()
        # The same sentences are candidates again and again: each is read once.
        self._read_words = lru_cache(maxsize=_REMEMBERED)(self._words_of)

    def judge(self, question: Question, hits: Sequence[Hit]) -> Judgement:
        """Weigh `hits`, of which there is at least one."""
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
        return Judgement(
            scores[0].double().numpy(),
            tuple(hit.passage for hit in hits),
            tuple(span[: len(w.meaning)] for span, w in zip(spans[0], said, strict=True)),
        )

    def _words_of(self, text: str) -> PassageWords:
        features = default_network().word_features(text).features[:_MOST_WORDS]
        return self._network.read_words(features)


def _phrase(passage: Passage, span: Tensor) -> Passage:
    """The likeliest phrase by the scores (words, 2) of a word to be its first and its last."""
    likely = (span[:, None, 0] + span[None, :, 1]).numpy()
    allowed = np.triu(np.ones_like(likely)) - np.triu(np.ones_like(likely), _LONGEST_PHRASE)
    first, last = divmod(int(np.where(allowed > 0, likely, -np.inf).argmax()), len(likely))
    words = list(_WORD.finditer(passage.text))
    text = passage.text[words[first].start() : words[last].end()]
    start = passage.start + words[first].start() + len(text) - len(text.lstrip(_AT_AN_EDGE))
    bare = text.strip(_AT_AN_EDGE)
    return Passage(bare, start, start + len(bare))


@cache
def default_reading_network() -> ReadingNetwork:
    """The network that ships with the project, loaded once a process. Raises WeightsDamaged."""
    network = ReadingNetwork(WORD_FEATURES, len(FEATURES))
    stored = load(verified(files("assistant.reading") / "weights", "reader.safetensors"))
    network.load_state_dict({name: w.float() for name, w in stored.items()})
    return network.eval()
