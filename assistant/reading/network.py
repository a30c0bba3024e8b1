"""The reader's network: how far each candidate sentence answers a question, and which words do.

Late interaction (Khattab and Zaharia, "ColBERT", SIGIR 2020) over the encoder's word features, with
words that match by stem, translation or name added to those that are alike; then, as in "Reading
Wikipedia to Answer Open-Domain Questions" (Chen et al., ACL 2017), each word of a sentence is read
beside the part of the question that it meets. That the article does not say is a candidate too, of
score 0, so that a probability is left for it.
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

_MEANING = 96
_OFFER = 48
_HIDDEN = 64
_FAR = -1e4
"""In place of minus infinity, whose differences are not numbers."""


class PassageWords(NamedTuple):
    """What the network makes of a sentence's words by themselves: computed once, then kept."""

    meaning: Tensor
    """Shape (..., words, 96), of norm 1: what a word is about."""
    offer: Tensor
    """Shape (..., words, 48), in (-1, 1): what kind of answer a word could be."""


@dataclass(frozen=True, slots=True)
class ReadingBatch:
    """Questions, each with its candidate sentences; absent words and sentences are masked.

    b questions of at most n words, each with at most k sentences of at most m words.
    """

    question: Tensor
    """(b, n, width): the features of the question's words."""
    question_mask: Tensor
    """(b, n), bool."""
    passages: PassageWords
    """(b, k, m, ...)."""
    word_mask: Tensor
    """(b, k, m), bool."""
    passage_mask: Tensor
    """(b, k), bool."""
    matches: Tensor
    """(b, k, n, m), in [0, 1]: how surely two words match by stem, translation or name."""
    question_rarity: Tensor
    """(b, n): how rare a question's word is in the article; 0 of a function word."""
    word_signals: Tensor
    """(b, k, m, 3): how rare a word is in the article, whether it has a digit, and a capital."""
    signals: Tensor
    """(b, k, signals): what is known of a sentence as a whole, see `signals.FEATURES`."""


class Reading(NamedTuple):
    """What the network says of a batch."""

    scores: Tensor
    """(b, k): log-odds that a sentence answers against that none does."""
    spans: Tensor
    """(b, k, m, 2): scores of a word to be the first and the last of the answer's phrase."""


