"""From a name to a chat model: `local`, `gguf:PATH`, or any `provider:model` of LangChain."""

import ipaddress
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

EXTRACTIVE = "extractive"
"""The default answerer, which is no language model: exact quotes."""
LOCAL = "local"
"""The language model that comes in packages and runs in this process."""
GGUF = "gguf"
"""Prefix of the path of any other model file that llama.cpp reads."""
VARIABLE = "ARTICLE_ASSISTANT_MODEL"
"""The environment variable that names the answerer where nothing else does."""

_CONTEXT = 8192
"""Tokens that a model is taken to hold where nothing tells."""
_RETRIES = 2


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A chat model with what must be known to use it well."""

    name: str
    """As the user chose it."""
    chat: "BaseChatModel"
    count: Callable[[str], int]
    """How many tokens a text has: its own count where the model tells, else more rather than less.
    """
    context: int
    """Tokens that prompt and answer may have together."""
    remote: bool
    """Whether what it is given leaves the machine."""


@dataclass(frozen=True, slots=True)
class _Provider:
    """What is known about a provider beyond LangChain's own list."""

    package: str
    """The module of its integration."""
    extra: str
    """The extra of this project that installs it."""
    keys: tuple[str, ...] = ()
    """Environment variables that hold its key, any of which will do."""
    addresses: tuple[str, ...] = ()
    """Environment variables that name another server."""
    near: bool = False
    """Whether its server runs on this machine unless another is named."""


_PROVIDERS = {
    "openai": _Provider(
        "langchain_openai", "openai", ("OPENAI_API_KEY",), ("OPENAI_API_BASE", "OPENAI_BASE_URL")
    ),
    "anthropic": _Provider(
        "langchain_anthropic",
        "anthropic",
        ("ANTHROPIC_API_KEY",),
        ("ANTHROPIC_API_URL", "ANTHROPIC_BASE_URL"),
    ),
    "google_genai": _Provider(
        "langchain_google_genai", "google", ("GOOGLE_API_KEY", "GEMINI_API_KEY")
    ),
    "ollama": _Provider("langchain_ollama", "ollama", (), ("OLLAMA_HOST",), near=True),
}


def chosen_name(model: str | None = None) -> str:
    """The answerer's name: `model`, else ARTICLE_ASSISTANT_MODEL, else "extractive"."""
    return model or os.environ.get(VARIABLE) or EXTRACTIVE


def public_name(name: str) -> str:
    """What others are told of an answerer's name: of a file, not in which folder it lies.

    Example:
        >>> public_name("gguf:/home/me/qwen.gguf"), public_name("ollama:qwen3")
        ('gguf:qwen.gguf', 'ollama:qwen3')
    """
    provider, _, path = name.partition(":")
    return f"{GGUF}:{PurePath(path).name}" if provider == GGUF else name


def is_remote(model: str | None = None) -> bool:
    """Whether the article's passages leave this machine when that model is asked.

    Args:
        model: an answerer's name; the one that `chosen_name` gives when None.

    Example:
        >>> is_remote("extractive"), is_remote("local"), is_remote("anthropic:claude-x")
        (False, False, True)
    """
    name = chosen_name(model)
    provider, _, _ = name.partition(":")
    if name in (EXTRACTIVE, LOCAL) or provider == GGUF:
        return False
    known = _PROVIDERS.get(provider)
    address = _address(known)
    if address is None:
        return known is None or not known.near
    return not _is_this_machine(address)


def check_name(model: str | None = None) -> str:
    """The answerer's name, if there can be such a one; nothing is loaded. Raises ModelError."""
    name = chosen_name(model)
    provider, mark, rest = name.partition(":")
    if name not in (EXTRACTIVE, LOCAL) and not (mark and provider and rest):
        known = f"{EXTRACTIVE}, {LOCAL}, {GGUF}:PATH, PROVIDER:MODEL"
        raise ModelError("model_unknown", name=name, known=known)
    return name


_opening = threading.Lock()
_opened: dict[str, LanguageModel] = {}


def is_open(name: str) -> bool:
    """Whether an answerer speaks at once: a model within this process has to be loaded first."""
    return name == EXTRACTIVE or name in _opened


def open_model(name: str) -> LanguageModel:
    """The language model of that name, made ready once a process. Nothing is sent to it yet.

    Raises ModelError when it is not installed, not known, lacks its key or cannot be read.
    """
    if name not in _opened:
        with _opening:  # two threads at once would both load a gigabyte
            if name not in _opened:
                _opened[name] = _made_ready(name)
    return _opened[name]


def _made_ready(name: str) -> LanguageModel:
    provider, _, rest = check_name(name).partition(":")
    if name == LOCAL or provider == GGUF:
        return _on_this_machine(name, rest)
    return _of_provider(name, provider, rest)


def _on_this_machine(name: str, path: str) -> LanguageModel:
    from assistant.models import serving
    from assistant.models.weights import local_weights

    served = serving.serve(serving.gguf_file(path) if path else local_weights())
    return LanguageModel(name, served.chat, served.count, served.context, remote=False)


def _of_provider(name: str, provider: str, model: str) -> LanguageModel:
    from langchain.chat_models import init_chat_model

    known = _PROVIDERS.get(provider)
    if known is not None and find_spec(known.package) is None:
        _raise_not_installed(name, f"article-assistant[{known.extra}]")
    try:
        chat = init_chat_model(model, model_provider=provider, **_settings(name, known))
    except ImportError as error:
        # LangChain names the package of a provider that it knows and we do not.
        _raise_not_installed(name, f"langchain-{provider.replace('_', '-')}", error)
    except (ValueError, TypeError) as error:  # no such provider, or settings that it does not take
        raise ModelError("model_unusable", name=name) from error
    profile: Any = chat.profile or {}
    context = int(profile.get("max_input_tokens") or _CONTEXT)
    return LanguageModel(name, chat, _at_most, context, is_remote(name))


def _raise_not_installed(name: str, package: str, cause: Exception | None = None) -> None:
    command = f'pip install "{package}"'
    raise ModelError("model_missing", name=name, command=command) from cause


def _settings(name: str, known: _Provider | None) -> dict[str, Any]:
    """What a provider's chat model is made with. Raises ModelError where a key is wanted."""
    if known is None:
        return {}
    settings: dict[str, Any] = {}
    address = _address(known)
    if address is not None:
        settings["base_url"] = address
    if address is not None or known.near:
        settings["temperature"] = 0  # a server of one's own: sampling would only invent
    if not known.near:
        settings["max_retries"] = _RETRIES
    if known.keys and not any(os.environ.get(key) for key in known.keys):
        if address is None:
            raise ModelError("model_key", name=name, variable=known.keys[0])
        settings["api_key"] = "none"  # such servers seldom want one, their clients always
    return settings


def _address(known: _Provider | None) -> str | None:
    """The server that the environment names for a provider."""
    named = [os.environ[v] for v in known.addresses if os.environ.get(v)] if known else []
    if not named:
        return None
    return named[0] if "://" in named[0] else f"http://{named[0]}"


def _is_this_machine(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
        if host == "localhost":
            return True
        found = ipaddress.ip_address(host)
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified


def _at_most(text: str) -> int:
    """An upper bound of a text's tokens: two bytes a token, one Arabic letter."""
    return len(text.encode()) // 2 + 1
