"""The answers benchmark: what counts as answered and as refused, and the command."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.splitting import Passage
from tests.benchmarks.answers.__main__ import drawn, main
from tests.benchmarks.answers.asking import (
    GOLD,
    LIGHT,
    NEAREST,
    OURS,
    Given,
    Outcome,
    ask_all,
    nearest,
    similarity_threshold,
)
from tests.benchmarks.answers.judging import (
    covers,
    judge,
    judge_abstention,
    judge_gold,
    judge_quotes,
    predictions,
)
from tests.benchmarks.questions import Asked, GoldAnswer, QuestionSet, load_split

TEXT = "Peter came in 1905. Paul left."
ASKED = Asked("When?", (0,), (GoldAnswer("1905", 14, 18), GoldAnswer("in 1905", 11, 18)), 0)
RIGHT = Given((Passage(TEXT[:19], 0, 19),), 0.9, abstained=False)
WRONG = Given((Passage(TEXT[20:], 20, 30),), 0.6, abstained=False)
SILENT = Given((Passage(TEXT[:19], 0, 19),), 0.2, abstained=True)


@pytest.fixture(scope="module")
def articles(data: Path) -> list[QuestionSet]:
    return load_split(data)["ar"]


def test_a_quote_is_right_where_it_covers_a_gold_answer() -> None:
    quotes = judge_quotes([ASKED] * 2, [RIGHT, WRONG])
    assert quotes.quoted.value == 0.5
    assert quotes.contains.value == 0.5
    assert quotes.f1.value == pytest.approx((2 * 2 / (4 + 2)) / 2), "the better of two golds"
    assert quotes.characters.value == (19 + 10) / 2


def test_a_marked_phrase_is_held_against_the_gold_answer_and_an_abstention_marks_nothing() -> None:
    marked = Given(RIGHT.quotes, 0.9, abstained=False, phrase="1905")
    silent = Given(RIGHT.quotes, 0.2, abstained=True, phrase="1905")
    found = judge_quotes([ASKED] * 2, [marked, silent]).phrase
    assert found is not None
    assert found.value == 0.5
    assert judge_quotes([ASKED], [RIGHT]).phrase is None


def test_the_answers_words_elsewhere_are_contained_but_not_quoted() -> None:
    elsewhere = Given((Passage("It was ١٩٠٥.", 40, 52),), 0.9, abstained=False)
    quotes = judge_quotes([ASKED], [elsewhere])
    assert (quotes.quoted.value, quotes.contains.value) == (0, 1)


def test_an_abstention_answers_nothing_even_where_its_nearest_quote_is_right() -> None:
    quotes = judge_quotes([ASKED], [SILENT])
    assert (quotes.quoted.value, quotes.contains.value, quotes.f1.value) == (0, 0, 0)
    assert quotes.characters.n == 0


def test_half_a_gold_answer_is_not_quoted() -> None:
    half = Given((Passage("Peter came in 19", 0, 16),), 0.9, abstained=False)
    assert judge_quotes([ASKED], [half]).quoted.value == 0


def test_abstaining_is_measured_on_both_kinds_of_unanswerable_questions() -> None:
    found = judge_abstention([Outcome(ASKED, own=RIGHT, easy=SILENT, hard=WRONG)] * 3)
    assert (found.answered.value, found.refused_easy.value, found.refused_hard.value) == (1, 1, 0)
    assert (found.accuracy_easy.value, found.accuracy_hard.value) == (1, 0.5)
    assert (found.auroc_easy.value, found.auroc_hard.value) == (1, 1)
    assert found.answered.n == 3


def test_confidence_is_judged_on_easy_and_hard_questions_in_turns() -> None:
    one = Outcome(ASKED, own=RIGHT, easy=SILENT, hard=WRONG)
    confidence, right = predictions([one, one])
    assert confidence.tolist() == [[0.9, 0.9], [0.2, 0.6]]
    assert right.tolist() == [[1, 1], [0, 0]]


def test_an_abstention_with_the_right_quote_counts_as_right_for_its_confidence() -> None:
    _, right = predictions([Outcome(ASKED, own=SILENT, easy=SILENT, hard=SILENT)])
    assert right.tolist() == [[1], [0]]


def test_one_who_knows_the_answers_is_found_perfect(articles: list[QuestionSet]) -> None:
    golds = {a.text: s.passages[a.gold] for s in articles for a in s.questions}

    def knows(index: ArticleIndex) -> Callable[[Asked], Given]:
        def ask(asked: Asked) -> Given:
            held = golds[asked.text] in index.passages
            return Given((golds[asked.text],), float(held), abstained=not held)

        return ask

    (found,) = judge("ar", {"knows": ask_all(articles, knows)})
    assert found.quotes.quoted.value == 1
    assert found.quotes.f1.value == judge_gold("ar", articles).quotes.f1.value
    assert found.abstention is not None
    assert found.abstention.accuracy_easy.value == found.abstention.accuracy_hard.value == 1
    assert found.calibration_error is not None
    assert found.calibration_error.value == 0


def test_the_cut_sentence_is_not_quoted(articles: list[QuestionSet]) -> None:
    outcomes = ask_all(articles, nearest(0.0))
    assert any(covers(o.own, o.asked) for o in outcomes)
    assert not any(covers(o.hard, o.asked) for o in outcomes)


def test_questions_of_other_articles_need_another_article(articles: list[QuestionSet]) -> None:
    with pytest.raises(ValueError, match="two articles"):
        ask_all(articles[:1], nearest(0.5))


def test_the_similarity_threshold_is_a_cosine(articles: list[QuestionSet]) -> None:
    assert -1 <= similarity_threshold(articles) <= 1


def test_of_many_questions_some_are_drawn_evenly(articles: list[QuestionSet]) -> None:
    everything = [asked for article in articles for asked in article.questions]
    some = [asked for article in drawn(articles, 3) for asked in article.questions]
    assert len(everything) > len(some) == 3
    assert [asked for asked in everything if asked in some] == some
    assert drawn(articles, len(everything)) == articles


def test_the_command_prints_writes_and_draws(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("en", "arcd")
    only = [option for name in names for option in ("--only", name)]
    main([str(data), "--output", str(tmp_path), *only])
    table = capsys.readouterr().out
    written = json.loads((tmp_path / "answers.json").read_text(encoding="utf-8"))
    assert len(written["found"]) == len(names) * 4
    for name in names:
        for system in (OURS, LIGHT, NEAREST, GOLD):
            assert f"| {name} | {system} |" in table
    assert (tmp_path / "answers.png").read_bytes().startswith(b"\x89PNG")
