"""Teaching: low-rank additions to the pretrained layers, the pointer, their loss, and a step.

The additions are those of Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models" (2021);
what was pretrained stays as it is.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor, nn
from torch.nn import functional

from assistant.reading.thorough.base import Base
from assistant.reading.thorough.gemma import Gemma
from assistant.reading.thorough.pages import PageReader, owners
from assistant.reading.thorough.pointer import Pointed, Pointer
from tests.benchmarks.train_thorough.packing import OF_PAGE, Batch, Sheet

_RANK = 16
_RATE, _POINTER_RATE, _DECAY = 4e-4, 1e-3, 0.01
_WARM_STEPS, _LEAST_RATE = 40, 0.02
"""Steps in which the rates rise, and the share of them that is left in the end."""
_DROPOUT, _POINTER_DROPOUT = 0.05, 0.1
_ORDER_SHARE, _PHRASE_SHARE = 0.3, 0.2
_POINTER_DEVIATION = 0.03
_IMPOSSIBLE = -1e4


class Added(nn.Module):
    """A pretrained linear layer with a low-rank addition, which is nothing at first."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear
        out, width = linear.weight.shape
        self.down = nn.Parameter(torch.randn(_RANK, width) / math.sqrt(width))
        self.up = nn.Parameter(torch.zeros(out, _RANK))

    def forward(self, x: Tensor) -> Tensor:
        """As of a linear layer."""
        dropped = functional.dropout(x, _DROPOUT, self.training)
        return self.linear(x) + functional.linear(functional.linear(dropped, self.down), self.up)


class Learner(nn.Module):
    """The thorough reader while it is taught; on a GPU its layers are in bfloat16."""

    def __init__(self, base: Base, device: torch.device) -> None:
        super().__init__()
        self.gemma, self.pointer = Gemma(), Pointer()
        self.gemma.load_state_dict({name: w.float() for name, w in base.layers.items()})
        self.gemma.requires_grad_(False)
        self._fast = device.type == "cuda"
        for layer in self.gemma.layers:
            for name, part in list(layer.named_children()):
                if isinstance(part, nn.Linear):
                    setattr(layer, name, Added(part.bfloat16() if self._fast else part))
        for part in (self.pointer.key, self.pointer.ask):
            nn.init.normal_(part.weight, std=_POINTER_DEVIATION)
            nn.init.zeros_(part.bias)
        nn.init.zeros_(self.pointer.none.weight)
        for part in (self.pointer.key, self.pointer.ask, self.pointer.none):
            part.register_forward_pre_hook(_dropped)
        self._device = device
        self._base = replace(base, scales=base.scales.to(device), values=base.values.to(device))
        self.reader = PageReader(base, self.gemma, self.pointer)
        """The same as it is in use, and as it lays out pages."""
        self.to(device)

    def forward(self, batch: Batch) -> list[list[Pointed]]:
        """What all queries of each sheet make of each of its pages."""
        states = self._states(torch.from_numpy(batch.rows).to(self._device))
        of_sheets = states.split([len(sheet.pages) for sheet in batch.sheets])
        return [self._pointed(*own) for own in zip(of_sheets, batch.sheets, strict=True)]

    def _states(self, rows: Tensor) -> Tensor:
        """The last states of rows: shape (rows, tokens, 640)."""
        tokens, places, parts = rows
        asking, seen = parts[:, :, None], parts[:, None]
        before = places[:, None] <= places[:, :, None]
        visible = ((seen == OF_PAGE) | (seen == asking)) & before
        embedded = self._base.embed(tokens)
        with torch.autocast(self._device.type, torch.bfloat16, enabled=self._fast):
            states, _ = self.gemma(
                embedded.bfloat16() if self._fast else embedded, places, visible[:, None]
            )
        return states.float()

    def _pointed(self, states: Tensor, sheet: Sheet) -> list[Pointed]:
        ends = torch.tensor(sheet.ends, device=self._device)
        return [
            self.pointer(
                row[len(page.tokens) + ends],
                row[: len(page.tokens)],
                *(part.to(self._device) for part in owners(page)),
            )
            for row, page in zip(states, sheet.pages, strict=True)
        ]

    def taught(self) -> dict[str, Tensor]:
        """All that was taught, in half precision, by the names under which it is stored."""
        return {
            name.removeprefix("gemma."): weight.detach().half().cpu().contiguous()
            for name, weight in self.named_parameters()
            if weight.requires_grad
        }


