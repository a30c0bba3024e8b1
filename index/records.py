"""How an article lies in Chroma: a head, and its text and vectors in parts.

A head is one record of the collection "articles-...": what `list` tells, and the mean of the
article's vectors, by which a question to the whole library finds its articles. A part is one record
of "passages-...": a stretch of the text as its document, and beside it the vectors of its passages.

The vectors of single passages are kept beside the text and not in Chroma's graph: the graph is held
in memory whole, one process's graph knows nothing of what another process adds, and fusing needs
every passage of an article and no other. So an article costs the same in a library of any size.

A head says "complete" only once all parts are there, the parts' text must have the article's id for
digest, and its passages must be as many as the vectors: of half an article nothing is ever read.
All writes are idempotent.
"""

import base64
import hashlib
import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from chromadb.errors import NotFoundError
from numpy.typing import NDArray

from index import splitting
from index.article import Article
from index.messages import Language
from index.splitting import Passage

if TYPE_CHECKING:
    from langchain_chroma import Chroma

Vectors = NDArray[np.float32]
Stored = tuple[tuple[Passage, ...], Vectors]

FORMAT = 3
"""Raised whenever records are laid out otherwise. 1 had a record for each passage, and no heads; 2
did not say of how many numbers a vector is."""
PART = 256
"""Passages of a part: of most articles the only one; at most some 1 MB."""
_SYNCED = 100
"""Records after which Chroma writes its graph to the disk. Until then it reads all that came since
anew with every write: of its own 1,000 records with their vectors, 34 MB."""
_ABANDONED = 600
"""Seconds after which an article that another process began to write is taken for left behind."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the library tells of an article that it holds."""

    id: str
    title: str
    date: date | None
    source: str
    language: Language
    passages: int
    """How many passages the article has."""


