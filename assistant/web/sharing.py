"""What keeps a shared page fair: limits for each client, and a line in which questions wait."""

import asyncio
import threading
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from index.errors import LimitReached

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Hosts that only this machine reaches."""
QUESTIONS_A_MINUTE = 30
ARTICLES_AN_HOUR = 30
_UPLOADS_AN_ARTICLE = 4
_MOST_CLIENTS = 10_000


class RateLimit:
    """So many uses by each client in so many seconds, over a sliding window. Thread-safe.

    Args:
        key: the sentence of `prompts/errors.toml` that tells a client that it has to wait.
        uses: how many uses a client has within the window; None for no limit.
        seconds: the window's length.
        clock: seconds that only go forward.
    """

    def __init__(
        self,
        key: str,
        uses: int | None,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._key, self._uses, self._seconds, self._clock = key, uses, seconds, clock
        self._used: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, client: str) -> None:
        """Count one use by `client`. Raises LimitReached, uncounted, when it has none left."""
        self._look(client, uses=1)

    def check(self, client: str) -> None:
        """Raise LimitReached when `client` has no use left; count nothing."""
        self._look(client, uses=0)

    def _look(self, client: str, uses: int) -> None:
        if self._uses is None:
            return
        with self._lock:
            now = self._clock()
            used = self._used.setdefault(client, deque())
            self._used.move_to_end(client)
            while used and used[0] <= now - self._seconds:
                used.popleft()
            if len(used) >= self._uses:
                # Rounded up: a wait of 0 seconds would be none.
                wait = int(used[0] + self._seconds - now) + 1 if used else int(self._seconds)
                raise LimitReached(self._key, seconds=wait, minutes=-(-wait // 60))
            used.extend([now] * uses)
            while len(self._used) > _MOST_CLIENTS:
                self._used.popitem(last=False)


class WaitingLine:
    """First come, first served, `at_once` at a time. For one event loop."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._tickets: list[object] = []
        self._moved = asyncio.Event()

    @contextmanager
    def ticket(self) -> Iterator[AsyncIterator[int]]:
        """A place in the line, given up when the context ends.

        Yields an iterator over how many are still before this one: whenever that changes, until
        its turn has come and the iterator ends.
        """
        ticket = object()
        self._tickets.append(ticket)
        try:
            yield self._ahead(ticket)
        finally:
            self._tickets.remove(ticket)
            self._moved.set()
            self._moved = asyncio.Event()

    async def _ahead(self, ticket: object) -> AsyncIterator[int]:
        while (ahead := self._tickets.index(ticket) + 1 - self._at_once) > 0:
            yield ahead
            await self._moved.wait()


@dataclass(frozen=True, slots=True)
class Limits:
    """What each client may do, by its address."""

    questions: RateLimit
    """For each minute."""
    articles: RateLimit
    """For each hour."""
    uploads: RateLimit
    """For each hour: files that a browser may send, whether or not they become articles."""

    @classmethod
    def of(cls, questions_a_minute: int | None, articles_an_hour: int | None) -> "Limits":
        """Limits of so many; None for no limit."""
        # More than articles, so that a reader meets their limit, which the page tells, first.
        uploads = articles_an_hour and articles_an_hour * _UPLOADS_AN_ARTICLE
        return cls(
            RateLimit("questions_limit", questions_a_minute, 60),
            RateLimit("articles_limit", articles_an_hour, 3600),
            RateLimit("articles_limit", uploads, 3600),
        )

    @classmethod
    def for_host(
        cls, host: str, questions_a_minute: int | None, articles_an_hour: int | None
    ) -> "Limits":
        """The limits named; where none is, none for this machine's own user, and the usual ones
        for a host that others reach."""
        if host in LOOPBACK:
            return cls.of(questions_a_minute, articles_an_hour)
        return cls.of(
            questions_a_minute or QUESTIONS_A_MINUTE, articles_an_hour or ARTICLES_AN_HOUR
        )
