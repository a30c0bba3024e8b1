"""A Chroma server, shared by the processes and machines that use it."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlsplit

import chromadb
import httpx
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT, Settings
from chromadb.errors import ChromaAuthError, ChromaError, InternalError, NotFoundError
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

from index.errors import StoreRefused, StoreUnreachable

log = logging.getLogger(__name__)

Result = TypeVar("Result")

_ATTEMPTS = 4
_LONGEST_WAIT = 2.0
"""Seconds between two attempts; all of them take some 4 s where nobody answers."""


@dataclass(frozen=True)
class Server:
    """A Chroma server by its address.

    Args:
        url: http://host:port or https://host.
        token: sent as bearer token and as Chroma's own header; None where none is asked for.
        tenant: Chroma's tenant.
        database: Chroma's database in it.

    Raises StoreRefused: the address is none.
    """

    url: str
    token: str | None = None
    tenant: str = DEFAULT_TENANT
    database: str = DEFAULT_DATABASE

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise StoreRefused("store_address", url=self.url)

    @classmethod
    def from_environment(cls, url: str) -> "Server":
        """The server at `url`, with token, tenant and database from ARTICLE_ASSISTANT_STORE_*."""
        told = {
            name: os.environ.get(f"ARTICLE_ASSISTANT_STORE_{name.upper()}")
            for name in ("token", "tenant", "database")
        }
        return cls(url, **{name: value for name, value in told.items() if value})

    alone_when_writing = False

    def __str__(self) -> str:
        return self.url

    def read(self, work: Callable[[Any], Result], *, search: bool = False) -> Result:  # noqa: ARG002
        """What `work` makes of a client; tried again where the server does not answer.

        Raises:
            StoreUnreachable: it did not answer, several times.
            StoreRefused: it wants another token, tenant or database.
        """
        attempts = Retrying(
            stop=stop_after_attempt(_ATTEMPTS),
            wait=wait_exponential(multiplier=0.3, max=_LONGEST_WAIT),
            retry=retry_if_exception(_may_pass),
            reraise=True,
        )
        try:
            return attempts(lambda: work(self._client))
        except ChromaAuthError as error:
            raise StoreRefused("store_refused", url=self.url, reason=error) from error
        except (httpx.HTTPError, ChromaError, ValueError) as error:
            if _refuses(error):
                raise StoreRefused("store_refused", url=self.url, reason=_brief(error)) from error
            raise StoreUnreachable(
                "store_unreachable", url=self.url, reason=_brief(error)
            ) from error

    def write(self, work: Callable[[Any], Result]) -> Result:
        """The same for `work` that writes: it is idempotent, so a second attempt does no harm."""
        return self.read(work)

    @cached_property
    def _client(self) -> Any:
        parts = urlsplit(self.url)
        secure = parts.scheme == "https"
        headers = (
            {"Authorization": f"Bearer {self.token}", "X-Chroma-Token": self.token}
            if self.token
            else {}
        )
        try:
            return chromadb.HttpClient(
                host=parts.hostname or "",
                port=parts.port or (443 if secure else 8000),
                ssl=secure,
                headers=headers,
                settings=Settings(anonymized_telemetry=False),
                tenant=self.tenant,
                database=self.database,
            )
        finally:  # Chroma would keep the connections also of a client that was refused
            SharedSystemClient.clear_system_cache()


def _may_pass(error: BaseException) -> bool:
    """Whether trying again may help."""
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code >= 500 or error.response.status_code == 429
    if isinstance(error, ValueError):  # Chroma's word for a connection that was refused
        return "connect" in str(error).lower()
    return isinstance(error, httpx.TransportError | InternalError)


def _refuses(error: Exception) -> bool:
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in (401, 403, 404)
    return isinstance(error, NotFoundError) or "tenant" in str(error)


def _brief(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:200] or type(error).__name__
