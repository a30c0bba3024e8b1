"""What the news says in other words is found all the same."""

import re
import tomllib
from importlib.resources import files

import pytest

from index.arabic import normalise, stem
from index.lexical import Lexical
from index.thesaurus import synonyms

CONCEPTS: dict[str, list[str]] = tomllib.loads(
    (files("index") / "weights" / "thesaurus.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("discussed", "بحث"),
        ("ناقش", "بحث"),
        ("هدنة", "truce"),
        ("دام", "استمر"),
        ("ceasefire", "النار"),
    ],
)
def test_one_word_is_known_to_stand_for_the_other(word: str, other: str) -> None:
    found = {stem(synonym) for synonym in synonyms(stem(normalise(word)))}
    assert stem(normalise(other)) in found


def test_an_unknown_word_has_no_synonym() -> None:
    assert not synonyms("zxqv")


def test_each_concept_has_words_of_both_languages_in_their_own_script() -> None:
    for english, arabic in CONCEPTS.values():
        assert re.fullmatch(r"[a-z'_]+(?: [a-z'_]+)*", english), english
        assert re.fullmatch(r"[ء-ي_]+(?: [ء-ي_]+)*", arabic), arabic


def test_a_sentence_is_found_by_a_synonym_of_its_word() -> None:
    lexical = Lexical.build(
        ["وبحث الوزيران التجارة.", "وغادر الوفد العاصمة.", "وزار الوفد المتحف."]
    )
    for question in ("What was discussed?", "ماذا ناقش الرجلان؟"):
        assert lexical.scores(question).bm25.argmax() == 0
        assert lexical.scores(question).bm25[0] > 0
