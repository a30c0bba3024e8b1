"""What a question's words find, and what they are worth where the article does not have them."""

import pytest

from index.lexical import Lexical

STORY = [
    "The council met in Paris on Monday.",
    "It approved the budget of the city.",
    "Sara Haddad, a doctor, was elected mayor.",
    "اجتمع مجلس المدينة في باريس.",
]


@pytest.fixture(scope="module")
def lexical() -> Lexical:
    return Lexical.build(STORY)


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("What is Sara Haddad's job?", "What is Sara Haddad?"),
        ("Will the council meet again?", "Will the council meet?"),
        ("من هم المشاركون في المجلس؟", "من في المجلس؟"),
    ],
)
def test_a_word_for_what_is_sought_need_not_be_known(
    lexical: Lexical, question: str, plain: str
) -> None:
    assert lexical.scores(question).known == pytest.approx(lexical.scores(plain).known)


def test_a_word_for_what_is_sought_counts_where_the_article_has_it() -> None:
    jobs = Lexical.build(["The plant cut a thousand jobs.", "Prices rose.", "The mayor resigned."])
    scores = jobs.scores("How many jobs were cut?")
    assert scores.coverage.argmax() == 0
    assert scores.coverage[0] > jobs.scores("How many trees were cut?").coverage[0]


def test_a_thing_that_the_article_does_not_know_counts_as_unknown(lexical: Lexical) -> None:
    assert lexical.scores("What is the price of oil?").known == 0.0
    assert lexical.scores("Did the council buy helicopters?").known < 0.7


def test_a_verb_in_the_dual_meets_the_same_verb_in_another_person() -> None:
    scores = Lexical.build(["قال: سنلتقي قريبا.", "غادر الوفد المدينة."]).scores("هل سيلتقيان؟")
    assert scores.coverage[0] == pytest.approx(1.0)
