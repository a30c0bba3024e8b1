"""A model's words reach the reader verified, cited in order, or replaced by the article's own."""

import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assistant import Answer, Assistant, Evidence, Words
from assistant.answer import Event, Replaced
from assistant.grounding.wording import Wording, is_abstention
from assistant.phrasing import abstention
from assistant.question import Kind
from index.article_index import ArticleIndex
from index.messages import message

QUESTION = "من حضر الاجتماع؟"
TRUE = (
    "حضر وزير الخارجية ماركو روبيو.",
    "عقد الاجتماع تحت عنوان السعي لتحقيق السلام واستمر نحو ثلاث ساعات.",
)
FALSE = ("حضر مايك بومبيو.", "استمر الاجتماع تسع ساعات.", "عُقد الاجتماع في باريس.")
PIECES = st.lists(
    st.sampled_from([*TRUE, *FALSE, " [1] ", " [2]", "[١،٣]", "[9]", " ", "\n", "نعم. ", '"']),
    max_size=10,
).map("".join)


def worded(index: ArticleIndex, assistant: Assistant, text: str) -> list[Event]:
    """The events when a model that was given two passages says so."""
    sent = [p for p in index.passages if "3+3" in p.text or "نحو ثلاث ساعات" in p.text]
    wording = Wording(assistant.ask(QUESTION), Kind.PERSONS, "fake", index.embeddings)
    events = list(wording.open())
    wording.listen(sent)
    for at in range(0, len(text), 3):
        if not wording.over:
            events += wording.feed(text[at : at + 3])
    return [*events, *wording.finish()]


def answer_of(events: list[Event]) -> Answer:
    assert isinstance(events[-1], Answer)
    return events[-1]


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=PIECES)
@example(text=TRUE[0] + FALSE[2])  # a false sentence that no blank parts from the true one
@example(text=TRUE[0] + '"' + FALSE[2])
def test_whatever_a_model_says_the_answer_is_proven(
    index: ArticleIndex, assistant: Assistant, text: str
) -> None:
    events = worded(index, assistant, text)
    answer = answer_of(events)
    assert isinstance(events[0], Evidence)
    assert "".join(e.text for e in events if isinstance(e, Words)) == answer.text
    numbers = [c.number for c in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    used = [int(n) for n in re.findall(r"\[(\d+)\]", answer.text)]
    assert list(dict.fromkeys(used)) == numbers
    for citation in answer.citations:
        assert index.article.text[citation.start : citation.end] == citation.quote
    for claim in ("بومبيو", "تسع", "باريس"):
        assert claim not in answer.text
    assert answer.replaced is not None or not _besides(answer.text, TRUE)


def _besides(text: str, sentences: tuple[str, ...]) -> str:
    """The letters and digits of an answer beside those sentences and the marks."""
    for known in sentences:
        text = text.replace(known, " ")
    return "".join(re.findall(r"\w", re.sub(r"\[\d+\]", " ", text)))


def test_a_number_keeps_its_quote_once_it_was_used(
    index: ArticleIndex, assistant: Assistant
) -> None:
    events = worded(index, assistant, f"{TRUE[1]} [2] {TRUE[0]} [1]")
    told: dict[int, str] = {}
    citations: dict[int, str] = {}
    for event in events:
        if isinstance(event, Evidence):
            citations = {c.number: c.quote for c in event.citations}
            assert all(citations[number] == quote for number, quote in told.items())
        elif isinstance(event, Words):
            told |= {int(n): citations[int(n)] for n in re.findall(r"\[(\d+)\]", event.text)}
    assert told == {c.number: c.quote for c in answer_of(events).citations}
    assert answer_of(events).text == f"{TRUE[1]} [1] {TRUE[0]} [2]"


def test_what_was_proven_stays_when_the_next_sentence_is_not(
    index: ArticleIndex, assistant: Assistant
) -> None:
    answer = answer_of(worded(index, assistant, f"{TRUE[0]} [1] {FALSE[1]} [2]"))
    assert answer.text.startswith(f"{TRUE[0]} [1]")
    assert answer.text.endswith(message("grounding", "number", "ar"))
    assert answer.replaced is Replaced.NUMBER
    assert answer.model == "fake"


def test_an_answer_in_another_language_is_not_shown(
    index: ArticleIndex, assistant: Assistant
) -> None:
    answer = answer_of(worded(index, assistant, "Marco Rubio attended. [1]"))
    assert answer.replaced is Replaced.LANGUAGE
    assert "attended" not in answer.text


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_model_that_finds_no_answer_does_not_overrule_the_reader(
    index: ArticleIndex, assistant: Assistant, language: str
) -> None:
    answer = answer_of(worded(index, assistant, f"{abstention(language)} [3]"))  # type: ignore[arg-type]
    assert answer.replaced is Replaced.DECLINED
    assert not answer.abstained
    assert answer.citations == assistant.ask(QUESTION).citations


@pytest.mark.parametrize(
    "text",
    [
        "The article does not say.",
        "The price is not mentioned in the given passages.",
        "لا يذكر المقال ذلك",
        "لم يذكر النص سعرا",
    ],
)
def test_the_agreed_sentence_is_known_in_other_words(text: str) -> None:
    assert is_abstention(text)


@pytest.mark.parametrize("text", ["He did not mention it.", "The passage was opened.", "لم يحضر"])
def test_other_sentences_are_no_abstention(text: str) -> None:
    assert not is_abstention(text)


def test_every_reason_has_its_remark_in_both_languages() -> None:
    for reason in Replaced:
        assert message("grounding", reason, "ar")
        assert message("grounding", reason, "en")
