"""`article-assistant eval` as its user meets it."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from index.errors import ArticleAssistantError
from tests.answers import HEAD

RIGHT = f"{HEAD}  - {{question: من حضر؟, cites: ماركو روبيو}}\n"
WRONG = f"{RIGHT}  - {{question: What is the price of oil?, abstains: false}}\n"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from assistant.cli import main; main()", "eval", *arguments],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "COLUMNS": "120"},
    )


def run_here(*arguments: str | Path) -> Result:
    """Run the command in this process, where the encoder is warm."""
    return CliRunner().invoke(app, ["eval", *map(str, arguments)], env={"LC_ALL": "C.UTF-8"})


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.qa.yaml"
    path.write_text(WRONG, encoding="utf-8")
    return path


@pytest.fixture
def right(tmp_path: Path) -> Path:
    path = tmp_path / "right.qa.yaml"
    path.write_text(RIGHT, encoding="utf-8")
    return path


def test_all_passed_is_exit_code_0_and_a_quiet_stderr(right: Path) -> None:
    done = run_here(right)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "extractive: 1 passed" in done.stdout
    assert "(n=1)" in done.stdout


def test_a_failure_is_exit_code_1_with_all_the_reports(wrong: Path, tmp_path: Path) -> None:
    junit, html = tmp_path / "junit.xml", tmp_path / "report.html"
    done = run(wrong, "--junit", junit, "--html", html, "--language", "ar")
    assert done.returncode == 1, done.stderr
    assert "The article does not say." in done.stdout
    assert "wrong.qa.yaml:4" in done.stdout
    assert "المنتظر" in done.stdout
    assert ET.parse(junit).getroot()[0].get("failures") == "1"
    assert '<html lang="ar" dir="rtl">' in html.read_text(encoding="utf-8")


def test_json_is_one_object_for_all_files_and_answerers(right: Path, wrong: Path) -> None:
    done = run_here(right, wrong, "--json", "--model", "extractive", "--model", "extractive")
    assert done.exit_code == 1
    given = json.loads(done.stdout)
    [one] = given["runs"]
    assert one["model"] == "extractive"
    assert [case["outcome"] for case in one["cases"]] == ["passed", "passed", "failed"]


def test_every_wrong_file_is_told_before_anything_is_asked(right: Path, tmp_path: Path) -> None:
    typo = tmp_path / "typo.qa.yaml"
    typo.write_text(RIGHT.replace("cites", "cite"), encoding="utf-8")
    report = tmp_path / "report.html"
    report.write_text("the last one", encoding="utf-8")
    done = run(typo, right, tmp_path / "none.qa.yaml", "--html", report)
    assert (done.returncode, done.stdout) == (2, "")
    first, second = done.stderr.splitlines()
    assert first.startswith(f"{typo}:3: the key cite is not known here. Allowed: question, ")
    assert "none.qa.yaml" in second
    assert report.read_text(encoding="utf-8") == "the last one"


@pytest.mark.parametrize("options", [("--html", "/nowhere/report.html"), ("--language", "fr")])
def test_a_wrong_option_is_exit_code_2_without_a_traceback(
    right: Path, options: tuple[str, ...]
) -> None:
    done = run(right, *options)
    assert done.returncode == 2
    assert options[1] in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_answerer_is_named(right: Path) -> None:
    done = run_here(right, "--model", "extractive", "--model", "oracle")
    assert isinstance(done.exception, ArticleAssistantError)
    assert done.exception.key == "model_unknown"


def test_the_schema_is_printed_for_editors() -> None:
    assert "known_failure" in json.loads(run_here("--schema").stdout)["$defs"]["case"]["properties"]
