"""Weighing the candidate sentences: how much likelier each is to answer than that none does."""

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import as_file, files

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

    def log_odds(self, question: Question, hits: Sequence[Hit]) -> Vector:
        """That a hit answers against that none does, shape (hits,); `hits` holds at least one."""
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
    with as_file(files("assistant.reading") / "weights" / "reader.safetensors") as path:
        network.load_state_dict({name: w.float() for name, w in load_file(path).items()})
    return network.eval()
