"""A folder of this machine that holds a Chroma, shared by the processes that use it.

Many read at once and one writes at a time. Chroma keeps a graph of the articles in each process's
memory, which another process's writing leaves behind: a mark in the folder tells, and a process
whose graph is behind opens Chroma anew before it writes or searches.
"""

import logging
import os
import re
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import chromadb
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from chromadb.errors import ChromaError
from filelock import FileLock, Timeout

from index.errors import IndexUnusable
from index.messages import message

log = logging.getLogger(__name__)

Result = TypeVar("Result")

_LOCK_SECONDS = 120
_TROUBLE = (ChromaError, sqlite3.DatabaseError, ValueError, RuntimeError, KeyError, TypeError)
# What SQLite says where the disk, not the database, is at fault.
_OF_THE_DISK = re.compile(
    r"full|read-?only|disk I/O|unable to open|locked|permission|space left|"
    r"code: (?:5|8|10|13|14)\b",
    re.I,
)
_clients: dict[Path, tuple[str, Any]] = {}
_opening = threading.RLock()


class Folder:
    """A Chroma in a folder.

    Args:
        folder: the index folder; Chroma lies in its subfolder "chroma".
    """

    alone_when_writing = True
    """No two processes write at once: what is found half written was left behind."""

    def __init__(self, folder: Path) -> None:
        self.home = folder
        self._folder = folder / "chroma"

    def __str__(self) -> str:
        return str(self.home)

    def read(self, work: Callable[[Any], Result], *, search: bool = False) -> Result:
        """What `work` makes of a client; `search`: it asks the graph of the articles.

        Raises IndexUnusable: the folder cannot be used; nothing in it was changed.
        """
        if not (self._folder / "chroma.sqlite3").exists():
            return self.write(work)
        return self._mended(lambda: work(self._client(newest=search)))

    def write(self, work: Callable[[Any], Result]) -> Result:
        """The same for `work` that writes, while no other process does.

        A damaged database is set aside, never deleted, and a new one begun; the log tells.
        Raises IndexUnusable: the folder cannot be written; nothing in it was changed.
        """

        def alone() -> Result:
            with self._locked():
                client = self._client(newest=True)
                self._mark()
                result = work(client)
                self._mark()
                return result

        return self._mended(alone)

    def _mended(self, work: Callable[[], Result]) -> Result:
        try:
            try:
                return work()
            except _TROUBLE as error:
                self._forget()
                if _OF_THE_DISK.search(str(error)) and not self._is_damaged(thorough=True):
                    raise OSError(str(error)) from error
                log.debug("index damaged: %s", error)
                with self._locked():
                    self._set_aside()
                return work()
        except (OSError, Timeout) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise IndexUnusable("index_unusable", folder=self.home, reason=reason) from error
        except _TROUBLE as error:
            raise IndexUnusable("index_unusable", folder=self.home, reason=error) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """A process that dies leaves no lock behind."""
        self.home.mkdir(parents=True, exist_ok=True)
        with FileLock(self.home / "chroma.lock", timeout=_LOCK_SECONDS):
            self._folder.mkdir(exist_ok=True)
            database = self._folder / "chroma.sqlite3"
            for path in (self._folder, database):
                if path.exists() and not os.access(path, os.W_OK):
                    raise PermissionError(13, os.strerror(13))
            yield

    def _client(self, *, newest: bool) -> Any:
        with _opening:
            mark, client = _clients.get(self._folder, ("", None))
            now = self._read_mark()
            database = self._folder / "chroma.sqlite3"
            if client is None or (newest and mark != now) or not database.exists():
                self._forget()
                if self._is_damaged():
                    self._set_aside()
                client = chromadb.PersistentClient(
                    str(self._folder), Settings(anonymized_telemetry=False)
                )
                _clients[self._folder] = (now, client)
            return client

    def _forget(self) -> None:
        with _opening:
            _clients.pop(self._folder, None)
            SharedSystemClient.clear_system_cache()

    def _read_mark(self) -> str:
        path = self.home / "chroma.mark"
        return path.read_text("utf-8") if path.exists() else ""

    def _mark(self) -> None:
        """Before writing and after it: of one who is killed in between, the first tells."""
        mark = secrets.token_hex(8)
        (self.home / "chroma.mark").write_text(mark, "utf-8")
        with _opening:
            _clients[self._folder] = (mark, _clients[self._folder][1])

    def _is_damaged(self, *, thorough: bool = False) -> bool:
        """Whether SQLite finds the database damaged, cut off or another program's.

        The thorough check reads all of it, so it is made only once something failed.
        """
        database = self._folder / "chroma.sqlite3"
        if not database.exists() or database.stat().st_size == 0:
            return False
        try:
            with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:

                def one(query: str) -> Any:
                    return connection.execute(query).fetchone()[0]

                pages = one("PRAGMA page_count")
                whole = pages * one("PRAGMA page_size") <= database.stat().st_size or (
                    database.with_name("chroma.sqlite3-wal").exists()
                )
                tables = one("SELECT count(*) FROM sqlite_master")
                ours = one("SELECT count(*) FROM sqlite_master WHERE name = 'migrations'")
                sound = not thorough or one("PRAGMA quick_check(1)") == "ok"
        except sqlite3.OperationalError as error:
            return not _OF_THE_DISK.search(str(error))
        except sqlite3.DatabaseError:
            return True
        return not (whole and sound and (ours or not tables))

    def _set_aside(self) -> None:
        self._forget()
        number = 1
        while (aside := self._folder.with_name(f"chroma.damaged-{number}")).exists():
            number += 1
        self._folder.rename(aside)
        self._folder.mkdir()
        log.warning(message("errors", "index_set_aside", "en", folder=self._folder, aside=aside))


def rows_of(database: Path) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The records that can still be read of a Chroma database: metadata and document of each."""
    query = (
        "SELECT id, key, coalesce(string_value, int_value, float_value, bool_value) "
        "FROM embedding_metadata ORDER BY id"
    )
    at: int | None = None
    record: dict[str, Any] = {}
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            for id_, key, value in connection.execute(query):
                if id_ != at and record:
                    yield record, record.pop("chroma:document", "")
                    record = {}
                at = id_
                record[key] = value
            if record:
                yield record, record.pop("chroma:document", "")
    except sqlite3.DatabaseError as error:
        log.debug("no more can be read of %s: %s", database, error)
