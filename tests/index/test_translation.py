"""The lexicon knows the words of the news in both directions, by their stems."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from index.arabic import normalise, stem
from index.translation import paraphrases, translations


@pytest.mark.parametrize(
    ("english", "arabic"),
    [("president", "الرئيس"), ("war", "الحرب"), ("Russia", "روسيا"), ("attended", "حضر")],
)
def test_a_common_word_is_known_both_ways(english: str, arabic: str) -> None:
    e, a = stem(normalise(english)), stem(normalise(arabic))
    assert a in translations(e)
    assert e in translations(a)


@pytest.mark.parametrize("word", ["", "zxqv", "the", "في", "2025"])
def test_an_unknown_word_has_no_translation(word: str) -> None:
    assert not translations(word)


def test_translations_are_probabilities_the_likeliest_first() -> None:
    found = list(translations("leader").values())
    assert found == sorted(found, reverse=True)
    assert 0 < found[-1] <= found[0] <= 1
    assert sum(found) <= 1.02  # each is rounded to two places


def test_threads_that_ask_at_once_get_one_answer() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert len({tuple(found) for found in pool.map(translations, ["war"] * 8)}) == 1


def test_words_of_one_language_meet_by_what_translates_them_both() -> None:
    assert "طفال" in paraphrases(stem("اولاد"))
    assert not paraphrases("zxqv")
    for word in ("president", "الحرب"):
        own = stem(normalise(word))
        assert own not in paraphrases(own)
        assert all(0 < chance <= 1.02 for chance in paraphrases(own).values())
