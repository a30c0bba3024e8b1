"""Articles in a Chroma server: a real one, started, killed and started again."""

import gc
import json
import os
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from index import Article, ArticleIndex, Library
from index.errors import StoreRefused, StoreUnreachable
from index.server import Server
from index.store import _server
from tests.benchmarks.speed.process import ROOT, surroundings

STORY = "The council met in Paris.\n\nIt approved the budget.\n\nThe mayor resigned on Monday."
# A client of Chroma's that is refused leaves its connection for Python to close.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

_PATIENCE = 60
"""Seconds that a server has to start."""


class Chroma:
    """`chroma run` on a folder and a port of its own; killed and started as a test wishes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        program = Path(sys.executable).with_name("chroma")
        command = [program, "run", "--path", self._folder, "--port", self.port]
        self._process = subprocess.Popen(
            [*map(str, command), "--host", "127.0.0.1"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(f"{self.url}/api/v2/heartbeat")

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


def wait_for(url: str) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            httpx.get(url).raise_for_status()
            return
        except httpx.HTTPError:
            if time.monotonic() > end:
                raise


@pytest.fixture(autouse=True)
def connections_closed() -> Iterator[None]:
    """Chroma's client leaves its connections for Python to close, which Python warns of."""
    yield
    _server.cache_clear()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    server = Chroma(tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def store(chroma: Chroma, monkeypatch: pytest.MonkeyPatch) -> Chroma:
    monkeypatch.setenv("ARTICLE_ASSISTANT_STORE", chroma.url)
    return chroma


def test_the_server_keeps_articles_as_a_folder_does(store: Chroma, home: Path) -> None:
    library = Library()
    article = Article.load(STORY)
    entry = library.add(article)
    assert library.list() == [entry]
    assert library.get(entry.id) == article
    assert not home.exists(), "nothing lies on this machine"
    here = ArticleIndex.build(article, home=home)
    assert (ArticleIndex.build(article).vectors == here.vectors).all()
    assert library.nearest("Who resigned?")[0].article == article
    library.remove(entry.id)
    assert library.list() == []


def test_a_lost_server_is_told_and_what_was_begun_is_finished_when_it_returns(
    store: Chroma, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index import records

    monkeypatch.setattr(records, "PART", 4)
    text = "\n\n".join(f"Sentence number {n} was read." for n in range(40))
    article, library = Article.load(text), Library()
    real = records._packed
    packed: list[int] = []

    def lost_in_the_middle(vectors: records.Vectors) -> str:
        packed.append(len(vectors))
        if len(packed) == 3:
            store.kill()
        return real(vectors)

    monkeypatch.setattr(records, "_packed", lost_in_the_middle)
    with pytest.raises(StoreUnreachable, match="does not answer"):
        library.add(article)
    store.start()
    assert library.list() == [], "of half an article nothing is told"
    assert library.add(article).passages == 40
    assert library.get(article.id) == article
    library.remove(article.id)


def test_a_server_that_was_never_there_is_told_with_what_to_do() -> None:
    server = Server(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(StoreUnreachable, match="Start it"):
        server.read(lambda client: client.heartbeat())


@pytest.mark.parametrize(
    "url", ["chroma", "ftp://host:8000", "http://", "http://[::1", "", "http://h:x"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(StoreRefused, match="not the address"):
        Server(url)


def test_another_tenant_or_database_that_is_not_there_is_told(chroma: Chroma) -> None:
    for server in (
        Server(chroma.url, tenant="nobody"),
        Server(chroma.url, database="nothing"),
    ):
        with pytest.raises(StoreRefused, match="_TENANT and _DATABASE"):
            server.read(lambda client: client.list_collections())


def test_a_server_that_refuses_is_left_no_open_connection(chroma: Chroma) -> None:
    server = Server(chroma.url, tenant="nobody")
    before = connections()
    for _ in range(3):
        with pytest.raises(StoreRefused):
            server.read(lambda client: client.list_collections())
    assert connections() <= before


def connections() -> int:
    """HTTP clients of this process that are open."""
    gc.collect()
    return sum(type(o) is httpx.Client and not o.is_closed for o in gc.get_objects())


def test_token_tenant_and_database_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("TOKEN", "TENANT", "DATABASE"):
        monkeypatch.setenv(f"ARTICLE_ASSISTANT_STORE_{name}", name.lower())
    server = Server.from_environment("https://chroma.example")
    assert (server.token, server.tenant, server.database) == ("token", "tenant", "database")


def test_two_web_processes_share_a_server_that_is_killed_and_returns(
    chroma: Chroma, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        pages = [stack.enter_context(Page(chroma.url, tmp_path / str(n))) for n in range(2)]
        for url in pages:
            assert ask(url)["citations"]
        chroma.kill()
        for url in pages:
            assert ask(url)["citations"], "an article that is open goes on being asked"
        chroma.start()
        for url in pages:
            assert ask(url)["citations"]
    assert not any((tmp_path / str(n)).exists() for n in range(2))


class Page:
    """The web page in a process of its own, its articles in a Chroma server."""

    def __init__(self, store: str, home: Path) -> None:
        self._port = free_port()
        code = f"from tests.benchmarks.speed.users import serve; serve({self._port})"
        self._process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=surroundings(home) | {"ARTICLE_ASSISTANT_STORE": store},
        )

    def __enter__(self) -> str:
        assert self._process.stdout
        assert self._process.stdout.readline() == "ready\n"
        return f"http://127.0.0.1:{self._port}/gradio_api/call/ask"

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=_PATIENCE)


def ask(url: str) -> dict[str, object]:
    asked = httpx.post(url, json={"data": ["who attended?", None]}, timeout=_PATIENCE)
    told = httpx.get(f"{url}/{asked.json()['event_id']}", timeout=_PATIENCE).text
    (answer,) = json.loads(told.split("data: ", 1)[1])
    return dict(answer)


def test_the_command_line_tells_a_lost_server_in_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from assistant.cli import main; main()", "list", "--store",
         f"http://127.0.0.1:{free_port()}"],
        capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "does not answer" in done.stderr
