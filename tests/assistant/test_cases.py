"""The scripted cases on the embedded article, each in the order of its conversation."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant import Answer, Assistant

Case = dict[str, Any]
CASES: list[Case] = yaml.safe_load(
    (Path(__file__).parent / "alaska-summit.qa.yaml").read_text(encoding="utf-8")
)["cases"]


def met(case: Case, answer: Answer) -> bool:
    """Whether an answer is what its case expects."""
    if case.get("abstains"):
        return answer.abstained
    if "contains" in case:
        return not answer.abstained and case["contains"] in answer.text
    wanted = [case["cites"], *([case["or_cites"]] if "or_cites" in case else [])]
    quotes = [citation.quote for citation in answer.citations]
    return not answer.abstained and any(want in quote for want in wanted for quote in quotes)


@pytest.mark.parametrize("case", CASES, ids=[case["question"] for case in CASES])
def test_the_answer_is_what_a_reader_would_give(case: Case, assistant: Assistant) -> None:
    """A case marked `known_wrong` is one that the reader fails: unmark it when it learns to."""
    history: list[dict[str, str]] = []
    for turn in [case, *case.get("follow_up", [])]:
        answer = assistant.ask(turn["question"], history)
        assert met(turn, answer) != turn.get("known_wrong", False), answer.text
        history += [
            {"role": "user", "content": turn["question"]},
            {"role": "assistant", "content": answer.text},
        ]


def test_there_are_cases_enough_in_both_languages() -> None:
    arabic = [case for case in CASES if any("\u0600" <= c <= "\u06ff" for c in case["question"])]
    assert len(CASES) >= 40
    assert min(len(arabic), len(CASES) - len(arabic)) >= 15
    assert sum(bool(case.get("abstains")) for case in CASES) >= 10
