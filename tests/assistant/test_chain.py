"""An answer is proven by exact quotes, or it is not given."""

import asyncio
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import Answer, Assistant, Evidence, Words, ask
from assistant.phrasing import abstention
from assistant.question import Question
from assistant.reading.reader import ExtractiveReader, Reading
from index import Article, ArticleIndex
from index.article_index import Hit
from index.errors import ArticleAssistantError, QuestionError
from index.universal_encoder import UniversalSentenceEncoder, WordFeatures

WORDS = (
    "حضر الوزير الاجتماع في موسكو يوم الجمعة وقال إن الاتفاق قريب"
    " The minister met in Oslo 12 [7] [١]"
)
ARTICLES = st.lists(
    st.lists(st.sampled_from([*WORDS.split(), '"', "«", "»", "<b>"]), min_size=1, max_size=12).map(
        " ".join
    ),
    min_size=1,
    max_size=6,
).map(lambda sentences: "حضر الوزير.\n\n" + ". ".join(sentences) + ".")
QUESTIONS = st.one_of(
    st.sampled_from(["من حضر؟", "where was it?", "متى؟", "what about [3]?", "كم استمر؟"]),
    st.text(min_size=1, max_size=60),
)


def proven(answer: Answer, article: Article) -> None:
    """What must hold of every answer."""
    numbers = list(range(1, len(answer.citations) + 1))
    assert [c.number for c in answer.citations] == numbers
    for citation in answer.citations:
        assert article.text[citation.start : citation.end] == citation.quote
        if phrase := citation.phrase:
            assert citation.start <= phrase.start < phrase.end <= citation.end
            assert article.text[phrase.start : phrase.end] == phrase.text
    used = [int(number) for number in re.findall(r"\[(\d+)\]", answer.text)]
    assert list(dict.fromkeys(used)) == numbers
    assert 0 <= answer.confidence <= 1


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(text=ARTICLES, question=QUESTIONS)
def test_every_citation_is_the_article_at_its_offsets(text: str, question: str) -> None:
    article = Article.load(text)
    try:
        answer = ask(question, text)
    except QuestionError:
        return
    proven(answer, article)


@settings(max_examples=60)
@given(question=QUESTIONS)
def test_any_question_of_the_sample_is_proven_or_refused(question: str) -> None:
    try:
        answer = ask(question)
    except QuestionError:
        return
    proven(answer, Article.load("alaska-summit"))


def test_the_phrase_that_answers_is_marked_within_its_quote(assistant: Assistant) -> None:
    answer = assistant.ask("How long did the meeting last?")
    marked = [c.phrase for c in answer.citations if c.phrase]
    assert len(marked) == 1
    assert "ساعات" in marked[0].text
    assert not any(c.phrase for c in assistant.ask("من حضر؟").citations)


def test_sync_stream_and_async_agree(assistant: Assistant) -> None:
    answer = assistant.ask("من حضر؟")
    events = list(assistant.stream("من حضر؟"))
    assert events[0] == Evidence(answer.citations)
    assert "".join(e.text for e in events if isinstance(e, Words)) == answer.text
    assert events[-1] == answer
    assert asyncio.run(assistant.aask("من حضر؟")) == answer

    async def streamed() -> list[object]:
        return [event async for event in assistant.astream("من حضر؟")]

    assert asyncio.run(streamed()) == events


@pytest.mark.parametrize(
    ("question", "earlier"),
    [
        ("Will they meet again, and where?", "What is the price of oil?"),
        ("Will they meet again, and where?", "who attended?"),
        ("وهل سيلتقيان مرة أخرى؟ وأين؟", "ما سعر النفط؟"),
        ("وهل سيلتقيان مرة أخرى؟ وأين؟", "من حضر؟"),
    ],
)
def test_a_follow_up_that_changes_the_subject_is_answered_as_if_it_came_first(
    assistant: Assistant, question: str, earlier: str
) -> None:
    answer = assistant.ask(question, [(earlier, "...")])
    assert any("سنلتقي" in citation.quote for citation in answer.citations)
    assert answer == assistant.ask(question)
    assert answer == asyncio.run(assistant.aask(question, [(earlier, "...")]))


@pytest.mark.parametrize(
    ("question", "times"), [("Who attended?", 1), ("and when?", 1), ("Will they meet again?", 2)]
)
def test_only_a_question_with_two_meanings_is_read_twice(
    index: ArticleIndex, question: str, times: int
) -> None:
    class Counting(ExtractiveReader):
        read_so_far = 0

        def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
            self.read_so_far += 1
            return super().read(question, hits)

    reader = Counting(index)
    Assistant(index, reader=reader).ask(question, [("Who attended?", "...")])
    assert reader.read_so_far == times


def test_many_threads_get_the_same_answers() -> None:
    questions = ["who attended?", "من حضر؟", "أين عقد الاجتماع؟", "how long did it last?"] * 8
    alone = [ask(question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, questions)) == alone


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("", "question_empty"),
        ("  ؟ ", "question_empty"),
        ("a" * 2001, "question_long"),
        ("who\x00 attended", "question_binary"),
        ("\ud800", "question_binary"),
        (b"who", "question_binary"),
        (None, "question_binary"),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(question: object, key: str) -> None:
    with pytest.raises(QuestionError) as caught:
        ask(question)  # type: ignore[arg-type]
    assert caught.value.key == key


@pytest.mark.parametrize("history", ["who?", 7, [3], [{"role": "user"}, "x"]])
def test_a_history_of_another_form_is_told(history: object) -> None:
    with pytest.raises(QuestionError, match="history"):
        ask("when?", history=history)  # type: ignore[arg-type]


def test_an_unknown_answerer_is_named() -> None:
    with pytest.raises(ArticleAssistantError, match="extractive"):
        ask("who attended?", model="oracle")


def test_an_abstention_says_so_and_offers_the_closest_as_such(assistant: Assistant) -> None:
    answer = assistant.ask("What is the price of oil?")
    assert answer.abstained
    assert answer.text.startswith(abstention("en"))
    assert answer.citations


def test_the_date_of_publication_comes_from_the_date_line(assistant: Assistant) -> None:
    assert "16 August 2025" in assistant.ask("When was it published?").text
    assert "16 أغسطس 2025" in assistant.ask("متى نُشر المقال؟").text


def test_a_second_question_reads_no_sentence_again(monkeypatch: pytest.MonkeyPatch) -> None:
    question = "من حضر الاجتماع؟"
    ask(question)
    read: list[str] = []
    real = UniversalSentenceEncoder.word_features

    def word_features(self: UniversalSentenceEncoder, text: str) -> WordFeatures:
        read.append(text)
        return real(self, text)

    monkeypatch.setattr(UniversalSentenceEncoder, "word_features", word_features)
    ask(question)
    assert read == [question]
