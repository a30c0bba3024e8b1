"""Tables, JSON and the one command that remakes all."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.evaluation.scores import Estimate, estimate
from tests.benchmarks import ablation, across, report
from tests.benchmarks.__main__ import main
from tests.benchmarks.answers import __main__ as answers
from tests.benchmarks.evidence import __main__ as evidence
from tests.benchmarks.models import __main__ as models
from tests.benchmarks.speed import __main__ as speed


def test_a_table_is_markdown() -> None:
    table = report.markdown(["system", "R@1"], [["ours", report.cell(Estimate(0.5, 0.25, 1, 4))]])
    assert table.splitlines() == [
        "| system | R@1 |",
        "| --- | --- |",
        "| ours | 0.50 [0.25, 1.00] |",
    ]


def test_a_figure_without_value_is_a_dash() -> None:
    assert report.cell(estimate([])) == "–"


def test_json_holds_estimates_whole_and_what_is_none_as_null(tmp_path: Path) -> None:
    found = {"value": Estimate(1 / 3, 0.0, 1.0, 3), "never": [float("inf"), 2.0], 5: "السوق"}
    report.write_json(tmp_path / "new" / "found.json", found)
    text = (tmp_path / "new" / "found.json").read_text(encoding="utf-8")
    assert json.loads(text) == {
        "value": {"value": 0.3333, "low": 0.0, "high": 1.0, "n": 3},
        "never": [None, 2.0],
        "5": "السوق",
    }
    assert "[ null, 2.0 ]" in text, "a list of numbers takes one line"
    assert "السوق" in text


def test_one_command_remakes_all(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run: list[tuple[str, Any]] = []
    for benchmark in (evidence, ablation, answers, across, speed, models):
        monkeypatch.setattr(
            benchmark, "main", lambda given, name=benchmark.__name__: run.append((name, given))
        )
    main([str(data), "--output", str(tmp_path)])
    assert [name.removesuffix(".__main__").rpartition(".")[2] for name, _ in run] == [
        "evidence",
        "ablation",
        "answers",
        "across",
        "speed",
        "models",
    ]
    assert {tuple(given) for _, given in run} == {(str(data), "--output", str(tmp_path))}
