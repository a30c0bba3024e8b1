"""The project's own scripted cases; pytest collects and runs them by the project's own plugin."""

from pathlib import Path

from assistant.evaluation.cases import load_cases
from index.arabic import main_language

CASES = load_cases(Path(__file__).parents[1] / "alaska-summit.qa.yaml").cases


def test_there_are_cases_enough_in_both_languages() -> None:
    arabic = sum(main_language(case.name) == "ar" for case in CASES)
    assert len(CASES) >= 60
    assert min(arabic, len(CASES) - arabic) >= len(CASES) / 3


def test_a_third_of_them_are_unanswerable_or_followed_up() -> None:
    unanswerable = [case for case in CASES if case.turns[0].answerable is False]
    followed_up = [case for case in CASES if len(case.turns) > 1 and case not in unanswerable]
    assert len(unanswerable) >= 10
    assert len(followed_up) >= 5
    assert len(unanswerable) + len(followed_up) >= len(CASES) / 3


def test_gold_answers_stand_beside_enough_of_them() -> None:
    assert sum(bool(turn.answers) for case in CASES for turn in case.turns) >= 20
