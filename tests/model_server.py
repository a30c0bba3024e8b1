"""A real HTTP server that speaks the OpenAI protocol, well or badly."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
from langchain_openai import ChatOpenAI

from assistant.models.choosing import LanguageModel

KEY = "sk-secret-0123456789"


@dataclass
class ModelServer:
    """What it answers with, and what it was asked."""

    manners: list[str]
    """How it behaves to each request, the last one for all that follow."""
    text: str = ""
    """What it writes when it behaves."""
    address: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    """Their names in small letters."""
    written: int = 0
    """Pieces that it has sent."""
    left: threading.Event = field(default_factory=threading.Event)
    """Set once a client has gone while it was writing."""

    @property
    def model(self) -> LanguageModel:
        """A chat model that asks this server."""
        chat = ChatOpenAI(
            model="test",
            base_url=f"{self.address}/v1",
            api_key=lambda: KEY,
            max_retries=1,
            http_async_client=httpx.AsyncClient(trust_env=False),
        )
        return LanguageModel("openai:test", chat, lambda text: len(text) // 3, 8192, remote=False)


@contextmanager
def model_server(*manners: str, text: str = "") -> Iterator[ModelServer]:
    """A server that behaves so, on a port of its own."""
    served = ModelServer(list(manners), text)
    with answering(_handler(served)) as served.address:
        yield served


@contextmanager
def answering(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address at which `handler` answers, on a port of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(served: ModelServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            served.asked.append(json.loads(body))
            served.headers.append({k.lower(): v for k, v in self.headers.items()})
            manner = served.manners.pop(0) if len(served.manners) > 1 else served.manners[0]
            getattr(self, f"_{manner}")()

        def _well(self) -> None:
            self._begin()
            for at in range(0, len(served.text), 5):
                self._piece(served.text[at : at + 5])
            self._end("stop")

        def _cut_short(self) -> None:
            self._begin()
            self._piece(served.text)
            self._end("length")

        def _empty(self) -> None:
            self._begin()
            self._end("stop")

        def _endless(self) -> None:
            self._begin()
            while not served.left.is_set():
                self._piece(served.text or ". ")
                time.sleep(0.001)

        def _silent(self) -> None:
            self._begin()
            served.left.wait(30)

        def _waiting(self) -> None:
            """Ping like a server that still reads the prompt, until the client has gone."""
            self._begin()
            while not served.left.is_set():
                self._send(b": still reading\n\n")
                time.sleep(0.01)

        def _malformed(self) -> None:
            self._begin()
            self._send(b'data: {"choices": [{"delta": {"content": \n\n')
            self._end("stop")

        def _misshapen(self) -> None:
            self._begin()
            self._send(b'data: {"choices": "none"}\n\n')
            self._end("stop")

        def _torn(self) -> None:
            self._begin(length=100_000)
            self._piece(served.text)

        def _busy(self) -> None:
            self._refuse(429, {"message": f"slow down, {KEY}", "code": "rate_limit_exceeded"})

        def _broken(self) -> None:
            self._refuse(500, {"message": "out of order"})

        def _unwilling(self) -> None:
            self._refuse(401, {"message": f"Incorrect API key provided: {KEY}"})

        def _overflowing(self) -> None:
            self._refuse(400, {"message": "This exceeds the context size of 512 tokens"})

        def _refuse(self, status: int, error: dict[str, str]) -> None:
            data = json.dumps({"error": error}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.send_header("retry-after-ms", "1")
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(data)
            self.close_connection = True

        def _begin(self, length: int | None = None) -> None:
            self.send_response(200)
            if length is not None:
                self.send_header("Content-Length", str(length))
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True

        def _piece(self, text: str) -> None:
            delta = {"index": 0, "delta": {"role": "assistant", "content": text}}
            self._chunk(delta | {"finish_reason": None})
            served.written += 1

        def _end(self, reason: str) -> None:
            self._chunk({"index": 0, "delta": {}, "finish_reason": reason})
            self._send(b"data: [DONE]\n\n")

        def _chunk(self, choice: dict[str, Any]) -> None:
            chunk = {
                "id": "1", "object": "chat.completion.chunk", "created": 1, "model": "test",
                "choices": [choice],
            }  # fmt: skip
            self._send(f"data: {json.dumps(chunk)}\n\n".encode())

        def _send(self, data: bytes) -> None:
            try:
                self.wfile.write(data)
            except (BrokenPipeError, ConnectionResetError):
                served.left.set()

    return Handler
