"""llama.cpp within this process: it serves a GGUF file to this process alone, on loopback."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
from langchain_core.language_models import BaseChatModel

from assistant.models.weights import COMMAND
from index.errors import ModelError

_CONTEXT = 4096
"""Tokens: our prompts have some hundreds, and every token of the context takes memory."""
_BATCH = 128
"""Tokens read at once: no more are still read after nobody listens any longer."""
_ANSWER = 256
"""Tokens that an answer may have."""
_CACHE_MB = 256
"""Memory for the beginnings of earlier prompts, which then need not be read again."""
_READ_SECONDS = 600
"""Between two pieces of an answer; how long the whole may take is the listener's to say."""
_COUNT_SECONDS = 60
"""For counting tokens, which waits for nothing."""


@dataclass(frozen=True, slots=True)
class Served:
    """A model that answers, and counts its own tokens."""

    chat: BaseChatModel
    count: Callable[[str], int]
    """How many tokens a text has."""
    context: int
    """Tokens that prompt and answer may have together."""
    address: str
    key: str
    """What the server wants as a bearer token."""
    server: object
    """What holds the model's memory; it is served as long as this lives."""


def gguf_file(path: str) -> Path:
    """The model file that the user names. Raises ModelError when there is none."""
    file = Path(path).expanduser()
    if not file.is_file():
        raise ModelError("model_file_missing", file=file)
    return file


@cache
def serve(file: Path) -> Served:
    """Load a GGUF file, once a process.

    The server listens on a free port of the loopback address and wants a key that only this process
    knows. What it is asked goes there directly, whatever proxy the surroundings name.

    Raises ModelError when the packages are missing or llama.cpp cannot read the file.
    """
    if find_spec("xllamacpp") is None or find_spec("langchain_openai") is None:
        raise ModelError("model_missing", name=file.name, command=COMMAND)
    import xllamacpp
    from langchain_openai import ChatOpenAI

    key = secrets.token_hex(16)
    try:
        server = xllamacpp.Server(_parameters(xllamacpp, file, key))
    except (RuntimeError, ValueError) as error:
        raise ModelError("model_file_unreadable", file=file) from error
    address = server.listening_address
    counter = httpx.Client(
        base_url=address,
        headers={"Authorization": f"Bearer {key}"},
        timeout=_COUNT_SECONDS,
        trust_env=False,
    )
    chat = ChatOpenAI(
        model=file.stem,
        base_url=f"{address}/v1",
        api_key=lambda: key,
        temperature=0,
        max_completion_tokens=_ANSWER,
        max_retries=0,
        http_async_client=httpx.AsyncClient(trust_env=False, timeout=_READ_SECONDS),
        http_client=counter,
    )

    def count(text: str) -> int:
        return len(counter.post("/tokenize", json={"content": text}).json()["tokens"])

    return Served(chat, count, _CONTEXT, address, key, server)


def _parameters(xllamacpp: Any, file: Path, key: str) -> Any:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(file)
    parameters.n_ctx = _CONTEXT
    parameters.n_parallel = 1
    parameters.n_batch = parameters.n_ubatch = _BATCH
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = _cores()
    parameters.cache_ram_mib = _CACHE_MB
    parameters.api_keys = [key]
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.ui = False
    parameters.verbosity = 0
    return parameters


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
