"""From states to scores: a question's last state points at the sentence and at the phrase.

Pointing as in "Pointer Networks" (Vinyals et al., NIPS 2015). That the page does not say is scored
too, from the question's state alone.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from assistant.reading.thorough.gemma import WIDTH

_POINT = 256
_SENTENCE = 2
"""The place of the sentence's pointer, behind those of the phrase's two ends."""


class Pointed(NamedTuple):
    """What q questions make of a page of n tokens and s sentences."""

    sentences: Tensor
    """(q, s): scores of the sentences."""
    none: Tensor
    """(q,): the score of none of them."""
    ends: Tensor
    """(2, q, n): scores of a token to be the phrase's first, and its last."""
    held: Tensor
    """(2, q, s): of these the log of the summed exponentials within each sentence."""


class Pointer(nn.Module):
    """Three pointers: to the first token of the phrase, to its last, and to the sentence's end."""

    def __init__(self) -> None:
        super().__init__()
        self.key = nn.Linear(WIDTH, 3 * _POINT)
        self.ask = nn.Linear(WIDTH, 3 * _POINT)
        self.none = nn.Linear(WIDTH, 1)
        self.mix = nn.Parameter(torch.tensor([0.5, 0.5]))
        """What a sentence's score owes to its likeliest first and last token."""

    def forward(self, asked: Tensor, page: Tensor, owner: Tensor, ends: Tensor) -> Pointed:
        """Score a page for questions.

        Args:
            asked: (q, 640), the last state of each question.
            page: (n, 640), the states of the page's tokens.
            owner: (n,), the number of the sentence that a token belongs to; -1 of none.
            ends: (s,), the places of the tokens that close the sentences.
        """
        asked, page = (functional.rms_norm(x.float(), (WIDTH,)) for x in (asked, page))
        keys, ask = (
            layer(x).view(-1, 3, _POINT) for layer, x in ((self.key, page), (self.ask, asked))
        )
        scores = torch.einsum("qid,nid->iqn", ask, keys) / _POINT**0.5
        own = owner[None] == torch.arange(len(ends), device=owner.device)[:, None]
        phrase = scores[:_SENTENCE]
        held = phrase[:, :, None].masked_fill(~own, -1e4).logsumexp(dim=-1)
        sentences = scores[_SENTENCE][:, ends] + torch.einsum("i,iqs->qs", self.mix, held)
        return Pointed(sentences, self.none(asked).squeeze(-1), phrase, held)
