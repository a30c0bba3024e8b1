"""Where articles are kept: a folder of this machine, or a Chroma server by its address."""

import logging
import os
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from langchain_core.embeddings import Embeddings

from index import splitting
from index.article import Article
from index.errors import IndexUnusable
from index.folder import Folder, rows_of
from index.messages import message
from index.records import Records, Stored, Vectors, articles_of, outdated
from index.server import Server

log = logging.getLogger(__name__)

Place = Folder | Server
Progress = Callable[[int, int], None]
"""Called with the passages done and their total."""

_BATCH = 64


def default_home() -> Path:
    """The folder of the index: ARTICLE_ASSISTANT_HOME, else the user's cache folder."""
    named = os.environ.get("ARTICLE_ASSISTANT_HOME")
    return (
        Path(named).expanduser()
        if named
        else Path(platformdirs.user_cache_dir("article-assistant"))
    )


def place(home: Path | None = None) -> Place:
    """Where to keep: `home`, else the server of ARTICLE_ASSISTANT_STORE, else the default folder.

    Raises StoreRefused: the server's address is none.
    """
    url = os.environ.get("ARTICLE_ASSISTANT_STORE")
    if home is None and url:
        return _server(Server.from_environment(url))
    return Folder(home or default_home())


@lru_cache(maxsize=4)
def _server(server: Server) -> Server:
    """One and the same for the same address, so that its connection is kept."""
    return server


def stored_passages(
    article: Article,
    embeddings: Embeddings,
    encoder: str,
    where: Place,
    progress: Progress | None = None,
) -> Stored:
    """The article's passages and vectors (n, dimensions), from the store or written to it first.

    Raises IndexUnusable, StoreUnreachable or StoreRefused where they cannot be kept.
    """
    stored = where.read(lambda client: Records(client, encoder).read(article))
    if stored is None:
        stored = made = embedded(article, embeddings, progress)
        where.write(lambda client: Records(client, encoder).write(article, *made))
    return stored


def embedded(article: Article, embeddings: Embeddings, progress: Progress | None = None) -> Stored:
    """The article split and embedded; the vectors as precise as they will be kept."""
    passages = tuple(splitting.SentenceSplitter().passages(article.text))
    found: list[list[float]] = []
    for at in range(0, len(passages), _BATCH):
        found += embeddings.embed_documents([p.text for p in passages[at : at + _BATCH]])
        if progress:
            progress(len(found), len(passages))
    vectors: Vectors = np.asarray(found, dtype=np.float16).astype(np.float32)
    return passages, vectors


def in_memory(
    article: Article, embeddings: Embeddings, progress: Progress | None, error: IndexUnusable
) -> Stored:
    """The same where the folder cannot be used; the log tells."""
    log.warning(message("errors", "index_in_memory", "en", **error.values))
    return embedded(article, embeddings, progress)


def tidy(where: Place, embeddings: Embeddings, encoder: str) -> int:
    """Remove what was left half written, and make anew what an older version or damage left.

    Returns how many articles were made anew. Their old records are removed only thereafter.
    """
    where.write(
        lambda client: Records(client, encoder).clear_abandoned(alone=where.alone_when_writing)
    )
    names, articles = where.read(lambda client: outdated(client, encoder))
    for article in articles:
        stored_passages(article, embeddings, encoder, where)
    for name in names:
        where.write(partial(_drop, name))
    if articles:
        log.warning(message("errors", "index_rebuilt", "en", count=len(articles)))
    return len(articles)


def _drop(name: str, client: Any) -> None:
    client.delete_collection(name)


def salvage(where: Folder, embeddings: Embeddings, encoder: str) -> int:
    """Keep again each article that can be read whole of the databases that were set aside there.

    Returns how many. The databases stay as they are.
    """
    found = {
        article.id: article
        for aside in sorted(where.home.glob("chroma.damaged-*/chroma.sqlite3"))
        for article in articles_of(rows_of(aside))
    }
    for article in found.values():
        stored_passages(article, embeddings, encoder, where)
    return len(found)
