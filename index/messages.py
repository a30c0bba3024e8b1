"""The catalogue of every sentence that the product says by itself, in `prompts/`."""

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