class ReadingNetwork(nn.Module):
    """See the module.

    Args:
        width: numbers of a word's features.
        signals: numbers known of a sentence as a whole.
        dropout: share of the features, and of what is made of them, left out while training.
    """

    def __init__(self, width: int, signals: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.meaning = nn.Linear(width, _MEANING)
        self.offer = nn.Linear(width, _OFFER)
        self.ask = nn.Linear(width, _OFFER)
        self.importance = nn.Linear(width, 1)
        self.attention = nn.Linear(width, 1)
        self.sharpness = nn.Parameter(torch.tensor(8.0))
        self.match_sharpness = nn.Parameter(torch.tensor(2.0))
        self.match_weight = nn.Parameter(torch.tensor(0.5))
        self.enter = nn.Linear(3 * _MEANING + 2 * _OFFER + 6, _HIDDEN)
        self.near = nn.Conv1d(_HIDDEN, _HIDDEN, 3, padding=1)
        self.far = nn.Conv1d(_HIDDEN, _HIDDEN, 3, padding=3, dilation=3)
        self.norms = nn.ModuleList(nn.LayerNorm(_HIDDEN) for _ in range(3))
        self.span = nn.Linear(_HIDDEN, 2)
        self.judge = nn.Sequential(
            nn.Linear(2 * _HIDDEN + signals + 5, _HIDDEN), nn.GELU(), nn.Linear(_HIDDEN, 1)
        )
        self.linear = nn.Linear(signals, 1)
        self.dropout = dropout

    def read_words(self, features: Tensor) -> PassageWords:
        """A sentence's words by themselves; `features` of shape (..., words, width)."""
        return PassageWords(
            functional.normalize(self.meaning(features), dim=-1),
            torch.tanh(self.offer(features)),
        )

    def forward(self, batch: ReadingBatch) -> Reading:
        """Read every question beside each of its sentences."""
        asked, said = batch.question_mask, batch.word_mask
        about = functional.normalize(self.meaning(batch.question), dim=-1)
        meaning, offer = batch.passages
        alike = torch.einsum("bnd,bkmd->bknm", about, meaning)

        # Which part of the question each word of a sentence meets.
        meeting = self.sharpness * alike + self.match_sharpness * batch.matches
        share = torch.softmax(meeting.masked_fill(~asked[:, None, :, None], _FAR), dim=2)
        met = torch.einsum("bknm,bnd->bkmd", share, about)

        # How far a sentence holds the question's words, by their importance.
        absent = ~(asked[:, None, :, None] & said[:, :, None, :])
        found = (alike + self.match_weight * batch.matches).masked_fill(absent, -1.0)
        importance = (torch.sigmoid(self.importance(batch.question).squeeze(-1)) + 1e-3) * asked
        best = found.amax(dim=3)
        held = (best * importance[:, None]).sum(2) / importance.sum(1)[:, None]
        missing = (best + (1 - importance[:, None]) * 1.5).masked_fill(~asked[:, None], 9.0)
        least = missing.amin(dim=2).clamp(-2, 2)
        rarity = batch.question_rarity
        matched = batch.matches.amax(dim=3)
        covered = (matched * rarity[:, None]).sum(2) / rarity.sum(1, keepdim=True).clamp(min=0.1)

        # What kind of answer is asked for, met by what a word could be.
        weight = self.attention(batch.question).squeeze(-1).masked_fill(~asked, _FAR)
        kind = torch.tanh(
            torch.einsum("bn,bnd->bd", torch.softmax(weight, dim=1), self.ask(batch.question))
        )

        words = torch.cat(
            [
                *(meaning, met, 5 * meaning * met, offer, offer * kind[:, None, None]),
                found.amax(dim=2)[..., None],
                (batch.matches * rarity[:, None, :, None]).amax(dim=2)[..., None],
                batch.word_signals,
                (found * importance[:, None, :, None]).amax(dim=2)[..., None],
            ],
            dim=-1,
        )
        hidden = self._read_in_line(words, said)
        spans = self.span(hidden).masked_fill(~said[..., None], _FAR)
        phrase = torch.softmax(spans.sum(-1), dim=2)
        judged = torch.cat(
            [
                hidden.masked_fill(~said[..., None], _FAR).amax(dim=2),
                torch.einsum("bkm,bkmh->bkh", phrase, hidden),
                batch.signals,
                *(held[..., None], least[..., None], covered[..., None]),
                (importance.sum(1) / 5)[:, None, None].expand(*held.shape, 1),
                spans.amax(dim=2).sum(-1, keepdim=True) / 8,
            ],
            dim=-1,
        )
        scores = (self.judge(judged) + self.linear(batch.signals)).squeeze(-1) + 3 * held
        return Reading(scores.masked_fill(~batch.passage_mask, _FAR), spans)

    def _read_in_line(self, words: Tensor, mask: Tensor) -> Tensor:
        """Each word in the light of those around it, (b, k, m, hidden)."""
        b, k, m, _ = words.shape
        entered = self._drop(words.reshape(b * k, m, -1), k)
        present = mask.reshape(b * k, m, 1)
        hidden = self.norms[0](functional.gelu(self.enter(entered))) * present
        for convolve, norm in ((self.near, self.norms[1]), (self.far, self.norms[2])):
            seen = functional.gelu(convolve(hidden.transpose(1, 2)).transpose(1, 2))
            hidden = (hidden + norm(seen)) * present
        read: Tensor = hidden.reshape(b, k, m, -1)
        return read

    def _drop(self, x: Tensor, group: int) -> Tensor:
        """Leave the same numbers out of every word of a question's sentences (training alone)."""
        if not self.training or not self.dropout:
            return x
        kept = torch.rand(len(x) // group, 1, x.shape[-1]) > self.dropout
        return x * kept.repeat_interleave(group, dim=0) / (1 - self.dropout)
