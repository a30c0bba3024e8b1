"""Any question is parsed or refused, and any that is parsed is searched for and read."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant import Assistant
from assistant.question import LIMIT, Question
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
