import pytest

from assistant.question import Question
from assistant.reading.denial import denies, governed
from index.lexical import Lexical
from index.splitting import SentenceSplitter

STORY = (
    "قال الوزير: سنمنع مقتل آلاف المدنيين. وقتل ثلاثة جنود في الهجوم. ولم يحضر السفير الاجتماع. "
    "لم يصل إلى الميناء سوى سفينتين. ولا يزال المدير في باريس. "
    "The mayor did not attend the parade. The pilot landed in Rome to avoid the storm."
)
SENTENCES = [passage.text for passage in SentenceSplitter().passages(STORY)]
LEXICAL = Lexical.build(SENTENCES)


def denied(question: str, sentence: int) -> bool:
    return denies(LEXICAL, Question.parse(question), SENTENCES[sentence])


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many were killed?", 0),
        ("كم عدد القتلى؟", 0),
        ("من حضر الاجتماع؟", 2),
        ("Who attended the parade?", 5),
    ],
)
def test_what_a_sentence_denies_is_no_answer_to_a_question_that_takes_it_for_granted(
    question: str, sentence: int
) -> None:
    assert denied(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("كم جنديا قتل؟", 1),
        ("كم سفينة وصلت إلى الميناء؟", 3),
        ("أين المدير؟", 4),
        ("Where did the pilot land?", 6),
    ],
)
def test_what_it_says_outright_or_says_of_few_alone_is_not_denied(
    question: str, sentence: int
) -> None:
    assert not denied(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [("Did the mayor attend?", 5), ("Who did not attend?", 5), ("لماذا لم يحضر السفير؟", 2)],
)
def test_whether_something_came_to_be_is_answered_by_a_denial(question: str, sentence: int) -> None:
    assert not denied(question, sentence)


def test_a_denial_governs_a_few_words_of_its_clause() -> None:
    assert governed("They did not sign, and left") == {"sign"}
    assert governed("لم يوقع الوزير، وغادر") == {"يوقع", "الوزير"}
