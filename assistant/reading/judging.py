"""Weighing the candidate sentences: how much likelier each is to answer than that none does."""

import json
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch.nn.utils.rnn import pad_sequence

from assistant.question import Question
from assistant.reading.network import PassageWords, ReadingBatch, ReadingNetwork
from assistant.reading.signals import FEATURES, signals
from index.article_index import Hit
from index.encoder import default_network
from index.lexical import Lexical
from index.universal_encoder import WORD_FEATURES

_MOST_WORDS = 120
"""Words of a sentence that are read. The splitter's longest sentence has fewer but for oddities."""
_REMEMBERED = 1024

Vector = NDArray[np.float64]


class Judge(Protocol):
    """What weighs sentences."""

    def log_odds(self, question: Question, hits: Sequence[Hit]) -> Vector:
        """That a hit answers against that none does; shape (hits,), at least one."""
        ...


class NetworkJudge:
    """The small network over the encoder's word features (assistant/reading/network.py).

    Args:
        lexical: the words of the article that is read.
        network: the one that ships with the project when None.
    """

    def __init__(self, lexical: Lexical, network: ReadingNetwork | None = None) -> None:
        self._lexical = lexical
        self._network = network or default_reading_network()
        # The same sentences are candidates again and again: each is read once.
        self._read_words = lru_cache(maxsize=_REMEMBERED)(self._words_of)

    def log_odds(self, question: Question, hits: Sequence[Hit]) -> Vector:
        """See `Judge.log_odds`."""
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
            found: Vector = self._network(batch).scores[0].double().numpy()
        return found

    def _words_of(self, text: str) -> PassageWords:
        features = default_network().word_features(text).features[:_MOST_WORDS]
        return self._network.read_words(features)


@cache
def default_reading_network() -> ReadingNetwork:
    """The network that ships with the project, loaded once a process."""
    network = ReadingNetwork(WORD_FEATURES, len(FEATURES))
    network.load_state_dict({name: w.float() for name, w in stored_weights("reader").items()})
    return network.eval()


def stored_weights(name: str) -> dict[str, torch.Tensor]:
    """The tensors of `weights/<name>.safetensors`."""
    with as_file(files("assistant.reading") / "weights" / f"{name}.safetensors") as path:
        return load_file(path)


def stored_numbers(name: str) -> dict[str, Any]:
    """What `weights/<name>.json` tells of them."""
    text = (files("assistant.reading") / "weights" / f"{name}.json").read_text(encoding="utf-8")
    numbers: dict[str, Any] = json.loads(text)
    return numbers
