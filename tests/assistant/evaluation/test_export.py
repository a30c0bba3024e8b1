"""Programs get every result: one JSON object, or JUnit XML."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from assistant.evaluation.export import as_json, junit
from assistant.evaluation.run import Run
from tests.answers import HEAD, answer, case_result, cases_in

CASES = """\
  - {question: who <b>?, abstains: true}
  - {question: when?, cites: الجمعة, note: "\\uFFFF"}
  - {question: where?, cites: ألاسكا, known_failure: true}
"""


@pytest.fixture
def runs(tmp_path: Path) -> list[Run]:
    """A case that passed, one that failed, and one that is known to fail."""
    file = cases_in(tmp_path, HEAD + CASES)
    given = [
        answer("No.", abstained=True, question="who <b>?"),
        answer("On \x01 & <Monday>. [1]", "الاثنين", question="when?"),
        answer("No.", abstained=True, question="where?"),
    ]
    results = [case_result(file, case, one) for case, one in zip(file.cases, given, strict=True)]
    return [Run("extractive", tuple(results))]


def test_json_holds_counts_scores_and_every_answer(runs: list[Run]) -> None:
    shown = json.loads(json.dumps(as_json(runs, "en"), allow_nan=False))
    assert shown["passed"] is False
    [one] = shown["runs"]
    assert (one["passed"], one["failed"], one["known_failures"]) == (1, 1, 1)
    assert one["scores"]["answer_f1"] == {"value": None, "low": None, "high": None, "n": 0}
    assert one["scores"]["citation_recall"]["n"] == 2
    [failed] = [case for case in one["cases"] if case["outcome"] == "failed"]
    assert failed["line"] == 4
    [turn] = failed["turns"]
    assert turn["checks"] == {"abstains": True, "cites": False}
    assert turn["differences"] == [{"expected": "a citation covers «الجمعة»", "given": "«الاثنين»"}]
    assert turn["answer"]["citations"][0]["quote"] == "الاثنين"


def test_junit_counts_names_and_explains(runs: list[Run]) -> None:
    [suite] = ET.fromstring(junit(runs, "en"))
    counts = [suite.get(name) for name in ("tests", "failures", "errors", "skipped")]
    assert counts == ["3", "1", "0", "1"]
    names = [case.get("name") for case in suite.iter("testcase")]
    assert names == ["who <b>?", "when?", "where?"]
    [failure] = suite.iter("failure")
    assert "expected a citation covers «الجمعة»" in (failure.get("message") or "")
    assert (failure.text or "").splitlines() == [
        "when? (story.qa.yaml:4)",
        "  expected  a citation covers «الجمعة»",
        "  given     «الاثنين»",
    ]
    scores = {p.get("name"): p.get("value") for p in suite.iter("property")}
    assert "(n=2)" in (scores["citation_recall"] or "")


def test_characters_that_xml_cannot_hold_are_replaced(tmp_path: Path) -> None:
    file = cases_in(tmp_path, f"{HEAD}  - {{question: when?, abstains: true}}\n")
    bell = case_result(file, file.cases[0], answer("On \x01 & <Monday>."))
    [failure] = ET.fromstring(junit([Run("extractive", (bell,))], "en")).iter("failure")
    assert "On \ufffd & <Monday>." in (failure.text or "")