def _dropped(layer: nn.Module, inputs: tuple[Tensor]) -> Tensor:
    return functional.dropout(inputs[0], _POINTER_DROPOUT, layer.training)


def joined(pointed: Sequence[Pointed]) -> tuple[Tensor, Tensor]:
    """The scores of an article's sentences (q, s), and of none of them (q,): its pages' mean."""
    sentences = torch.cat([page.sentences for page in pointed], dim=1)
    return sentences, torch.stack([page.none for page in pointed]).mean(dim=0)


def loss_of(pointed: Sequence[Pointed], sheet: Sheet) -> Tensor:
    """Of an article, summed over its queries.

    Cross entropy of the sentence or none, of the sentences alone, and of the phrase's first and
    last token, both on the page and within the sentence. Where several sentences answer, it is the
    chance of any of them that counts.
    """
    sentences, none = joined(pointed)
    golds = torch.from_numpy(sheet.golds).to(none.device)
    answered = torch.from_numpy((~sheet.golds[:, 0]).nonzero()[0]).to(none.device)
    loss = _surprise(torch.cat([none[:, None], sentences], dim=1), golds).sum()
    loss = loss + _ORDER_SHARE * _surprise(sentences[answered], golds[answered, 1:]).sum()
    for number, page in enumerate(pointed):
        own = [phrase for phrase in sheet.phrases if phrase.page == number]
        if own:
            query, _, sentence, *ends = torch.tensor(own, device=none.device).T
            for scores, held, place in zip(page.ends, page.held, ends, strict=True):
                whole = scores[query].logsumexp(dim=1) + held[query, sentence]
                loss = loss + _PHRASE_SHARE * (whole - 2 * scores[query, place]).sum()
    return loss


def _surprise(scores: Tensor, golds: Tensor) -> Tensor:
    """Minus the log of the chance of any gold, (q,), by scores (q, n)."""
    return -scores.log_softmax(dim=1).masked_fill(~golds, _IMPOSSIBLE).logsumexp(dim=1)


def optimiser_of(learner: Learner) -> torch.optim.Optimizer:
    """It moves what is taught; what was added to the layers more slowly than the pointer."""
    added = [weight for weight in learner.gemma.parameters() if weight.requires_grad]
    groups = [
        {"params": added, "lr": _RATE},
        {"params": list(learner.pointer.parameters()), "lr": _POINTER_RATE},
    ]
    return torch.optim.AdamW(groups, weight_decay=_DECAY)


def rate_at(step: int, steps: int) -> float:
    """The share of the rates at one of some steps: it rises to 1, then falls along a cosine."""
    falling = (1 + math.cos(math.pi * step / steps)) / 2
    return min(1, step / _WARM_STEPS) * (_LEAST_RATE + (1 - _LEAST_RATE) * falling)


def teach(learner: Learner, batch: Batch, optimiser: torch.optim.Optimizer) -> Tensor:
    """One step; gives the mean loss of the batch's queries before it."""
    learner.train()
    losses = [loss_of(*own) for own in zip(learner(batch), batch.sheets, strict=True)]
    loss = torch.stack(losses).sum() / sum(len(sheet.asked) for sheet in batch.sheets)
    optimiser.zero_grad()
    loss.backward()
    taught = [weight for group in optimiser.param_groups for weight in group["params"]]
    torch.nn.utils.clip_grad_norm_(taught, 1.0)
    optimiser.step()
    return loss.detach()
