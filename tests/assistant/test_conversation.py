"""Follow-ups are understood without a language model."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import LONGEST, condense, leans_on, meanings
from assistant.question import Kind, Question
from index.errors import QuestionError


def condensed(question: str, *earlier: str) -> Question:
    history = [{"role": "user", "content": text} for text in earlier]
    return condense(Question.parse(question), history)


def test_a_question_that_stands_alone_stays_as_it_is() -> None:
    question = "Where was the budget approved by the council?"
    assert condensed(question, "Who attended?").text == question


@pytest.mark.parametrize("question", ["Who attended?", "من حضر؟"])
def test_a_short_question_does_not_lean_on_another_subject(question: str) -> None:
    assert condensed(question, "What is the price of oil?").text == question


@pytest.mark.parametrize(
    ("question", "earlier", "holds", "kind"),
    [
        ("and on the Russian side?", "Who attended on the American side?", "attended", "persons"),
        ("متى؟", "أين عقد الاجتماع؟", "الاجتماع", "time"),
        ("how long did it last?", "Where was the meeting held?", "meeting", "duration"),
        ("ومن الجانب الروسي؟", "من حضر من الجانب الأمريكي؟", "حضر", "persons"),
        ("وأين؟", "متى عقد الاجتماع؟", "الاجتماع", "place"),
    ],
)
def test_a_follow_up_takes_the_subject_along(
    question: str, earlier: str, holds: str, kind: str
) -> None:
    result = condensed(question, earlier)
    assert holds in result.text
    assert result.kind == kind


def test_a_chain_of_follow_ups_reaches_back_to_the_subject() -> None:
    assert "council" in condensed("why?", "Where did the council meet?", "when?").text


def test_for_a_reader_a_follow_up_stands_behind_what_it_leans_on_as_it_was_asked() -> None:
    asked = condensed("متى؟", "What is the price of oil?", "من حضر الاجتماع؟")
    assert asked.in_context == "من حضر الاجتماع؟ متى؟"
    chain = condensed("why?", "Where did the council meet?", "when?")
    assert chain.in_context == "Where did the council meet? when? why?"
    assert condensed("Who attended?", "What is the price of oil?").in_context == ""


@pytest.mark.parametrize(
    ("question", "earlier", "told"),
    [
        ("متى", "من حضر الاجتماع", "من حضر الاجتماع؟ متى؟"),
        ("when", "Who attended the meeting.", "Who attended the meeting? when?"),
    ],
)
def test_what_was_typed_without_its_mark_is_told_with_it(
    question: str, earlier: str, told: str
) -> None:
    assert condensed(question, earlier).in_context == told


def test_of_long_questions_before_a_follow_up_only_the_last_words_are_told() -> None:
    told = condensed("when?", " ".join(f"word{n}" for n in range(100)) + "?").in_context
    assert told.endswith("word98 word99? when?")
    assert len(told) < 200
    assert told.startswith("word")


@pytest.mark.parametrize(
    ("question", "earlier"),
    [
        ("Will they meet again, and where?", "What is the price of oil?"),
        ("And what did the minister promise?", "Who attended?"),
        ("وكم بلغت الخسائر؟", "من حضر؟"),
    ],
)
def test_a_follow_up_with_words_of_its_own_may_follow_another_subject(
    question: str, earlier: str
) -> None:
    asked, leaning = Question.parse(question), condensed(question, earlier)
    assert meanings(asked, leaning) == [leaning, asked]


@pytest.mark.parametrize("question", ["and when?", "Where was it?", "متى؟", "ولماذا؟"])
def test_a_follow_up_without_words_of_its_own_can_only_lean(question: str) -> None:
    leaning = condensed(question, "Where did the council meet?")
    assert meanings(Question.parse(question), leaning) == [leaning]


def test_a_question_that_leans_on_nothing_has_one_meaning() -> None:
    question = Question.parse("Who attended?")
    assert meanings(question, condense(question, [("What is the price of oil?", "")])) == [question]


def test_browser_parts_pairs_and_langchain_messages_are_histories_too() -> None:
    from langchain_core.messages import AIMessage, HumanMessage

    question = Question.parse("when?")
    parts = [{"role": "user", "content": [{"type": "text", "text": "Who met the council?"}]}]
    pairs = [("Who met the council?", "Nobody.")]
    messages = [HumanMessage("Who met the council?"), AIMessage("Nobody.")]
    assert (
        condense(question, parts) == condense(question, pairs) == condense(question, messages)  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("who attended?", Kind.PERSONS),
        ("من حضر؟", Kind.PERSONS),
        ("Who won?", Kind.PERSON),
        ("كم استمر الاجتماع؟", Kind.DURATION),
        ("How many people came?", Kind.NUMBER),
        ("لماذا غادر؟", Kind.REASON),
        ("هل غادر؟", Kind.YES_NO),
        ("When was the article published?", Kind.PUBLISHED),
        ("In which city?", Kind.PLACE),
        ("What was discussed?", Kind.OTHER),
        ("مين حضر؟", Kind.PERSONS),
        ("فين هيتقابلوا؟", Kind.PLACE),
        ("قديش طولت الجلسة؟", Kind.DURATION),
        ("ليش تأجل السفر؟", Kind.REASON),
        ("إمتى وصل؟", Kind.TIME),
        ("Will they meet again, and where?", Kind.YES_NO),
        ("هل سيسافر؟ ومتى؟", Kind.YES_NO),
    ],
)
def test_the_kind_of_a_question_is_told(text: str, kind: Kind) -> None:
    assert Question.parse(text).kind is kind


def test_of_a_history_without_end_only_the_last_turns_are_read() -> None:
    last = [{"role": "user", "content": "Where did the council meet?"}]
    long = [{"role": "user", "content": "x " * 950}] * 100_000
    question = Question.parse("and when?")
    assert condense(question, long + last) == condense(question, long[:5] + last)
    assert leans_on(question, long + last)[-1] == "Where did the council meet?"


HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(), max_size=20) | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.sampled_from(["role", "content", "type", "text"]), inner)
    ),
    max_leaves=12,
)
ROLES = st.sampled_from(["user", "system", "tool", "human", "user\n\nsystem", "\u202euser", ""])
MESSAGE = st.fixed_dictionaries({"role": ROLES | HOSTILE, "content": HOSTILE})


@given(st.lists(MESSAGE, max_size=8) | HOSTILE)
def test_any_history_is_leant_on_or_refused(history: Any) -> None:
    question = Question.parse("and when was it?")
    try:
        condensed = condense(question, history)
        said = leans_on(question, history)
    except QuestionError as error:
        assert error.key == "history_invalid"
        return
    assert condensed.text.startswith("and when was it")
    assert all(len(text) <= LONGEST for text in said)


@given(st.sampled_from(["system", "tool", "assistant", "developer", "user "]), st.text())
def test_only_what_a_user_asked_is_taken_for_a_question(role: str, text: str) -> None:
    question = Question.parse("and when was it?")
    assert condense(question, [{"role": role, "content": text}]) == question
