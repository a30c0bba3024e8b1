"""An article made ready to be asked: its passages, their vectors and their words."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from index.article import Article
from index.encoder import DEFAULT, load_encoder
from index.errors import IndexUnusable
from index.lexical import Lexical
from index.records import Vectors
from index.splitting import Passage
from index.store import Progress, in_memory, place, stored_passages

if TYPE_CHECKING:
    from index.retriever import PassageRetriever

LEXICAL_WEIGHT = 0.7
"""BM25's share beside the cosine's 1, both as z-scores: measured on XQuAD (README, "Figures")."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question, with the signals that found it."""

    passage: Passage
    score: float
    """How well it matches among the article's passages, in [0, 1]."""
    number: int
    """The passage's place in the article, from 0."""
    dense: float
    """The cosine's z-score among the article's passages."""
    lexical: float
    """BM25's z-score likewise, damped where hardly a word of the question matched anywhere."""
    cosine: float
    """Cosine of question and passage, in [-1, 1]."""
    coverage: float
    """Share in [0, 1] of the question's words, weighed by rarity, that the passage holds."""
    known: float
    """Share in [0, 1] of the question's words, so weighed, that the article holds at all."""


@dataclass(frozen=True, eq=False)
class ArticleIndex:
    """An article's passages with what is needed to search them. Immutable; safe across threads.

    The vectors lie in Chroma and are held in memory once opened: fusing needs every passage's
    score, and an exact product over one article's passages is quicker than any index.
    """

    article: Article
    passages: tuple[Passage, ...]
    vectors: Vectors
    embeddings: Embeddings
    begins: tuple[int, ...] = (0,)
    """The numbers of the passages with which the articles begin that are read as one."""

    @cached_property
    def lexical(self) -> Lexical:
        """The article's words, gathered when they are first looked up."""
        return Lexical.build([passage.text for passage in self.passages])

    @classmethod
    def build(
        cls,
        article: Article,
        *,
        encoder: str = DEFAULT,
        home: Path | None = None,
        progress: Progress | None = None,
    ) -> "ArticleIndex":
        """Split, embed and store an article; what is stored already is reopened.

        Args:
            article: the article.
            encoder: the default encoder's name, a hub model's name or a local folder.
            home: the folder to keep the index in; by default the server of ARTICLE_ASSISTANT_STORE,
                the folder of ARTICLE_ASSISTANT_HOME or the user's cache, the first that is there.
            progress: called with the passages embedded so far and their total.

        Raises:
            EncoderUnavailable: the encoder cannot be loaded.
            StoreUnreachable: the server does not answer.
            StoreRefused: the server's address is none, or it wants another token.

        Where the folder cannot be used, the index lives in memory, and the log tells.
        """
        where, embeddings = place(home), load_encoder(encoder)
        try:
            stored = stored_passages(article, embeddings, encoder, where, progress)
        except IndexUnusable as error:
            stored = in_memory(article, embeddings, progress, error)
        return cls(article, *stored, embeddings)

    def search(self, question: str, k: int = 5) -> list[Hit]:
        """The `k` passages that match `question` best, best first; fewer when there are fewer.

        The cosine and BM25 are fused as z-scores, BM25 only as far as any word matched.
        """
        vector = np.asarray(self.embeddings.embed_query(question), dtype=np.float32)
        cosine = (self.vectors @ vector).astype(np.float64)
        words = self.lexical.scores(question)
        reach = min(1.0, 2 * float(words.coverage.max(initial=0.0)))
        dense, lexical = _z_scores(cosine), reach * _z_scores(words.bm25)
        fused = dense + LEXICAL_WEIGHT * lexical
        score = 1 / (1 + np.exp(-fused))
        return [
            Hit(
                passage=self.passages[n],
                score=float(score[n]),
                number=int(n),
                dense=float(dense[n]),
                lexical=float(lexical[n]),
                cosine=float(cosine[n]),
                coverage=float(words.coverage[n]),
                known=words.known,
            )
            for n in np.argsort(-fused, kind="stable")[: max(k, 0)]
        ]

    def as_retriever(self, k: int = 5) -> "PassageRetriever":
        """This index as a LangChain retriever."""
        from index.retriever import PassageRetriever

        return PassageRetriever(index=self, k=k)


def _z_scores(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """`values` with mean 0 and deviation 1; all 0 where they do not differ."""
    deviation = values.std()
    centred: NDArray[np.float64] = values - values.mean()
    return centred / deviation if deviation > 1e-9 else np.zeros_like(centred)
