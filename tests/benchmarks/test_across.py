"""How often a question to the library reaches its article, measured on a small library."""

import json
from pathlib import Path

import pytest

from assistant.across import NEAREST
from tests.benchmarks.across import main, measure
from tests.benchmarks.questions import load_split


def test_where_all_articles_are_read_every_question_reaches_its_own(
    data: Path, tmp_path: Path
) -> None:
    articles = load_split(data, "all")["ar"][:NEAREST]
    (reached,) = measure({"ar": articles}, articles, tmp_path)
    assert reached.recall[NEAREST].value == 1.0
    assert reached.recall[1].value <= 1.0
    assert reached.recall[1].n == sum(len(each.questions) for each in articles)


def test_the_command_prints_and_writes(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(data), "--only", "ar", "--output", str(tmp_path)])
    assert "| ar |" in capsys.readouterr().out
    written = json.loads((tmp_path / "across.json").read_text(encoding="utf-8"))
    assert written["found"][0]["questions"] == "ar"
