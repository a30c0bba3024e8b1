"""Cases are asked in the order of their conversations, and come out as they are marked."""

from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.conversation import History
from assistant.evaluation.run import Outcome, run, run_case
from index.errors import ArticleAssistantError
from tests.answers import HEAD, answer, case_result, cases_in

TALK = (
    HEAD
    + """\
  - question: who?
    abstains: {first}
    follow_up:
      - {{question: when?, abstains: true, known_failure: {second}}}
      - {{question: where?, language: en}}
"""
)


class Witness:
    """Abstains, and remembers what it was asked after what."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []

    def ask(self, question: str, history: History | None = None) -> Answer:
        earlier = [f"{said['role']}: {said['content']}" for said in history or ()]  # type: ignore[call-overload]
        self.asked.append((question, earlier))
        return answer(f"No {question}", abstained=True)


def test_each_turn_follows_the_ones_before_it(tmp_path: Path) -> None:
    file = cases_in(tmp_path, TALK.format(first="true", second="false"))
    witness = Witness()
    run_case(file, file.cases[0], witness)
    first = ["user: who?", "assistant: No who?"]
    assert witness.asked == [
        ("who?", []),
        ("when?", first),
        ("where?", [*first, "user: when?", "assistant: No when?"]),
    ]


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ("true", "false", Outcome.PASSED),
        ("false", "false", Outcome.FAILED),
        ("true", "true", Outcome.FAILED),  # the second is marked as failing, and passes
        ("false", "true", Outcome.FAILED),
    ],
)
def test_a_case_passes_when_every_turn_does_and_no_mark_is_stale(
    tmp_path: Path, first: str, second: str, outcome: Outcome
) -> None:
    file = cases_in(tmp_path, TALK.format(first=first, second=second))
    assert run_case(file, file.cases[0], Witness()).outcome is outcome


def test_a_known_failure_that_fails_is_neither_passed_nor_failed(tmp_path: Path) -> None:
    file = cases_in(tmp_path, TALK.format(first="true", second="true"))
    gone_wrong = case_result(
        file, file.cases[0], answer(abstained=True), answer(abstained=False), answer()
    )
    assert gone_wrong.outcome is Outcome.KNOWN
    assert [turn.outcome for turn in gone_wrong.turns] == [
        Outcome.PASSED, Outcome.KNOWN, Outcome.PASSED,
    ]  # fmt: skip


def test_several_answerers_are_run_on_the_same_cases(tmp_path: Path) -> None:
    file = cases_in(tmp_path, f"{HEAD}  - {{question: من حضر؟, cites: ماركو روبيو}}\n")
    steps: list[None] = []
    runs = run([file], [file.article()], ["extractive", None], lambda: steps.append(None))
    assert [(one.model, one.count(Outcome.PASSED)) for one in runs] == [("extractive", 1)] * 2
    assert len(steps) == 2
    with pytest.raises(ArticleAssistantError, match="oracle"):
        run([file], [file.article()], ["extractive", "oracle"])
