"""A name asked for in one script is found in the other, and ordinary words are not names."""

import pytest

from index import lexical
from index.arabic import words
from index.lexical import Lexical
from index.names import same_name


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("Witkoff", "ويتكوف"),
        ("Rubio", "روبيو"),
        ("Elmendorf", "إلمندورف"),
        ("Lavrov", "لافروف"),
        ("Ushakov", "أوشاكوف"),
        ("Zelensky", "زيلينسكي"),
        ("Putin", "بوتين"),
        ("Alaska", "ألاسكا"),
        ("Trump", "ترامب"),
        ("Richardson", "ريتشاردسون"),
        ("Yuri", "يوري"),
        ("Guterres", "غوتيريش"),
        ("Chicago", "شيكاغو"),
        ("Washington", "واشنطن"),
        ("Ahmed", "أحمد"),
    ],
)
def test_a_name_is_recognised_in_the_other_script(latin: str, arabic: str) -> None:
    assert 0.75 <= _score(latin, arabic) <= 1


@pytest.mark.parametrize("arabic", ["وبوتين", "لبوتين", "بُوتين", "بـوتين"])
def test_what_is_written_onto_a_name_does_not_hide_it(arabic: str) -> None:
    assert _score("Putin", arabic) == _score("Putin", "بوتين")


def test_the_article_may_be_part_of_the_arabic_spelling_or_not() -> None:
    assert _score("Kremlin", "الكرملين") == _score("Kremlin", "كرملين") > 0.9


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("Putin", "ترامب"),
        ("Putin", "بيتنا"),
        ("Witkoff", "اتفاق"),
        ("Rubio", "روسيا"),
        ("China", "الصين"),
        ("meeting", "مؤتمر"),
        ("minister", "مستمر"),
    ],
)
def test_other_words_score_nothing(latin: str, arabic: str) -> None:
    assert _score(latin, arabic) == 0


@pytest.mark.parametrize(
    ("latin", "arabic"), [("", "بوتين"), ("putin", ""), ("3", "3"), ("a", "ا")]
)
def test_what_is_no_name_scores_nothing(latin: str, arabic: str) -> None:
    assert same_name(latin, arabic) == 0


def _score(latin: str, arabic: str) -> float:
    (a,), (b,) = words(latin), words(arabic)
    return same_name(a, b)


def test_names_are_looked_for_among_so_many_words_of_an_article_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else one question of many strange words would keep a long article's reader for an hour."""
    monkeypatch.setattr(lexical, "_NAMES_LOOKED_AT", 2)
    found = Lexical.build(["التقى ويتكوف", "كوشنر"])
    assert found.spellings("witkoff")
    assert not found.spellings("kushner")
