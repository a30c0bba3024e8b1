"""The thesaurus is what was written by hand, by stems, each pair both ways."""

import re
import tomllib

import pytest

from index.arabic import stem, words
from tests.benchmarks.train_lexicon import FUNCTION_STEMS
from tests.benchmarks.write_thesaurus import (
    CONCEPTS,
    ENTRIES,
    SOURCES,
    WEIGHTS,
    pairs_of_entries,
    thesaurus,
    written_pairs,
)

LINES = [line for name in ENTRIES for line in (SOURCES / name).read_text("utf-8").splitlines()]


def test_the_file_is_what_its_sources_give() -> None:
    assert WEIGHTS.read_text("utf-8") == thesaurus(written_pairs())


def test_each_concept_has_words_of_both_languages_in_their_own_script() -> None:
    for english, arabic in tomllib.loads((SOURCES / CONCEPTS).read_text("utf-8")).values():
        assert re.fullmatch(r"[a-z'_]+(?: [a-z'_]+)*", english), english
        assert re.fullmatch(r"[ء-ي_]+(?: [ء-ي_]+)*", arabic), arabic


def test_each_entry_is_a_headword_and_arabic_words() -> None:
    assert len(LINES) > 8000
    for line in LINES:
        assert re.fullmatch(r"[^\W\d_]+: [ء-ي_]+(?: [ء-ي_]+)*", line), line


def test_headwords_stand_in_order_each_once() -> None:
    for name in ENTRIES:
        heads = [line.partition(":")[0] for line in (SOURCES / name).read_text("utf-8").split("\n")]
        assert heads[:-1] == sorted(set(heads[:-1]))


def test_no_headword_is_a_function_word() -> None:
    heads = [words(line.partition(":")[0])[0] for line in LINES]
    assert not [head for head in heads if stem(head) in FUNCTION_STEMS]


@pytest.mark.parametrize(
    ("line", "pairs"),
    [
        ("truce: هدنة", {("truce", "هدنه"), ("هدنه", "truce")}),
        ("truce: وقف_النار", {("truce", "وقف"), ("truce", "النار")}),
    ],
)
def test_a_word_counts_both_ways_and_a_part_of_a_phrase_one_way(
    line: str, pairs: set[tuple[str, str]]
) -> None:
    assert set(pairs_of_entries(line)) == pairs
