"""The scores of a run agree with what is counted by hand."""

from pathlib import Path

import pytest

from assistant.evaluation.metrics import citation_precision, citation_recall, metrics, said
from tests.answers import answer, result, turn

A, B, C = "the council met in Oslo", "the budget passed", "it rained"


@pytest.mark.parametrize(
    ("cites", "quotes", "precision", "recall"),
    [
        ("Oslo", [A], 1, 1),
        ("Oslo", [A, C], 1 / 2, 1),
        ("[Oslo, budget]", [A], 1, 1 / 2),
        ("[Oslo, budget]", [C, A, C], 1 / 3, 1 / 2),
        ("{any: [Oslo, budget]}", [A], 1, 1),
        ("{any: [Oslo, budget]}", [A, B, C], 2 / 3, 1),
        ("Paris", [A], 0, 0),
        ("[council, Oslo]", [A, C], 1 / 2, 1),
    ],
)
def test_citations_are_counted_by_citation(
    tmp_path: Path, cites: str, quotes: list[str], precision: float, recall: float
) -> None:
    found = result(turn(tmp_path, f"cites: {cites}"), answer("x", *quotes))
    assert citation_precision(found) == pytest.approx(precision)
    assert citation_recall(found) == pytest.approx(recall)


def test_the_scores_of_a_run_have_each_its_own_n(tmp_path: Path) -> None:
    """Five questions: one right, one half right, one wrongly refused, one refused, one not."""
    turns = [
        result(turn(tmp_path, "cites: Oslo, answer: [in Oslo, Norway]"), answer("Oslo [1]", A)),
        result(turn(tmp_path, "cites: [Oslo, budget]"), answer("x [1] [2]", A, C)),
        result(turn(tmp_path, "cites: Oslo, answer: Oslo"), answer("?", A, abstained=True)),
        result(turn(tmp_path, "abstains: true"), answer("?", C, abstained=True)),
        result(turn(tmp_path, "abstains: true"), answer("rain [1]", C)),
        result(turn(tmp_path, "language: en"), answer("?", C, abstained=True)),
    ]
    found = {name: (one.value, one.n) for name, one in metrics(turns).items()}
    assert found == {
        "citation_precision": (pytest.approx((1 + 1 / 2) / 2), 2),
        "citation_recall": (pytest.approx((1 + 1 / 2 + 0) / 3), 3),
        "answer_f1": (pytest.approx((2 / 3 + 0) / 2), 2),
        "answer_contained": (0, 2),
        "abstention_precision": (pytest.approx(1 / 2), 2),
        "abstention_recall": (pytest.approx(1 / 2), 2),
    }


def test_without_a_question_of_its_kind_a_score_has_no_figure(tmp_path: Path) -> None:
    scores = metrics([result(turn(tmp_path, "language: en"), answer())])
    assert {str(score) for score in scores.values()} == {"– (n=0)"}


def test_an_answer_says_its_text_without_numbers_and_an_abstention_nothing() -> None:
    assert said(answer("He said «3 [hours]» [1] «so» [12].")) == "He said «3 [hours]» «so»."
    assert said(answer("The article does not say.", abstained=True)) == ""
