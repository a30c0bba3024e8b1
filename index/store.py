"""Keeping passages and their vectors in a Chroma collection that outlives the process.

One collection holds the passages of every article under one encoder and one splitter: the two are
in its name, so a change of either starts a fresh one. A record carries how many passages its
article has; an article with fewer records was interrupted and is written again.
"""

import hashlib
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
import platformdirs
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from chromadb.errors import ChromaError
from filelock import FileLock, Timeout
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from index import splitting
from index.article import Article
from index.errors import IndexUnusable
from index.messages import message
from index.splitting import Passage

log = logging.getLogger(__name__)

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Called with the passages done and their total."""

_BATCH = 64
_DAMAGE = (ChromaError, sqlite3.DatabaseError, ValueError, RuntimeError, KeyError, TypeError)
_LOCK_SECONDS = 120


def default_home() -> Path:
    """The folder of the index: ARTICLE_ASSISTANT_HOME, else the user's cache folder."""
    named = os.environ.get("ARTICLE_ASSISTANT_HOME")
    return (
        Path(named).expanduser()
        if named
        else Path(platformdirs.user_cache_dir("article-assistant"))
    )


def stored_passages(
    article: Article,
    embeddings: Embeddings,
    encoder: str,
    home: Path | None = None,
    progress: Progress | None = None,
) -> tuple[tuple[Passage, ...], Vectors]:
    """The article's passages and vectors (n, dimensions), from the store or written to it first.

    A damaged index is set aside, never deleted, and made anew; where the folder cannot be written
    the index lives in memory. Both are told in the log. Raises IndexUnusable when neither helps.
    """
    folder = (home or default_home()) / "chroma"
    try:
        with _locked(folder):
            _check(folder)
            try:
                return _read_or_write(_client(folder), article, embeddings, encoder, progress)
            except _DAMAGE as error:
                log.debug("index damaged: %s", error)
                if not _is_writable(folder):
                    raise PermissionError(13, os.strerror(13)) from error
                _set_aside(folder)
                return _read_or_write(_client(folder), article, embeddings, encoder, progress)
    except (OSError, Timeout) as error:
        reason = getattr(error, "strerror", None) or str(error)
        log.warning(message("errors", "index_in_memory", "en", folder=folder, reason=reason))
        client = chromadb.EphemeralClient(_settings())
        return _read_or_write(client, article, embeddings, encoder, progress)
    except _DAMAGE as error:
        raise IndexUnusable("index_unusable", folder=folder, reason=error) from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One process at a time writes or mends; a process that dies leaves no lock behind."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / "chroma.lock", timeout=_LOCK_SECONDS):
        folder.mkdir(exist_ok=True)
        if not _is_writable(folder):
            raise PermissionError(13, os.strerror(13))
        yield


def _is_writable(folder: Path) -> bool:
    database = folder / "chroma.sqlite3"
    return os.access(folder, os.W_OK) and (not database.exists() or os.access(database, os.W_OK))


def _check(folder: Path) -> None:
    """Set a database aside that SQLite itself finds damaged, before Chroma opens it."""
    database = folder / "chroma.sqlite3"
    if not database.exists():
        return
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            sound = connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        connection.close()
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        _set_aside(folder)


def _set_aside(folder: Path) -> None:
    SharedSystemClient.clear_system_cache()
    number = 1
    while (aside := folder.with_name(f"chroma.damaged-{number}")).exists():
        number += 1
    folder.rename(aside)
    folder.mkdir()
    log.warning(message("errors", "index_set_aside", "en", folder=folder, aside=aside))


def _settings() -> Settings:
    return Settings(anonymized_telemetry=False)


def _client(folder: Path) -> Any:
    return chromadb.PersistentClient(str(folder), _settings())


def _read_or_write(
    client: Any,
    article: Article,
    embeddings: Embeddings,
    encoder: str,
    progress: Progress | None,
) -> tuple[tuple[Passage, ...], Vectors]:
    made_with = f"{encoder}|splitter {splitting.VERSION}"
    store = Chroma(
        client=client,
        collection_name="passages-" + hashlib.sha256(made_with.encode()).hexdigest()[:16],
        embedding_function=embeddings,
        collection_metadata={"made_with": made_with},
        collection_configuration={"hnsw": {"space": "cosine"}},
    )
    stored = _read(store, article)
    if stored is None:
        _write(store, article, splitting.SentenceSplitter().passages(article.text), progress)
        stored = _read(store, article)
    if stored is None:
        raise RuntimeError("what was written cannot be read again")
    return stored


def _read(store: Chroma, article: Article) -> tuple[tuple[Passage, ...], Vectors] | None:
    """The article's records when all are there and quote it truly, else None."""
    found = store.get(where={"article": article.id}, include=["metadatas", "embeddings"])
    records = sorted(
        zip(found["metadatas"], found["embeddings"], strict=True), key=lambda r: r[0]["start"]
    )
    if not records or len(records) != records[0][0]["count"]:
        return None
    passages = tuple(
        Passage(article.text[meta["start"] : meta["end"]], meta["start"], meta["end"])
        for meta, _ in records
    )
    if list(passages) != splitting.SentenceSplitter().passages(article.text):
        return None
    return passages, np.asarray([vector for _, vector in records], dtype=np.float32)


def _write(
    store: Chroma, article: Article, passages: Sequence[Passage], progress: Progress | None
) -> None:
    """Replace whatever the store holds of this article's id or source."""
    same: list[dict[str, Any]] = [{"article": article.id}]
    if article.source != "text":
        same.append({"source": article.source})
    for where in same:
        if old := store.get(where=where, include=[])["ids"]:
            store.delete(ids=old)
    for at in range(0, len(passages), _BATCH):
        batch = passages[at : at + _BATCH]
        store.add_texts(
            [passage.text for passage in batch],
            [
                {
                    "article": article.id,
                    "source": article.source,
                    "start": passage.start,
                    "end": passage.end,
                    "count": len(passages),
                }
                for passage in batch
            ],
            [f"{article.id}:{at + n}" for n in range(len(batch))],
        )
        if progress:
            progress(at + len(batch), len(passages))
