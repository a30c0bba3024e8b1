"""Any question is parsed or refused, and any that is parsed is searched for and read."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant import Assistant
from assistant.question import LIMIT, Kind, Question, looks_ahead, offers
from index.errors import QuestionError

ANYTHING = st.text(st.characters(), max_size=60) | st.none() | st.integers() | st.binary()


@given(ANYTHING)
@example("\ud800 who?")
@example("who\x00?")
@example("\u202e?ohw")
@example("ﷺ" * LIMIT)
def test_anything_is_a_question_in_one_line_or_refused(asked: object) -> None:
    try:
        question = Question.parse(asked)
    except QuestionError as error:
        assert error.text("ar") != error.text("en")
    else:
        assert "\n" not in question.text
        assert len(question.text) <= LIMIT
        question.text.encode("utf-8")


def test_a_question_without_end_is_refused_by_its_length() -> None:
    with pytest.raises(QuestionError, match="2000"):
        Question.parse("\x00" * 50_000_000)


@pytest.mark.parametrize("unit", ["a", "م", "و", "1", "1,", "ﷺ", "who "])
def test_a_question_of_one_thing_repeated_is_answered(assistant: Assistant, unit: str) -> None:
    answer = assistant.ask(f"x {unit * LIMIT}"[:LIMIT])
    assert answer.abstained or answer.citations


@pytest.mark.parametrize(
    ("text", "kind", "further"),
    [
        ("Will they meet again, and where?", Kind.YES_NO, Kind.PLACE),
        ("هل سيلتقيان مرة أخرى؟ وأين؟", Kind.YES_NO, Kind.PLACE),
        ("Who came, and when?", Kind.PERSONS, Kind.TIME),
        ("Where will they meet?", Kind.PLACE, None),
    ],
)
def test_a_question_of_two_parts_asks_for_what_each_asks(
    text: str, kind: Kind, further: Kind | None
) -> None:
    question = Question.parse(text)
    assert (question.kind, question.further) == (kind, further)


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("وستعقد الجولة المقبلة في موسكو.", 1.0),
        ("وسيلتقيان بالقاهرة.", 1.0),
        ("The next round will be held in Geneva.", 1.0),
        ("وقال ذلك في مستهل الجلسة.", 0.25),
        ("موسكو ترفض.", 0.0),
    ],
)
def test_a_sentence_offers_a_place_by_its_name(sentence: str, place: float) -> None:
    assert offers(sentence)[Kind.PLACE] == place


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("Will they meet again?", True),
        ("متى ستعقد الجولة المقبلة؟", True),
        ('وقال: "سنلتقي قريبا".', True),
        ("وسيلتقي الوفدان في جنيف.", True),
        ("When did they meet?", False),
        ("عمل سنوات في السياسة قبل أن يشتري سيارة في ستوكهولم.", False),
        ("وانتهى اجتماع سيرغي وستيف.", False),
    ],
)
def test_what_is_still_to_come_is_told_from_what_has_been(text: str, ahead: bool) -> None:
    assert looks_ahead(text) == ahead


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Who attended", "Who attended?"),
        ("Who attended .", "Who attended?"),
        ("من حضر", "من حضر؟"),
        ("من حضر؟", "من حضر؟"),
        ("من حضر?", "من حضر?"),
        ('Did he say "why?"', 'Did he say "why?"'),
    ],
)
def test_a_question_is_told_with_its_mark_however_it_was_typed(typed: str, told: str) -> None:
    assert Question.parse(typed).in_full == told
