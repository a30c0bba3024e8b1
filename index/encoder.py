"""The encoder: sentences in, unit vectors out, always through sentence-transformers.

The default is the Universal Sentence Encoder Multilingual v3, whose weights a Python package
carries, so that nothing is downloaded. Any hub model or local folder replaces it by name.
"""

import os
import threading
from functools import cache, cached_property
from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings

from index.errors import EncoderUnavailable

# Both take seconds to import, and neither listing articles nor telling a mistake needs them.
if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from index.universal_encoder import UniversalSentenceEncoder

DEFAULT = "use-multilingual-v3"


_loading = threading.Lock()


def default_network() -> "UniversalSentenceEncoder":
    """The default encoder's network, loaded once a process, whoever asks for it first."""
    with _loading:
        return _network()


@cache
def _network() -> "UniversalSentenceEncoder":
    from index.universal_encoder import UniversalSentenceEncoder

    return UniversalSentenceEncoder()


class DefaultEmbeddings(Embeddings):
    """LangChain's face of the default encoder, which is loaded when it first embeds."""

    @cached_property
    def _model(self) -> "SentenceTransformer":
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(modules=[default_network()], device="cpu")

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
