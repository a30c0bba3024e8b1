"""A real HTTP server that speaks a provider's own protocol, to the provider's own client."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.model_server import KEY, answering


@dataclass(frozen=True)
class Provider:
    """How a provider is reached, and how its server writes."""

    extra: str
    package: str
    """What its extra installs."""
    variables: dict[str, str]
    """Environment variables by which it is reached; {address} and {key} stand in the values."""
    lines: Callable[[Iterator[str]], Iterator[str]]
    """The lines of a stream that brings these pieces of text."""

    @property
    def model(self) -> str:
        """The name of a model of it."""
        return f"{self.extra}:test"


def _ollama(pieces: Iterator[str]) -> Iterator[str]:
    for piece in pieces:
        yield _ollama_line(piece, done=False)
    yield _ollama_line("", done=True, done_reason="stop")


def _ollama_line(text: str, **others: Any) -> str:
    message = {"role": "assistant", "content": text}
    return json.dumps({"model": "test", "message": message, **others})


def _anthropic(pieces: Iterator[str]) -> Iterator[str]:
    usage = {"input_tokens": 9, "output_tokens": 9}
    message = {
        "id": "1", "type": "message", "role": "assistant", "model": "test", "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": usage,
    }  # fmt: skip
    yield from _event("message_start", message=message)
    yield from _event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    for piece in pieces:
        delta = {"type": "text_delta", "text": piece}
        yield from _event("content_block_delta", index=0, delta=delta)
    yield from _event("content_block_stop", index=0)
    yield from _event("message_delta", delta={"stop_reason": "end_turn"}, usage=usage)
    yield from _event("message_stop")


def _event(kind: str, **data: Any) -> list[str]:
    return [f"event: {kind}", f"data: {json.dumps({'type': kind, **data})}", ""]


PROVIDERS = (
    Provider("ollama", "langchain_ollama", {"OLLAMA_HOST": "{address}"}, _ollama),
    Provider(
        "anthropic",
        "langchain_anthropic",
        {"ANTHROPIC_BASE_URL": "{address}", "ANTHROPIC_API_KEY": "{key}"},
        _anthropic,
    ),
)


@dataclass
class ProviderServer:
    """Where it is, and what became of it."""

    variables: dict[str, str] = field(default_factory=dict)
    """The environment in which the provider's client finds it."""
    left: threading.Event = field(default_factory=threading.Event)
    """Set once a client has gone while it was writing."""


@contextmanager
def provider_server(
    provider: Provider, pieces: Iterator[str] | None = None
) -> Iterator[ProviderServer]:
    """A server that writes these pieces; without any, it refuses the key and repeats it."""
    served = ProviderServer()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            if pieces is None:
                refusal = json.dumps({"error": {"message": f"no such key: {KEY}"}})
                self._write(401, "application/json", iter([refusal]))
            else:
                self._write(200, "text/event-stream", provider.lines(pieces))

        def _write(self, status: int, kind: str, lines: Iterator[str]) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            try:
                for line in lines:
                    self.wfile.write(f"{line}\n".encode())
            except (BrokenPipeError, ConnectionResetError):
                served.left.set()

    with answering(Handler) as address:
        served.variables |= {
            name: value.format(address=address, key=KEY)
            for name, value in provider.variables.items()
        }
        yield served
