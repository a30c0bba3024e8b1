"""What the thorough reader answers, from where, and what it leaves unanswered."""

import pytest

from assistant import Assistant
from assistant.question import Question
from assistant.reading.reader import ExtractiveReader
from assistant.reading.thorough import judging
from assistant.reading.thorough.judging import ThoroughJudge
from index import Article, ArticleIndex


@pytest.fixture(scope="module")
def judge(index: ArticleIndex) -> ThoroughJudge:
    return ThoroughJudge(index)


@pytest.fixture(scope="module")
def thorough(index: ArticleIndex, judge: ThoroughJudge) -> Assistant:
    return Assistant(index, reader=ExtractiveReader(index, judge))


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("مين كان موجود في القمة؟", "ماركو روبيو"),
        ("من حضر القمة؟", "سيرغي لافروف"),
        ("How did Trump describe his relationship with Putin?", "لطالما كانت علاقتي"),
        ("How long did they talk?", "ساعات"),
    ],
)
def test_what_is_asked_in_other_words_than_the_articles_is_found(
    thorough: Assistant, question: str, quoted: str
) -> None:
    answer = thorough.ask(question)
    assert not answer.abstained
    assert quoted in answer.citations[0].quote


@pytest.mark.parametrize("question", ["What is the price of oil?", "من فاز بكأس العالم؟"])
def test_what_the_article_does_not_say_is_not_answered(thorough: Assistant, question: str) -> None:
    assert thorough.ask(question).abstained


@pytest.mark.parametrize("question", ["كم استمر الاجتماع؟", "Where was the meeting held?"])
def test_a_phrase_is_the_articles_text_at_its_offsets(
    thorough: Assistant, judge: ThoroughJudge, index: ArticleIndex, question: str
) -> None:
    hits = index.search(question, 12)
    judged = judge.judge(Question.parse(question), hits)
    text = thorough.article.text
    for n, hit in enumerate(hits):
        phrase = judged.phrase(n)
        assert text[phrase.start : phrase.end] == phrase.text
        assert hit.passage.start <= phrase.start <= phrase.end <= hit.passage.end


def test_a_page_beyond_those_that_are_read_is_no_likelier_than_any_that_was(
    index: ArticleIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "_MOST_PAGES", 1)
    judge = ThoroughJudge(index)
    question = Question.parse("من حضر؟")
    hits = index.search(question.text, len(index.passages))
    found = judge.pointed(question, hits)
    assert 0 < len(found) < len(hits)
    log_odds = judge.judge(question, hits).log_odds
    best = hits[int(log_odds.argmax())]
    assert best.number in found
    assert judge.judge(question, hits).phrase(len(hits) - 1).text


def test_an_article_of_one_word_can_be_asked() -> None:
    index = ArticleIndex.build(Article.load("انتهى\n"))
    judged = ThoroughJudge(index).judge(Question.parse("متى؟"), index.search("متى؟", 12))
    assert judged.phrase(0).text in ("انتهى", "")
