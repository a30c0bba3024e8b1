"""Reading: which of the retrieved sentences answer, and whether any does.

The default reader is a small network (assistant/reading/network.py) with weights learned on public
question sets (tests/benchmarks/train_reader/); it knows kinds of questions, never an article.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch.nn.utils.rnn import pad_sequence

from assistant.question import Kind, Question, offers
from assistant.reading.network import PassageWords, ReadingBatch, ReadingNetwork
from assistant.reading.signals import FEATURES, signals
from index.arabic import main_language
from index.article_index import Hit
from index.encoder import default_network
from index.lexical import Lexical
from index.universal_encoder import WORD_FEATURES

CONFIDENCE_FEATURES = ("best", "any", "lead", "known", "cross", "cosine")
"""What a reading is judged by. The network's log-odds that its best sentence answers, and that any
does; how far the best leads the next; how much of the question the article knows at all; whether
question and article are of different languages; and how near the encoder has the best sentence."""

_MOST_SENTENCES = 3
_MOST_WORDS = 120
"""Words of a sentence that are read. The splitter's longest sentence has fewer but for oddities."""
_ALSO = 0.4
"""Share of the best sentence's likelihood from which another is quoted beside it."""
_LOOKED_AT = 5
_OFFERED = 0.5
"""Share of a full offer (see `offers`) from which a sentence counts as offering."""
_APART = 1 / 3
"""Share of a question's words, by rarity, that may lie elsewhere in the article."""
_MOST_LEAD = 4.0
_REMEMBERED = 1024

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found."""

    hits: tuple[Hit, ...]
    """The sentences that answer, best first; of an abstention, those that come closest."""
    confidence: float
    """Probability in [0, 1] that they answer."""
    abstained: bool


class Reader(Protocol):
    """Anything that chooses among hits; put another in the place of the default."""

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """Choose the sentences that answer `question` among `hits` (at least one)."""
        ...


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the network's scores are worth, learned on articles that it was not taught on."""

    weights: Vector
    """Of CONFIDENCE_FEATURES, and the intercept (Platt 1999)."""
    threshold: float
    """The confidence below which the reader abstains."""

    def probability(self, features: Vector) -> float:
        """The confidence, in [0, 1], of a reading with these CONFIDENCE_FEATURES."""
        return float(1 / (1 + np.exp(-(np.append(features, 1.0) @ self.weights))))


class ExtractiveReader:
    """Chooses one to three sentences by the network's scores, and abstains by a threshold.

    Args:
        lexical: the words of the article that is read.
        network: what scores; the one that ships with the project when None.
        calibration: likewise.
    """

    def __init__(
        self,
        lexical: Lexical,
        network: ReadingNetwork | None = None,
        calibration: Calibration | None = None,
    ) -> None:
        self._lexical = lexical
        self._network = network or default_reading_network()
        self._calibration = calibration or default_calibration()
        # The same sentences are candidates again and again: each is read once.
        self._read_words = lru_cache(maxsize=_REMEMBERED)(self._words_of)

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """See `Reader.read`."""
        able = [hit for hit in hits if question.kind is not Kind.YES_NO or _together(hit)]
        shown = able or hits
        log_odds = self._log_odds(question, shown)
        confidence = self._calibration.probability(confidence_features(question, shown, log_odds))
        threshold = self._calibration.threshold
        if not able:
            confidence = min(confidence, threshold / 2)
        quoted = [shown[n] for n in quoted_of(log_odds)]
        likely = np.argsort(-log_odds, kind="stable")[:_LOOKED_AT]
        lacking = _lacking(question, quoted, [shown[n] for n in likely])
        quoted = quoted[: _MOST_SENTENCES - len(lacking)] + lacking
        return Reading(tuple(quoted), confidence, confidence < threshold)

    def _log_odds(self, question: Question, hits: Sequence[Hit]) -> Vector:
        """The network's, that a hit answers against that none does; shape (hits,)."""
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


def _lacking(question: Question, quoted: Sequence[Hit], likely: Sequence[Hit]) -> list[Hit]:
    """The likeliest sentence that offers what is asked for, where none that is quoted does.

    "Where was it held?" is best matched by "It was held under the title ..."; the sentence that
    names a place belongs beside it.
    """

    def meets(hit: Hit) -> bool:
        return offers(hit.passage.text).get(question.kind, 1.0) >= _OFFERED

    return [] if any(map(meets, quoted)) else [hit for hit in likely if meets(hit)][:1]


def _together(hit: Hit) -> bool:
    """Whether a sentence can decide a yes-or-no question: it holds its words, as far as any does.

    "Did Zelensky attend?" where one sentence names him and another says who attended: the article
    knows the words, but says it not of him.
    """
    return hit.known - hit.coverage <= _APART


def quoted_of(log_odds: Vector) -> list[int]:
    """The places of the sentences that are quoted, best first: one to three."""
    order = np.argsort(-log_odds, kind="stable")[:_MOST_SENTENCES]
    return [int(n) for n in order if np.exp(log_odds[n] - log_odds[order[0]]) >= _ALSO]


def confidence_features(question: Question, hits: Sequence[Hit], log_odds: Vector) -> Vector:
    """CONFIDENCE_FEATURES of a reading of `hits`, shape (features,)."""
    first, *second = np.argsort(-log_odds, kind="stable")[:2]
    lead = log_odds[first] - log_odds[second[0]] if second else _MOST_LEAD
    hit = hits[first]
    cross = main_language(hit.passage.text) != question.language
    return np.array(
        [
            log_odds[first],
            np.logaddexp.reduce(log_odds),
            min(lead, _MOST_LEAD),
            hit.known,
            float(cross),
            hit.cosine,
        ]
    )


@cache
def default_reading_network() -> ReadingNetwork:
    """The network that ships with the project, loaded once a process."""
    network = ReadingNetwork(WORD_FEATURES, len(FEATURES))
    with as_file(files("assistant.reading") / "weights" / "reader.safetensors") as path:
        network.load_state_dict({name: w.float() for name, w in load_file(path).items()})
    return network.eval()


@cache
def default_calibration() -> Calibration:
    """The calibration that was fitted to that network's scores."""
    text = (files("assistant.reading") / "weights" / "reader.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    names = (*CONFIDENCE_FEATURES, "intercept")
    return Calibration(np.array([stored["confidence"][n] for n in names]), stored["threshold"])