@dataclass(frozen=True, slots=True)
class Records:
    """The articles that one encoder and one splitter made, in one Chroma.

    Args:
        client: a Chroma client.
        encoder: the encoder's name.
    """

    client: Any
    encoder: str

    def read(self, article: Article) -> Stored | None:
        """An article's passages and vectors when all of it is there, else None."""
        found = self.kept(article.id)
        return None if found is None or found[0].text != article.text else found[1]

    def kept(self, id_: str) -> tuple[Article, Stored] | None:
        """An article as it was kept, with its passages and vectors, when all of it is there."""
        head = self._head(id_)
        whole = head and self._whole(id_, head)
        if not head or not whole:
            return None
        entry = _entry(id_, head)
        text, passages, vectors = whole
        article = Article(id_, entry.title, entry.date, entry.source, entry.language, text)
        return article, (passages, vectors)

    def write(self, article: Article, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Keep an article, in place of whatever was kept of its id or its source."""
        heads, parts = self._writable("articles"), self._writable("passages")
        pieces = list(_parts(article, passages, vectors))
        centre = _centre(vectors)
        head = {
            "title": article.title,
            "date": article.date.isoformat() if article.date else "",
            "source": article.source,
            "language": article.language,
            "passages": len(passages),
            "parts": len(pieces),
            "dimensions": vectors.shape[1],
            "written": int(time.time()),
        }
        heads.upsert(article.id, centre, head | {"complete": False}, article.title)
        for number, (text, own) in enumerate(pieces):
            parts.upsert(
                f"{article.id}:{number}",
                _centre(own),
                {"article": article.id, "number": number, "vectors": _packed(own)},
                text,
            )
        heads.update(article.id, metadatas=head | {"complete": True})
        if article.source != "text":
            for other in heads.get(where={"source": article.source}, include=[])["ids"]:
                if other != article.id:
                    self.remove(other)

    def remove(self, id_: str) -> None:
        """Remove an article; what is not there is left so."""
        heads, parts = self._store("articles"), self._store("passages")
        if heads is None or parts is None:
            return
        self._writable("articles").update(id_, metadatas={"complete": False})
        parts.delete(where={"article": id_})
        heads.delete([id_])

    def clear_abandoned(self, *, alone: bool) -> None:
        """Remove what was begun and not finished; `alone`: no other process can be writing."""
        heads = self._store("articles")
        if heads is None:
            return
        begun = heads.get(where={"complete": False}, include=["metadatas"])
        for id_, head in zip(begun["ids"], begun["metadatas"], strict=True):
            if alone or time.time() - head["written"] > _ABANDONED:
                self.remove(id_)

    def entries(self, **where: str) -> list[Entry]:
        """The complete articles, or those whose field has a value, by title."""
        heads = self._store("articles")
        if heads is None:
            return []
        found = heads.get(where=dict(where) or None, include=["metadatas"])
        told = zip(found["ids"], found["metadatas"], strict=True)
        return sorted(
            (_entry(id_, head) for id_, head in told if head["complete"]),
            key=lambda entry: (entry.title, entry.id),
        )

    def nearest(self, vector: Sequence[float], k: int) -> list[str]:
        """The ids of the `k` articles whose vectors lie nearest on average, nearest first."""
        heads = self._store("articles")
        if heads is None:
            return []
        found = heads.similarity_search_by_vector(list(vector), k=2 * k)
        return [str(d.id) for d in found if d.metadata["complete"]][:k]

    def _head(self, id_: str) -> Mapping[str, Any] | None:
        heads = self._store("articles")
        found = heads.get([id_], include=["metadatas"])["metadatas"] if heads else []
        return found[0] if found and found[0]["complete"] else None

    def _whole(
        self, id_: str, head: Mapping[str, Any]
    ) -> tuple[str, tuple[Passage, ...], Vectors] | None:
        parts = self._store("passages")
        if parts is None:
            return None
        names = [f"{id_}:{number}" for number in range(head["parts"])]
        found = parts.get(names, include=["metadatas", "documents"])
        if len(found["ids"]) != len(names):
            return None
        pieces = sorted(
            zip(found["metadatas"], found["documents"], strict=True), key=lambda p: p[0]["number"]
        )
        text = "".join(document for _, document in pieces)
        if digest(text) != id_:
            return None
        passages = tuple(splitting.SentenceSplitter().passages(text))
        raw = b"".join(base64.b64decode(meta["vectors"]) for meta, _ in pieces)
        vectors = np.frombuffer(raw, dtype=np.float16)
        shape = (len(passages), head["dimensions"])
        if vectors.size != math.prod(shape):
            return None
        return text, passages, vectors.reshape(shape).astype(np.float32)

    def _store(self, kind: str) -> "Chroma | None":
        """One of the two collections, to read; None where it is missing."""
        from langchain_chroma import Chroma  # late: most commands end before they read

        try:
            return Chroma(
                client=self.client,
                collection_name=self._name(kind),
                create_collection_if_not_exists=False,
            )
        except NotFoundError:
            return None

    def _writable(self, kind: str) -> Any:
        """The same as Chroma itself has it, made where missing: LangChain's store would embed anew
        what is given to it with its vectors."""
        return self.client.get_or_create_collection(
            self._name(kind),
            metadata={"encoder": self.encoder, "made_with": self._made_with, "format": FORMAT},
            configuration={
                "hnsw": {"space": "cosine", "sync_threshold": _SYNCED, "batch_size": _SYNCED}
            },
            embedding_function=None,
        )

    def _name(self, kind: str) -> str:
        return f"{kind}-{hashlib.sha256(self._made_with.encode()).hexdigest()[:16]}"

    @property
    def _made_with(self) -> str:
        return f"{self.encoder}|splitter {splitting.VERSION}|format {FORMAT}"


def digest(text: str) -> str:
    """The id of the article of that text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def outdated(client: Any, encoder: str) -> tuple[list[str], list[Article]]:
    """Collections that an older version made with `encoder`, and the articles that they hold."""
    names: list[str] = []
    articles: dict[str, Article] = {}
    for collection in client.list_collections():
        made_with = str((collection.metadata or {}).get("made_with", ""))
        now = f"{encoder}|splitter {splitting.VERSION}|format {FORMAT}"
        if made_with.partition("|")[0] != encoder or made_with == now:
            continue
        names.append(collection.name)
        found = collection.get(include=["metadatas", "documents"])
        if collection.name.startswith("passages"):
            rows = zip(found["metadatas"], found["documents"], strict=True)
            articles |= {a.id: a for a in articles_of(rows)}
    return names, list(articles.values())


def articles_of(rows: Iterable[tuple[Mapping[str, Any], str]]) -> Iterator[Article]:
    """The articles whose parts or, in format 1, passages are all among `rows`.

    What lay between two passages in format 1 was white space of known length; where what it must
    have been does not give the text its id, the article is left out.
    """
    by_article: dict[str, list[tuple[Mapping[str, Any], str]]] = {}
    for metadata, document in rows:
        if "article" in metadata and document:
            by_article.setdefault(str(metadata["article"]), []).append((metadata, document))
    for id_, pieces in by_article.items():
        for text in _texts(pieces):
            if digest(text) == id_:
                yield Article.of_text(text, str(pieces[0][0].get("source", "text")))
                break


def _texts(pieces: list[tuple[Mapping[str, Any], str]]) -> Iterator[str]:
    """What the text may have been."""
    if all("number" in metadata for metadata, _ in pieces):
        yield "".join(document for _, document in sorted(pieces, key=lambda p: p[0]["number"]))
        return
    pieces.sort(key=lambda p: p[0].get("start", 0))
    for single in (" ", "\n"):
        text = ""
        for metadata, document in pieces:
            gap = metadata.get("start", 0) - len(text)
            text += (single if gap == 1 else "\n" * gap) + document
        yield text


def _parts(
    article: Article, passages: Sequence[Passage], vectors: Vectors
) -> Iterator[tuple[str, Vectors]]:
    """The stretches of the text with their vectors; joined they are the whole text."""
    for at in range(0, len(passages), PART):
        end = passages[at + PART].start if at + PART < len(passages) else len(article.text)
        yield article.text[passages[at].start : end], vectors[at : at + PART]


def _entry(id_: str, head: Mapping[str, Any]) -> Entry:
    published = date.fromisoformat(head["date"]) if head["date"] else None
    return Entry(
        id_, head["title"], published, head["source"], head["language"], int(head["passages"])
    )


def _centre(vectors: Vectors) -> list[float]:
    mean = vectors.mean(axis=0)
    centre: list[float] = (mean / max(float(np.linalg.norm(mean)), 1e-6)).tolist()
    return centre


def _packed(vectors: Vectors) -> str:
    return base64.b64encode(vectors.astype(np.float16).tobytes()).decode()
