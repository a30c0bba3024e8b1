"""Every test has an index folder of its own and no way out of the machine."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

os.environ["ARTICLE_ASSISTANT_HOME"] = tempfile.mkdtemp(prefix="article-assistant-")
os.environ.pop("ARTICLE_ASSISTANT_MODEL", None)
# What holds for any reader is tested with the light one, which reads thousands of articles in no
# time; the tests of the thorough one, and the scripted cases, ask for it.
os.environ["ARTICLE_ASSISTANT_READER"] = "light"

from assistant import Assistant
from assistant.evaluation import pytest_plugin
from assistant.reading.choosing import LIGHT, THOROUGH, VARIABLE
from assistant.reading.thorough.installed import COMMAND, is_installed
from index import Article, ArticleIndex

pytest_plugins = ["pytester"]

# No test judges a time: a slow machine, or a page that needs a process to be read, is no fault.
settings.register_profile("no time is judged", deadline=None)
settings.load_profile("no time is judged")


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(os.environ["ARTICLE_ASSISTANT_HOME"], ignore_errors=True)


def pytest_configure(config: pytest.Config) -> None:
    """Collect the scripted cases also where the project is not installed, only checked out."""
    if not config.pluginmanager.is_registered(pytest_plugin):
        config.pluginmanager.register(pytest_plugin)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Ask the project's scripted cases as a user would: of the thorough reader."""
    scripted = item.path.name == "alaska-summit.qa.yaml"
    if scripted and not is_installed():
        pytest.skip(f"the thorough reader is not installed; run: {COMMAND}")
    os.environ[VARIABLE] = THOROUGH if scripted else LIGHT


@pytest.fixture(autouse=True)
def no_traffic(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Refuse, and fail the test for, any connection beyond this machine."""
    tried: list[Any] = []
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        local = self.family == socket.AF_UNIX or address[0] in ("127.0.0.1", "::1", "localhost")
        if not local:
            tried.append(address)
            raise OSError(f"a test reached out to {address}")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    yield tried
    assert not tried, f"connections beyond this machine: {tried}"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty index folder for a test that looks into it."""
    monkeypatch.setenv("ARTICLE_ASSISTANT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(scope="session")
def article() -> Article:
    """The embedded article."""
    return Article.load("alaska-summit")


@pytest.fixture(scope="session")
def index(article: Article) -> ArticleIndex:
    """The embedded article's real index: real Chroma, real encoder."""
    return ArticleIndex.build(article)


@pytest.fixture(scope="session")
def assistant(index: ArticleIndex) -> Assistant:
    """The default assistant on the embedded article."""
    return Assistant(index)
