"""A model may put a follow-up into words that stand alone, but not ask something else by it."""

import pytest

from assistant import Assistant
from assistant.grounding.rewording import reworded
from assistant.question import Question
from tests.model_server import ModelServer, model_server

SAID = ["Where was the meeting held?", "In Alaska, after three hours, with Marco Rubio."]
CONVERSATION = [
    {"role": "user", "content": "أين عقد الاجتماع؟"},
    {"role": "assistant", "content": "في ألاسكا."},
]


@pytest.mark.parametrize(
    ("follow_up", "text"),
    [
        ("How long did it last?", "How long did the meeting last?"),
        ("And with whom?", "With whom was the meeting held in Alaska?"),
        ("How long did it last?", "How long did the meeting last?\nIt lasted three hours."),
    ],
)
def test_what_was_said_may_be_put_in(follow_up: str, text: str) -> None:
    found = reworded(text, Question.parse(follow_up), SAID)
    assert found is not None
    assert found.text == text.splitlines()[0]


@pytest.mark.parametrize(
    ("follow_up", "text"),
    [
        ("How long did it last?", ""),
        ("How long did it last?", "The meeting was held in Alaska."),
        ("How long did it last?", "كم استمر الاجتماع؟"),
        ("How long did it last?", "Where did the meeting last?"),
        ("كم يومًا استمر؟", "أين استمر المؤتمر؟"),
        ("How long did it last?", "How long did the meeting with Mike Pompeo last?"),
        ("How long did it last?", "How long did the meeting of nine leaders last?"),
    ],
    ids=["nothing", "an answer", "language", "kind", "kind, Arabic", "name", "number"],
)
def test_what_asks_something_else_is_not_taken(follow_up: str, text: str) -> None:
    assert reworded(text, Question.parse(follow_up), SAID) is None


def asked_for_an_answer(server: ModelServer, assistant: Assistant) -> str:
    """What the model is told when it is to answer the follow-up, after it was to reword it."""
    assistant.with_model(server.model).ask("وكم استمر؟", CONVERSATION)
    assert len(server.asked) == 2
    return str(server.asked[-1]["messages"][-1]["content"])


def test_the_model_answers_the_question_that_it_has_put_into_words(assistant: Assistant) -> None:
    with model_server("well", text="كم استمر الاجتماع؟") as server:
        assert asked_for_an_answer(server, assistant).endswith("كم استمر الاجتماع؟")


def test_where_it_fails_the_words_that_were_asked_before_are_added(assistant: Assistant) -> None:
    with model_server("empty", "well", text="استمر ثلاث ساعات. [1]") as server:
        assert asked_for_an_answer(server, assistant).endswith("وكم استمر عقد الاجتماع؟")
