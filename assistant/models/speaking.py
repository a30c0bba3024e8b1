"""A model's words as they come, within a time limit, and the way to stop them.

All models speak on one event loop in a thread of its own, whoever asks, from a thread or from a
loop: a request waits in `await` alone, so that cancelling it closes the connection at once, and
with it the generation on the server.
"""

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from concurrent.futures import Future
from importlib import import_module
from typing import Any, Self, TypeVar

from langchain_core.exceptions import LangChainException
from langchain_core.messages import BaseMessage
from langsmith import tracing_context

from assistant.answer import Replaced
from assistant.models.choosing import LanguageModel

SECONDS = 120.0
"""Time that a model may take for one answer, waiting for its turn included."""
CHARACTERS = 1500
"""An answer of one or two sentences that grows longer than this is not coming to an end."""

_CUT = frozenset({"length", "max_tokens", "MAX_TOKENS"})
"""What providers call the end of a text that reached the most tokens allowed."""
_TOO_LONG = re.compile(r"context|too long|too many tokens|maximum.{0,20}tokens", re.I)

_STATUS = {
    408: Replaced.TIMEOUT,
    429: Replaced.RATE_LIMITED,
    504: Replaced.TIMEOUT,
}
"""What an HTTP status means; others of 400 and more: refused, of 500 and more: unreachable."""
_KINDS = (
    (re.compile("Timeout"), Replaced.TIMEOUT),
    (re.compile("Connect(?:ion)?Error|RemoteProtocolError|ReadError"), Replaced.UNREACHABLE),
)

# What the adapters of a stream let out when it is not what they expect: the parsers' errors and
# those of reaching into data of another shape.
_OUT_OF_SHAPE = (
    OSError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RuntimeError,
    LangChainException,
)
# The providers' own families, which share no base class.
_FAMILIES = (
    ("httpx", "HTTPError"),
    ("openai", "OpenAIError"),
    ("anthropic", "AnthropicError"),
    ("google.genai.errors", "APIError"),
    ("langchain_google_genai.chat_models", "ChatGoogleGenerativeAIError"),
    ("ollama", "ResponseError"),
    ("groq", "GroqError"),
    ("botocore.exceptions", "BotoCoreError"),
    ("botocore.exceptions", "ClientError"),
    ("aiohttp", "ClientError"),
)


class SpeechFailed(Exception):
    """A model did not come to write, or not to an end. Nothing of the server's words is kept."""

    def __init__(self, reason: Replaced) -> None:
        self.reason = reason
        super().__init__(reason)


class Speech:
    """What a model says to some messages, piece by piece; iterate it once, in either way.

    Leaving the `with` block, or `close`, stops the generation on the server, from any thread.

    Args:
        model: who speaks.
        messages: what it is told.
        seconds: the time limit for the whole; SECONDS when None.

    Iterating raises SpeechFailed.
    """

    def __init__(
        self,
        model: LanguageModel,
        messages: Sequence[BaseMessage],
        seconds: float | None = None,
    ) -> None:
        self._pieces: asyncio.Queue[str | SpeechFailed | None] = asyncio.Queue()
        self._task = _start(_speak(model, list(messages), seconds or SECONDS, self._pieces))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop it; does nothing when it is over."""
        self._task.cancel()
        _loops[0].call_soon_threadsafe(self._pieces.put_nowait, None)  # whoever waits goes on

    def __iter__(self) -> Iterator[str]:
        while (piece := _start(self._pieces.get()).result()) is not None:
            yield _said(piece)

    async def __aiter__(self) -> AsyncIterator[str]:
        while (piece := await asyncio.wrap_future(_start(self._pieces.get()))) is not None:
            yield _said(piece)


def _said(piece: str | SpeechFailed) -> str:
    if isinstance(piece, SpeechFailed):
        raise piece
    return piece


async def _speak(
    model: LanguageModel,
    messages: list[BaseMessage],
    seconds: float,
    pieces: asyncio.Queue[str | SpeechFailed | None],
) -> None:
    """Put every piece, then what it failed by or None, into `pieces`."""
    written = 0
    last: str | SpeechFailed | None = None
    try:
        with tracing_context(enabled=False):
            async with asyncio.timeout(seconds):
                async for chunk in model.chat.astream(messages):
                    # Of a piece without end, too, no more is taken than of an answer.
                    pieces.put_nowait(chunk.text[: CHARACTERS - written])
                    written += len(chunk.text)
                    if written > CHARACTERS or _was_cut(chunk.response_metadata):
                        raise SpeechFailed(Replaced.ENDLESS)
        if not written:
            raise SpeechFailed(Replaced.EMPTY)
    except SpeechFailed as failed:
        last = failed
    except _failures() as error:
        last = SpeechFailed(reason_of(error))
    finally:
        pieces.put_nowait(last)


def _was_cut(metadata: dict[str, Any]) -> bool:
    ends = (metadata.get(key) for key in ("finish_reason", "stop_reason", "done_reason"))
    return any(end in _CUT for end in ends if isinstance(end, str))


def _failures() -> tuple[type[Exception], ...]:
    """The exceptions by which a model fails, of the providers that are installed."""
    found: list[type[Exception]] = list(_OUT_OF_SHAPE)
    for module, name in _FAMILIES:
        try:
            found.append(getattr(import_module(module), name))
        except ImportError:
            continue
    return tuple(found)


def reason_of(error: BaseException) -> Replaced:
    """What a provider's exception means, told by its kind, its status and those of its causes."""
    for each in _causes(error):
        status = _status(each)
        if status in (400, 413, 422) and _TOO_LONG.search(str(each)):
            return Replaced.CONTEXT
        if status is not None and status >= 400:
            return _STATUS.get(status, Replaced.UNREACHABLE if status >= 500 else Replaced.REFUSED)
    kinds = " ".join(kind.__name__ for each in _causes(error) for kind in type(each).__mro__)
    known = (reason for pattern, reason in _KINDS if pattern.search(kinds))
    return next(known, Replaced.MALFORMED)


def _causes(error: BaseException) -> Iterator[BaseException]:
    at: BaseException | None = error
    while at is not None:
        yield at
        at = at.__cause__ or at.__context__


def _status(error: BaseException) -> int | None:
    found = getattr(error, "status_code", None) or getattr(error, "code", None)
    return found if isinstance(found, int) else None


_Result = TypeVar("_Result")
_starting = threading.Lock()
_loops: list[asyncio.AbstractEventLoop] = []


def _start(work: Coroutine[Any, Any, _Result]) -> "Future[_Result]":
    """Run `work` on the models' loop."""
    with _starting:
        if not _loops:
            _loops.append(asyncio.new_event_loop())
            threading.Thread(target=_loops[0].run_forever, name="models", daemon=True).start()
    return asyncio.run_coroutine_threadsafe(work, _loops[0])
