"""Many users at once on the real server: the page, asked through its API on this machine."""

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.benchmarks.speed.process import ROOT, command, surroundings
from tests.benchmarks.speed.warm import QUESTIONS

USERS = (1, 4, 16, 64)
_PATIENCE = 60
"""Seconds that a user waits for one answer before it counts as an error."""


@dataclass(frozen=True)
class Load:
    """What so many users at once meet. Each asks its next question when the last is answered."""

    users: int
    seconds: list[float]
    """From question to answer, of each that was answered."""
    errors: int
    elapsed: float
    """Seconds from the first question to the last answer."""

    @property
    def throughput(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.elapsed


def measure(folder: Path, users: Sequence[int], questions: int) -> list[Load]:
    """The server under each number of users; `questions` are shared among them, one at least."""
    with _server(folder / "users") as url:
        asyncio.run(_load(url, 1, len(QUESTIONS)))  # warms the server
        return [asyncio.run(_load(url, each, max(1, questions // each))) for each in users]


def serve(port: int) -> None:
    """Serve the embedded article's page until standard input closes."""
    from assistant import Assistant
    from assistant.web.serve import launch
    from index import Article, ArticleIndex

    page = launch(Assistant(ArticleIndex.build(Article.load("alaska-summit"))), port=port)
    print("ready", flush=True)
    sys.stdin.read()
    page.close()


@contextmanager
def _server(home: Path) -> Iterator[str]:
    """The address of the page, served by another process."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    with subprocess.Popen(
        command(serve, port),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=surroundings(home),
    ) as process:
        assert process.stdin and process.stdout
        if process.stdout.readline() != "ready\n":
            raise RuntimeError("the page did not start")
        yield f"http://127.0.0.1:{port}/gradio_api/call/ask"
        process.communicate(timeout=_PATIENCE)  # closes its input, and so the page


async def _load(url: str, users: int, each: int) -> Load:
    seconds: list[float] = []
    errors = 0

    async def user(number: int) -> None:
        nonlocal errors
        for turn in range(each):
            began = time.perf_counter()
            if await _ask(client, url, QUESTIONS[(number + turn) % len(QUESTIONS)]):
                seconds.append(time.perf_counter() - began)
            else:
                errors += 1

    limits = httpx.Limits(max_connections=2 * users)
    async with httpx.AsyncClient(timeout=_PATIENCE, limits=limits) as client:
        began = time.perf_counter()
        await asyncio.gather(*(user(number) for number in range(users)))
    return Load(users, seconds, errors, time.perf_counter() - began)


async def _ask(client: httpx.AsyncClient, url: str, question: str) -> bool:
    """Whether a question, without history, was answered with a quote."""
    try:
        asked = await client.post(url, json={"data": [question, None]})
        asked.raise_for_status()
        answer = await client.get(f"{url}/{asked.json()['event_id']}")
    except httpx.HTTPError:
        return False
    return "event: complete" in answer.text and '"citations"' in answer.text
