"""A sentence is proven by what it cites, or it is not shown."""

import pytest

from assistant.answer import Replaced
from assistant.grounding.sentences import Sentence
from assistant.grounding.support import is_negated
from assistant.grounding.verifying import Verifier
from index.article_index import ArticleIndex

AGREEMENT, LENGTH, ATTENDED, UNDER = 1, 2, 3, 4


@pytest.fixture(scope="module")
def verifier(index: ArticleIndex) -> Verifier:
    """Of the story's sentences on the agreement, the length, who attended, and the title."""
    held = ("من التوصل إلى اتفاق", "لنحو 3 ساعات", "بصيغة 3+3", "نحو ثلاث ساعات")
    passages = [next(p.text for p in index.passages if part in p.text) for part in held]
    return Verifier(passages, index.embeddings)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("The meeting lasted three hours.", LENGTH),
        ("استمر الاجتماع نحو ثلاث ساعات.", UNDER),
        ("No final agreement was reached.", AGREEMENT),
        ("لم يتوصلوا إلى اتفاق نهائي.", AGREEMENT),
        ("Foreign Minister Sergey Lavrov was in the Russian delegation.", ATTENDED),
        ("حضر وزير الخارجية ماركو روبيو.", ATTENDED),
    ],
)
def test_what_the_article_says_is_proven(verifier: Verifier, text: str, cited: int) -> None:
    verdict = verifier.verdict(Sentence(text, (cited,)))
    assert (verdict.proof, verdict.reason) == ((cited,), None)


@pytest.mark.parametrize(
    ("text", "cited", "reason"),
    [
        ("The meeting lasted nine hours.", LENGTH, Replaced.NUMBER),
        ("استمر الاجتماع تسع ساعات.", LENGTH, Replaced.NUMBER),
        ("The meeting was held on Monday.", LENGTH, Replaced.DATE),
        ("عقد الاجتماع في أيلول.", LENGTH, Replaced.DATE),
        ('Trump called it "a total victory".', AGREEMENT, Replaced.QUOTATION),
        ("Foreign Minister Mike Pompeo attended.", ATTENDED, Replaced.NAME),
        ("حضر وزير الخارجية مايك بومبيو.", ATTENDED, Replaced.NAME),
        ("A final agreement was reached.", AGREEMENT, Replaced.NEGATION),
        ("تمكنوا من التوصل إلى اتفاق نهائي.", AGREEMENT, Replaced.NEGATION),
        ("The price of bread rose again this winter.", LENGTH, Replaced.UNSUPPORTED),
        ("ارتفع سعر الخبز هذا الشتاء.", LENGTH, Replaced.UNSUPPORTED),
    ],
)
def test_what_it_does_not_say_is_refused_with_the_reason(
    verifier: Verifier, text: str, cited: int, reason: Replaced
) -> None:
    verdict = verifier.verdict(Sentence(text, (cited,)))
    assert (verdict.proof, verdict.reason) == ((), reason)


@pytest.mark.parametrize("cited", [(), (9,), (0,), (AGREEMENT,)])
def test_a_missing_or_wrong_mark_is_put_right(verifier: Verifier, cited: tuple[int, ...]) -> None:
    verdict = verifier.verdict(Sentence("حضر وزير الخارجية ماركو روبيو.", cited))
    assert verdict.proof == (ATTENDED,)


def test_without_a_mark_or_a_passage_that_proves_it_a_sentence_is_uncited(
    verifier: Verifier,
) -> None:
    verdict = verifier.verdict(Sentence("The weather was fine.", ()))
    assert verdict.reason is Replaced.UNCITED


def test_a_passage_that_proves_nothing_is_not_cited(verifier: Verifier) -> None:
    verdict = verifier.verdict(Sentence("حضر وزير الخارجية ماركو روبيو.", (LENGTH, ATTENDED)))
    assert verdict.proof == (ATTENDED,)


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("They did not agree.", True),
        ("They couldn't agree.", True),
        ("لم يتفقوا", True),
        ("ولن يوقعوا", True),
        ("They agreed.", False),
        ("اتفقوا", False),
        ("لا يزال يعمل", False),
        ("غير أنه عاد", False),
        ("Not only he came", False),
    ],
)
def test_a_negation_is_told(text: str, negated: bool) -> None:
    assert is_negated(text) is negated
