"""An article as pages of some sentences, each page read once, and questions put to them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import torch
from safetensors.torch import load
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from assistant.reading.thorough.base import BEGIN, LINE_BREAK, Base, load_base
from assistant.reading.thorough.gemma import Gemma, Past
from assistant.reading.thorough.pointer import Pointed, Pointer
from index.messages import Language
from index.splitting import Passage
from index.verified import verified

PAGE = 400
"""Tokens of a page. Taught with pages of 250 to 400; whole articles on one page were no better."""
KEPT = 48
"""Pages whose states are held in memory, 8 MB each."""
_LONGEST_QUESTION = 112
"""Tokens. With a page they are no more than the 512 that a layer of the model looks back on."""
_AROUND = {"ar": ("سؤال: ", "\nجواب:"), "en": ("Question: ", "\nAnswer:")}
"""What stands around a question: the form in which the weights were taught, no prompt to change."""


class Sentence(NamedTuple):
    """A sentence on a page."""

    number: int
    """Of the passage in its article."""
    first: int
    """The place on the page of its first token."""
    offsets: tuple[tuple[int, int], ...]
    """Where its tokens stand in the passage's text, in characters."""


class Page(NamedTuple):
    """Some sentences in a row, as tokens: each is closed by a line break."""

    tokens: tuple[int, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, eq=False)
class _Read:
    """A page that was read."""

    states: Tensor
    """(n, 640), half precision."""
    past: list[Past]
    """Of each layer, half precision."""


@dataclass(frozen=True, eq=False)
class PageReader:
    """The pretrained model as it was taught to read."""

    base: Base
    gemma: Gemma
    pointer: Pointer

    def pages(
        self, passages: Sequence[Passage], size: int = PAGE, begins: Collection[int] = ()
    ) -> list[Page]:
        """The passages laid out on pages, as many on each as `size` tokens hold.

        Those of the numbers `begins` begin a page: so an article has the same pages, which were
        read before, whichever others it is read with.
        """
        pages, tokens, sentences = [], [BEGIN], list[Sentence]()
        for number, passage in enumerate(passages):
            said = self.base.tokenizer.encode(passage.text)
            ids, offsets = said.ids[: PAGE - 2], tuple(said.offsets[: PAGE - 2])
            if sentences and (number in begins or len(tokens) + len(ids) + 1 > size):
                pages.append(Page(tuple(tokens), tuple(sentences)))
                tokens, sentences = [BEGIN], []
            sentences.append(Sentence(number, len(tokens), offsets))
            tokens += [*ids, LINE_BREAK]
        return [*pages, Page(tuple(tokens), tuple(sentences))] if sentences else pages

    def asked(self, question: str, language: Language) -> list[int]:
        """The tokens of a question and of what stands around it."""
        before, after = _AROUND[language]
        end = self.base.tokenizer.encode(after).ids
        said = self.base.tokenizer.encode(before + question).ids
        return [*said[: _LONGEST_QUESTION - len(end)], *end]

    @torch.inference_mode()
    def point(self, question: str, language: Language, pages: Sequence[Page]) -> list[Pointed]:
        """What a question makes of each of some pages (at least one)."""
        tokens = torch.tensor(self.asked(question, language))
        read = [_read(self, page.tokens) for page in pages]
        lengths = torch.tensor([len(page.tokens) for page in pages])
        longest, size = int(lengths.max()), len(tokens)
        positions = lengths[:, None] + torch.arange(size)
        on_page = (torch.arange(longest) < lengths[:, None])[:, None].expand(-1, size, -1)
        behind = torch.ones(size, size, dtype=torch.bool).tril().expand(len(pages), -1, -1)
        visible = torch.cat([on_page, behind], dim=2)[:, None]
        embedded = self.base.embed(tokens).expand(len(pages), -1, -1)
        states, _ = self.gemma(embedded, positions, visible, _stacked([r.past for r in read]))
        return [
            self.pointer(state[-1:], page_read.states, *owners(page))
            for state, page_read, page in zip(states, read, pages, strict=True)
        ]


def owners(page: Page) -> tuple[Tensor, Tensor]:
    """Which sentence each token of a page belongs to, and which tokens close the sentences."""
    owner = torch.full((len(page.tokens),), -1)
    ends = [sentence.first + len(sentence.offsets) for sentence in page.sentences]
    for place, (sentence, end) in enumerate(zip(page.sentences, ends, strict=True)):
        owner[sentence.first : end] = place
    return owner, torch.tensor(ends)


@lru_cache(maxsize=KEPT)
def _read(reader: PageReader, tokens: tuple[int, ...]) -> _Read:
    """Read a page: half a second on two cores."""
    embedded = reader.base.embed(torch.tensor([tokens]))
    size = len(tokens)
    visible = torch.ones(1, 1, size, size, dtype=torch.bool).tril()
    with torch.inference_mode():
        states, past = reader.gemma(embedded, torch.arange(size)[None], visible)
    return _Read(states[0].half(), [Past(k.half(), v.half()) for k, v in past])


def _stacked(pasts: Sequence[Sequence[Past]]) -> list[Past]:
    """Of each layer, what all pages kept: (pages, 1, tokens of the longest, 256)."""
    return [
        Past(
            *(
                pad_sequence([part[0, 0] for part in parts], batch_first=True)[:, None].float()
                for parts in zip(*layer, strict=True)
            )
        )
        for layer in zip(*pasts, strict=True)
    ]


@cache
def default_page_reader() -> PageReader:
    """The reader with what it was taught, loaded once a process.

    Raises ModelError as `base.base_file` does, and WeightsDamaged.
    """
    base = load_base()
    taught = load(verified(files("assistant.reading.thorough") / "weights", "thorough.safetensors"))
    with torch.device("meta"):  # no weights are drawn that others are put in place of
        gemma, pointer = Gemma(), Pointer()
    layers = {name: weight.float() for name, weight in base.layers.items()}
    for name in layers:  # low-rank additions (Hu et al., "LoRA", 2021)
        stem = name.removesuffix(".weight")
        if f"{stem}.up" in taught:
            layers[name] += taught[f"{stem}.up"].float() @ taught[f"{stem}.down"].float()
    gemma.load_state_dict(layers, assign=True)
    pointer.load_state_dict(
        {
            name.removeprefix("pointer."): weight.float()
            for name, weight in taught.items()
            if name.startswith("pointer.")
        },
        assign=True,
    )
    return PageReader(base, gemma.eval(), pointer.eval())
