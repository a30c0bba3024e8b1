"""What the thorough reader is built on: Gemma 3 270m, brought by four packages in parts.

It is the pretrained model (Q4_K_M; Gemma Terms of Use, https://ai.google.dev/gemma/terms), as
published. The parts are joined, their hash is taken, and what is needed of them is written once
into the cache: the layers in half precision, the embeddings as they are, and the vocabulary.
"""

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, models, normalizers
from torch import Tensor

from assistant.reading.thorough.gemma import WIDTH
from assistant.reading.thorough.installed import COMMAND, installed_parts
from index.kept import join, made_once
from index.store import Progress, default_home

if TYPE_CHECKING:
    from gguf import GGUFReader

NAME = "gemma-3-270m-reader.safetensors"
SHA256 = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"
"""Of the joined parts."""
_FORM = 1
"""Raised when what is written into the cache changes."""

BEGIN, LINE_BREAK = 2, 107
"""Pieces of the vocabulary: what a text begins with, and the end of a line."""
_BLOCK = 32
"""Numbers of an embedding that share a scale (Q8_0 of llama.cpp)."""
_SPACE = "▁"
_NORMAL = 1
"""The type of the vocabulary's ordinary pieces."""


@dataclass(frozen=True, eq=False)
class Base:
    """The pretrained model."""

    layers: dict[str, Tensor]
    """The weights of `Gemma` by name, in half precision."""
    tokenizer: Tokenizer
    scales: Tensor
    """(tokens, 20), half precision."""
    values: Tensor
    """(tokens, 640), whole numbers: an embedding is its values times their scale."""

    def embed(self, tokens: Tensor) -> Tensor:
        """The embeddings (..., 640) of tokens (...), times the root of 640 as the model wants."""
        scales = self.scales[tokens].float()[..., None]
        blocks = self.values[tokens].float().view(*tokens.shape, -1, _BLOCK)
        embedded: Tensor = (blocks * scales).flatten(-2) * WIDTH**0.5
        return embedded


@cache
def load_base() -> Base:
    """The pretrained model, loaded once a process. Raises ModelError as `base_file` does."""
    stored = load_file(base_file())
    vocabulary = stored.pop("tokenizer").numpy().tobytes().decode()
    scales, values = stored.pop("scales"), stored.pop("values")
    return Base(stored, Tokenizer.from_str(vocabulary), scales, values)


def base_file(progress: Progress | None = None) -> Path:
    """The path of what is kept of the model, made from the packages where it is not there yet.

    Args:
        progress: called with the steps done and their number; half a minute in all.

    Raises ModelError when the packages are not installed, their parts are not the model's, or the
    cache cannot be written.
    """

    def make(kept: Path) -> None:
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            whole = Path(folder) / "gemma-3-270m-q4_k_m.gguf"
            join(installed_parts(), whole, SHA256, COMMAND)
            save_file(_converted(whole, progress), kept)

    return made_once(default_home() / "models" / NAME, f"{SHA256} {_FORM}", make)


def _converted(whole: Path, progress: Progress | None) -> dict[str, Tensor]:
    """The tensors that are kept of a GGUF file."""
    from gguf.quants import dequantize

    reader = _opened(whole)
    kept = {}
    for done, tensor in enumerate(reader.tensors, start=1):
        if tensor.name == "token_embd.weight":
            blocks = np.asarray(tensor.data).reshape(len(tensor.data), -1, 2 + _BLOCK)
            kept["scales"] = torch.from_numpy(blocks[..., :2].copy().view(np.float16)[..., 0])
            values = blocks[..., 2:].copy().view(np.int8).reshape(len(blocks), -1)
            kept["values"] = torch.from_numpy(values)
        else:
            weights = dequantize(tensor.data, tensor.tensor_type)
            kept[tensor.name.replace("blk.", "layers.")] = torch.tensor(weights).half()
        if progress is not None:
            progress(done, len(reader.tensors))
    said = _tokenizer(*(reader.fields[f"tokenizer.ggml.{n}"].contents() for n in _VOCABULARY))
    kept["tokenizer"] = torch.from_numpy(np.frombuffer(said.to_str().encode(), np.uint8).copy())
    return kept


def _opened(whole: Path) -> "GGUFReader":
    """A GGUF file, its memory map seen as a plain array: of a vocabulary a million slices are
    taken, and numpy keeps account of each slice of a map, which took two thirds of the time."""
    from gguf import GGUFReader

    class Plain(GGUFReader):
        @property
        def data(self) -> Any:
            return self._data

        @data.setter
        def data(self, mapped: Any) -> None:
            self._data = np.asarray(mapped)

    return Plain(whole)


_VOCABULARY = ("tokens", "scores", "token_type")


def _tokenizer(pieces: list[str], scores: list[float], types: list[int]) -> Tokenizer:
    """Byte pair encoding from pieces and their scores alone: of all ways to join two neighbours
    into a piece, the one of the highest score comes first."""
    place = {piece: n for n, piece in enumerate(pieces)}
    ways = sorted(
        (-scores[n], place[piece[:at]], place[piece[at:]])
        for n, piece in enumerate(pieces)
        if types[n] == _NORMAL
        for at in range(1, len(piece))
        if piece[:at] in place and piece[at:] in place
    )
    merges = [(pieces[first], pieces[second]) for _, first, second in ways]
    tokenizer = Tokenizer(models.BPE(vocab=place, merges=merges, byte_fallback=True))
    tokenizer.normalizer = normalizers.Replace(" ", _SPACE)
    return tokenizer
