"""Every sentence that the product says exists in both languages, with the same placeholders."""

import string
from importlib.resources import files

import pytest

from index.messages import catalogue

CATALOGUES = [file.name[:-5] for file in files("prompts").iterdir() if file.name.endswith(".toml")]


def placeholders(text: str) -> set[str | None]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


@pytest.mark.parametrize("name", CATALOGUES)
def test_both_languages_say_the_same(name: str) -> None:
    for key, sentences in catalogue(name).items():
        assert set(sentences) == {"ar", "en"}, key
        assert placeholders(sentences["ar"]) == placeholders(sentences["en"]), key
