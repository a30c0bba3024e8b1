"""Citations are read from a stream, however it is cut into pieces."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.grounding.citations import _UNSEEN, CitationParser, Marker
from assistant.grounding.sentences import Sentence, SentenceStream

TEXTS = st.lists(
    st.sampled_from(
        ["It met", " in Oslo", ". ", "\n", "[1]", "[١]", "[1,2]", "[2، ٣]", "[", "]", "[9", "3.5 ",
         "و",
         " قال", "؟ ", "«", "»", "【1】", "- ", "[x]", ", ", '"', "a. "]
    ),
    max_size=14,
).map("".join)  # fmt: skip


def parts(text: str, size: int) -> list[str | Marker]:
    """What the parser makes of pieces of that size, neighbouring texts joined."""
    parser = CitationParser()
    found: list[str | Marker] = []
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    for part in [p for piece in pieces for p in parser.feed(piece)] + list(parser.finish()):
        if found and isinstance(part, str) and isinstance(found[-1], str):
            found[-1] += part
        else:
            found.append(part)
    return found


def sentences(text: str, size: int = 1000) -> list[Sentence]:
    stream = SentenceStream()
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return [s for piece in pieces for s in stream.feed(piece)] + list(stream.finish())


@given(text=TEXTS, size=st.integers(1, 9))
@example(text='"\nIt met". It met"', size=1)
def test_pieces_of_any_size_give_the_same(text: str, size: int) -> None:
    assert parts(text, size) == parts(text, 1000)
    assert sentences(text, size) == sentences(text)


@pytest.mark.parametrize(
    ("mark", "numbers"),
    [("[1]", (1,)), ("[1,2]", (1, 2)), ("[١]", (1,)), ("[١، ٢]", (1, 2)), ("【3】", (3,))],
)
def test_every_form_of_a_mark_is_read(mark: str, numbers: tuple[int, ...]) -> None:
    assert parts(f"It met {mark}.", 1) == ["It met ", Marker(numbers), "."]


@pytest.mark.parametrize("text", ["[]", "[x]", "[1", "a[b]", "3]"])
def test_what_is_no_mark_stays_text(text: str) -> None:
    assert parts(text, 1) == [text]


def test_a_mark_belongs_to_the_sentence_that_it_follows() -> None:
    assert sentences("It met. [1] It left [2]. It ended [1,3]!") == [
        Sentence("It met.", (1,)),
        Sentence("It left.", (2,)),
        Sentence("It ended!", (1, 3)),
    ]


def test_where_marks_come_first_they_belong_to_what_follows() -> None:
    assert sentences("[2]: حضر بوتين. [3] وحضر لافروف.") == [
        Sentence("حضر بوتين.", (2,)),
        Sentence("وحضر لافروف.", (3,)),
    ]


def test_a_sentence_is_given_out_before_the_next_is_complete() -> None:
    stream = SentenceStream()
    assert list(stream.feed("It met. [1")) == []
    assert list(stream.feed("] It")) == [Sentence("It met.", (1,))]


def test_furniture_around_an_answer_is_taken_off() -> None:
    assert sentences("Answer: **It met.** [1]\n- It left. [2]") == [
        Sentence("It met.", (1,)),
        Sentence("It left.", (2,)),
    ]


def test_hidden_characters_are_no_part_of_what_is_checked() -> None:
    assert sentences("It \u202emet.\x1b [1]") == [Sentence("It met.", (1,))]


@given(text=st.text("[【]】1٢,، ^a.", max_size=60), size=st.integers(1, 9))
@example(text="[" + " " * 50 + "1]", size=1)
@example(text="[" + "1," * 30 + "1]", size=7)
def test_a_mark_of_any_length_is_told_alike_however_it_comes(text: str, size: int) -> None:
    assert parts(text, size) == parts(text, 1000)


@given(st.text(max_size=80))
def test_of_any_text_no_letter_is_lost_but_unseen_ones(text: str) -> None:
    told = parts(text, 1)
    if not any(isinstance(part, Marker) for part in told):
        assert "".join(map(str, told)) == _UNSEEN.sub("", text)


@pytest.mark.parametrize("unit", ["x\n", "! ", "a. ", ".", '"a." ', "[1", "- **"])
def test_a_stream_of_nothing_but_marks_is_read_to_its_end(unit: str) -> None:
    """Some of these once took minutes of a processor, by the cube of their length."""
    said = sentences("x" + unit * (600 // len(unit)), size=1)
    assert all("\n" not in sentence.text for sentence in said)
