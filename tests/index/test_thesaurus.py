"""What the news says in other words is found all the same."""

import pytest

from index.arabic import normalise, stem
from index.lexical import Lexical
from index.thesaurus import synonyms


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("discussed", "بحث"),
        ("ناقش", "بحث"),
        ("هدنة", "truce"),
        ("دام", "استمر"),
        ("ceasefire", "النار"),
        ("وظيفة", "منصب"),
        ("أخت", "شقيقة"),
        ("occupation", "مهنة"),
    ],
)
def test_one_word_is_known_to_stand_for_the_other(word: str, other: str) -> None:
    assert stem(normalise(other)) in synonyms(stem(normalise(word)))


def test_an_unknown_word_has_no_synonym() -> None:
    assert not synonyms("zxqv")


def test_a_sentence_is_found_by_a_synonym_of_its_word() -> None:
    lexical = Lexical.build(
        ["وبحث الوزيران التجارة.", "وغادر الوفد العاصمة.", "وزار الوفد المتحف."]
    )
    for question in ("What was discussed?", "ماذا ناقش الرجلان؟"):
        assert lexical.scores(question).bm25.argmax() == 0
        assert lexical.scores(question).bm25[0] > 0
