"""The index as LangChain knows it."""

from dataclasses import fields

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from index.article_index import ArticleIndex, Hit
from index.splitting import Passage

_SIGNALS = tuple(field.name for field in fields(Hit) if field.name != "passage")


class PassageRetriever(BaseRetriever):
    """Hybrid retrieval of passages, best first.

    A document's metadata holds its source, its offsets `start` and `end` in the article's text, and
    every field of its `Hit` but the passage.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: ArticleIndex
    k: int = Field(default=5, ge=1, description="How many passages to return at most.")

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - the base class's signature
    ) -> list[Document]:
        return [self._document(hit) for hit in self.index.search(query, self.k)]

    def _document(self, hit: Hit) -> Document:
        signals = {name: getattr(hit, name) for name in _SIGNALS}
        place = {
            "source": self.index.article.source,
            "start": hit.passage.start,
            "end": hit.passage.end,
        }
        return Document(page_content=hit.passage.text, metadata=place | signals)


def as_hit(document: Document) -> Hit:
    """The hit that a `PassageRetriever` made a document of."""
    signals = dict(document.metadata)
    start, end = signals.pop("start"), signals.pop("end")
    signals.pop("source")
    return Hit(passage=Passage(document.page_content, start, end), **signals)
