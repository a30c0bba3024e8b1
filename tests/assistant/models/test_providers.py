"""Providers with an extra of their own, each through its own client and protocol."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import repeat

import pytest

from assistant import Assistant
from assistant.answer import Replaced
from assistant.models import choosing
from tests.model_server import KEY
from tests.provider_server import PROVIDERS, Provider, ProviderServer, provider_server

QUESTION = "كم استمر الاجتماع؟"
TRUE = "استمر الاجتماع نحو ثلاث ساعات. [1]"

Serve = Callable[[Iterator[str] | None], AbstractContextManager[ProviderServer]]


@pytest.fixture(params=PROVIDERS, ids=lambda provider: provider.extra)
def provider(request: pytest.FixtureRequest) -> Provider:
    """Each of them, where its extra is installed."""
    found: Provider = request.param
    command = f'pip install "article-assistant[{found.extra}]"'
    pytest.importorskip(found.package, reason=command)
    return found


@pytest.fixture
def serve(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Serve such pieces where the provider's client looks for its server."""

    @contextmanager
    def serving(pieces: Iterator[str] | None) -> Iterator[ProviderServer]:
        monkeypatch.setattr(choosing, "_opened", {})
        with provider_server(provider, pieces) as server:
            for name, value in server.variables.items():
                monkeypatch.setenv(name, value)
            yield server

    return serving


def test_what_it_says_is_listened_to(
    provider: Provider, serve: Serve, assistant: Assistant
) -> None:
    with serve(iter(TRUE)):
        answer = assistant.with_model(provider.model).ask(QUESTION)
    assert answer.text == TRUE
    assert answer.model == provider.model


def test_a_key_that_is_refused_is_told_and_stands_nowhere(
    provider: Provider, serve: Serve, assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    with serve(None):
        asking = assistant.with_model(provider.model)
        answer = asking.ask(QUESTION)
    assert answer.replaced is Replaced.REFUSED
    assert answer.text.startswith(assistant.ask(QUESTION).text)
    assert KEY not in repr(answer) + repr(asking) + caplog.text


def test_where_it_comes_to_no_end_the_connection_is_closed(
    provider: Provider, serve: Serve, assistant: Assistant
) -> None:
    with serve(repeat(f"{TRUE} ")) as server:
        answer = assistant.with_model(provider.model).ask(QUESTION)
        assert server.left.wait(30), "the server still writes"
    assert answer.text.count(TRUE) == 1
    assert answer.replaced is Replaced.ENDLESS
