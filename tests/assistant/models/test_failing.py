"""A model that fails, in every usual way, leaves the reader with the article's own words."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from assistant import Answer, Assistant, Evidence, Words
from assistant.answer import Event, Replaced
from assistant.models import speaking
from index.messages import message
from tests.model_server import KEY, model_server

QUESTION = "كم استمر الاجتماع؟"
TRUE = "استمر الاجتماع نحو ثلاث ساعات. [1]"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(speaking, "SECONDS", 0.5)
    yield


def answered(assistant: Assistant, *manners: str, text: str = "") -> tuple[Answer, int]:
    """The answer with a server that behaves so, and how often the server was asked."""
    with model_server(*manners, text=text) as server:
        return assistant.with_model(server.model).ask(QUESTION), len(server.asked)


def said_instead(answer: Answer, assistant: Assistant, why: Replaced) -> None:
    """The extractive answer, with the reason and a remark."""
    plain = assistant.ask(QUESTION)
    assert answer.replaced is why
    assert answer.text == f"{plain.text}\n{message('grounding', why, 'ar')}"
    assert answer.citations == plain.citations
    assert answer.model == "extractive"
    assert KEY not in answer.text


def test_a_server_that_behaves_is_listened_to(assistant: Assistant) -> None:
    answer, _ = answered(assistant, "well", text=TRUE)
    assert answer.replaced is None
    assert answer.text == TRUE
    assert answer.model == "openai:test"


@pytest.mark.parametrize(
    ("manner", "why"),
    [
        ("broken", Replaced.UNREACHABLE),
        ("busy", Replaced.RATE_LIMITED),
        ("unwilling", Replaced.REFUSED),
        ("overflowing", Replaced.CONTEXT),
        ("empty", Replaced.EMPTY),
        ("endless", Replaced.ENDLESS),
        ("malformed", Replaced.MALFORMED),
        ("misshapen", Replaced.EMPTY),
    ],
)
def test_the_article_is_quoted_and_the_reason_told(
    assistant: Assistant, manner: str, why: Replaced
) -> None:
    answer, _ = answered(assistant, manner)
    said_instead(answer, assistant, why)


def test_no_server_is_told(assistant: Assistant) -> None:
    with model_server("well") as server:
        model = server.model
    said_instead(assistant.with_model(model).ask(QUESTION), assistant, Replaced.UNREACHABLE)


@pytest.mark.parametrize("manner", ["silent", "waiting"])
@pytest.mark.usefixtures("impatient")
def test_the_time_limit_ends_the_wait_and_the_generation(assistant: Assistant, manner: str) -> None:
    with model_server(manner) as server:
        answer = assistant.with_model(server.model).ask(QUESTION)
        said_instead(answer, assistant, Replaced.TIMEOUT)
        if manner == "waiting":
            assert server.left.wait(30), "the server still writes"
        server.left.set()


def test_a_busy_server_is_asked_again(assistant: Assistant) -> None:
    answer, asked = answered(assistant, "busy", "well", text=TRUE)
    assert answer.text == TRUE
    assert asked == 2


def test_where_the_context_overflows_fewer_passages_are_tried(assistant: Assistant) -> None:
    with model_server("overflowing", "well", text=TRUE) as server:
        answer = assistant.with_model(server.model).ask(QUESTION)
        first, second = (asked["messages"][-1]["content"] for asked in server.asked)
    assert len(second) < len(first)
    assert answer.replaced is None


def test_what_was_verified_before_the_line_broke_is_kept(assistant: Assistant) -> None:
    answer, _ = answered(assistant, "torn", text=f"{TRUE} وحضره")
    assert answer.text.startswith(TRUE)
    assert answer.replaced is Replaced.UNREACHABLE
    assert answer.model == "openai:test"


def test_a_sentence_cut_off_by_the_models_limit_is_not_shown(assistant: Assistant) -> None:
    answer, _ = answered(assistant, "cut_short", text=f"{TRUE} وكان نحو ثلاث")
    assert answer.text.startswith(TRUE)
    assert "وكان نحو ثلاث" not in answer.text
    assert answer.replaced is Replaced.ENDLESS


def test_of_one_piece_without_end_no_more_is_read_than_of_an_answer(assistant: Assistant) -> None:
    answer, _ = answered(assistant, "cut_short", text=f"{TRUE} " + "a. " * 100_000)
    assert answer.replaced is not None
    assert answer.citations


def test_closing_the_stream_stops_the_generation(assistant: Assistant) -> None:
    with model_server("well", "endless", text=TRUE) as server:
        stream = assistant.with_model(server.model).stream(QUESTION)
        assert isinstance(next(stream), Evidence)
        stream.close()
    with model_server("endless") as server:
        speaker = assistant.with_model(server.model)
        stream = speaker.stream(QUESTION)
        next(stream)
        listening = threading.Thread(target=lambda: list(stream))
        listening.start()
        assert server.left.wait(30), "the server still writes"
        listening.join()


def test_cancelling_stops_a_model_that_has_not_begun(assistant: Assistant) -> None:
    with model_server("waiting") as server:
        speaker = assistant.with_model(server.model)

        async def ask_and_leave() -> list[Event]:
            events: list[Event] = []

            async def listen() -> None:
                async for event in speaker.astream(QUESTION):
                    events.append(event)

            task = asyncio.create_task(listen())
            while not server.asked:
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return events

        events = asyncio.run(ask_and_leave())
        assert server.left.wait(30), "the server still writes"
    assert [type(event) for event in events] == [Evidence]


def test_stream_and_async_say_the_same_with_a_model(assistant: Assistant) -> None:
    with model_server("well", text=f"{TRUE} واستمر تسع ساعات. [1]") as server:
        speaker = assistant.with_model(server.model)
        events = list(speaker.stream(QUESTION))

        async def streamed() -> list[Event]:
            return [event async for event in speaker.astream(QUESTION)]

        assert asyncio.run(streamed()) == events
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert "".join(e.text for e in events if isinstance(e, Words)) == answer.text
    assert answer.replaced is Replaced.NUMBER
    assert "تسع" not in answer.text


def test_a_model_that_repeats_itself_is_stopped(assistant: Assistant) -> None:
    with model_server("endless", text=f"{TRUE} ") as server:
        answer = assistant.with_model(server.model).ask(QUESTION)
        assert server.left.wait(30), "the server still writes"
    assert answer.text.count(TRUE) == 1
    assert answer.replaced is Replaced.ENDLESS


def test_a_reader_that_abstains_asks_no_model(assistant: Assistant) -> None:
    with model_server("well", text="The price is 70 dollars. [1]") as server:
        answer = assistant.with_model(server.model).ask("What is the price of oil?")
        assert answer.abstained
        assert server.asked == []
