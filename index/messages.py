"""The catalogue of every sentence that the product says by itself, in `prompts/`."""

import locale
import os
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["ar", "en"]


@cache
def catalogue(name: str) -> dict[str, dict[str, str]]:
    """The sentences of `prompts/<name>.toml`: key -> {"ar": ..., "en": ...}."""
    return tomllib.loads((files("prompts") / f"{name}.toml").read_text(encoding="utf-8"))


def message(name: str, key: str, language: Language, /, **values: object) -> str:
    """One sentence of a catalogue, its placeholders filled.

    Raises KeyError when the catalogue lacks the key or a value: a fault of ours, never the user's.
    """
    return catalogue(name)[key][language].format_map(values)


def language_of_surroundings() -> Language:
    """The language that the user's surroundings ask for: LC_ALL, LANG, else the locale."""
    named = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "ar" if named.startswith("ar") else "en"
