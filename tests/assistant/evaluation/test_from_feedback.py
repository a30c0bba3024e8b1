"""What readers thought of answers becomes cases that the same command runs."""

from pathlib import Path

import pytest

from assistant import Assistant, feedback
from assistant.cli import main
from assistant.evaluation.cases import load_cases
from assistant.evaluation.from_feedback import write_cases
from index.errors import FeedbackError


def rate(
    assistant: Assistant, folder: Path, *asked: str, good: bool = True, remark: str = ""
) -> None:
    """Rate what the assistant answers to the last of these questions."""
    history: list[tuple[str, str]] = []
    for question in asked:
        answer = assistant.ask(question, history=history)
        history.append((question, answer.text))
    rated = feedback.Rated(
        article=assistant.article,
        asked=asked,
        text=answer.text,
        citations=answer.citations,
        abstained=answer.abstained,
        is_good=good,
        remark=remark,
        model=answer.model,
    )
    feedback.append(rated, folder)


def test_ratings_become_cases_that_run_and_pass(
    assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rate(assistant, tmp_path, "من حضر؟")
    rate(assistant, tmp_path, "من حضر؟", "وماذا عن الجانب الروسي؟", remark="جيد: «نعم» #1")
    rate(assistant, tmp_path, "What is the price of oil?")
    made = tmp_path / f"{assistant.article.id}.qa.yaml"
    with pytest.raises(SystemExit) as left:
        main(["eval", "--from-feedback", str(tmp_path / feedback.FILE)])
    assert left.value.code == 0
    assert str(made) in capsys.readouterr().out.replace("\n", "")
    cases = load_cases(made).cases
    assert [case.name for case in cases] == ["من حضر؟", "من حضر؟", "What is the price of oil?"]
    assert cases[1].turns[1].note == "جيد: «نعم» #1"
    with pytest.raises(SystemExit) as left:
        main(["eval", str(made)])
    assert left.value.code == 0


def test_the_last_rating_of_a_question_counts(assistant: Assistant, tmp_path: Path) -> None:
    rate(assistant, tmp_path, "What is the price of oil?", good=True)
    rate(assistant, tmp_path, "What is the price of oil?", good=False, remark="It does say.")
    (case,) = load_cases(write_cases(tmp_path / feedback.FILE)[0]).cases
    assert case.turns[0].abstains is False
    assert case.turns[0].known_failure


def test_a_bad_answer_is_left_as_a_comment_to_be_completed(
    assistant: Assistant, tmp_path: Path
) -> None:
    rate(assistant, tmp_path, "How long did it last?")
    rate(assistant, tmp_path, "Who attended?", good=False, remark="Some are\nmissing")
    path = write_cases(tmp_path / feedback.FILE)[0]
    assert [case.name for case in load_cases(path).cases] == ["How long did it last?"]
    assert "# - question: Who attended?" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("line", ["{", "[]", '{"article": "../x", "remark": ""}', '{"asked": 1}'])
def test_a_line_that_is_no_rating_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / feedback.FILE
    file.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(FeedbackError, match=r":2: "):
        write_cases(file)


def test_feedback_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(FeedbackError, match="cannot be read"):
        write_cases(tmp_path / "none.jsonl")
