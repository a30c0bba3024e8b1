"""A user's own suite collects *.qa.yaml files, one test a case."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.answers import HEAD

CONFTEST = """
from assistant.evaluation import pytest_plugin

def pytest_configure(config):
    if not config.pluginmanager.is_registered(pytest_plugin):
        config.pluginmanager.register(pytest_plugin)
"""
CASES = """\
  - {question: من حضر؟, cites: ماركو روبيو}
  - question: Where was the meeting held?
    cites: ألاسكا
    follow_up: [{question: What is the price of oil?, abstains: false}]
  - {question: What is the price of oil?, abstains: true}
  - {question: What is the price of oil?, abstains: false, known_failure: true}
  - {question: Who won the World Cup?, abstains: true, known_failure: true}
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A suite of a user's own, where the plugin is known; it runs in a process of its own."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    pytester.makeconftest(CONFTEST)
    return pytester


def written(suite: pytest.Pytester, text: str) -> None:
    (suite.path / "story.qa.yaml").write_text(text, encoding="utf-8")


def test_each_case_is_a_test_whose_failure_shows_expected_beside_given_and_no_traceback(
    suite: pytest.Pytester,
) -> None:
    written(suite, HEAD + CASES)
    suite.makepyfile("def test_beside_it(): pass")
    done = suite.runpytest_subprocess("-v")
    done.assert_outcomes(passed=3, failed=2, xfailed=1)
    done.stdout.fnmatch_lines(
        [
            "story.qa.yaml::من حضر؟ PASSED*",
            "story.qa.yaml::Where was the meeting held? FAILED*",
            "story.qa.yaml::What is the price of oil? PASSED*",
            "story.qa.yaml::What is the price of oil? (2) XFAIL*",
            "story.qa.yaml::Who won the World Cup? FAILED*",
            "*Where was the meeting held?*",
            "What is the price of oil? (story.qa.yaml:6)",
            "  expected  an answer",
            "  given     The article does not say.",
            "*Who won the World Cup?*",
            "  expected  that it fails: it is marked known_failure. Take the mark off.",
            "  given     it passes",
        ]
    )
    assert "Traceback" not in done.stdout.str()
    assert ".py:" not in done.stdout.str().partition("FAILURES")[2]


def test_one_case_can_be_chosen_by_its_words(suite: pytest.Pytester) -> None:
    written(suite, HEAD + CASES)
    done = suite.runpytest_subprocess("-k", "حضر", "--collect-only", "-q")
    done.stdout.fnmatch_lines(["story.qa.yaml::من حضر؟", "", "1/5 tests collected (4 deselected)*"])


def test_a_mistake_in_a_file_is_one_line(suite: pytest.Pytester) -> None:
    for name, text in {
        "key": f"{HEAD}  - {{question: who?, cite: x}}",
        "cite": f"{HEAD}  - {{question: who?, cites: هلسنكي}}",
        "gone": "article: none.txt\ncases: [{question: who?, abstains: true}]",
    }.items():
        (suite.path / f"{name}.qa.yaml").write_text(text, encoding="utf-8")
    done = suite.runpytest_subprocess("--continue-on-collection-errors")
    done.assert_outcomes(errors=1, failed=2)
    for told in (
        "*key.qa.yaml:3: the key cite is*",
        "*cite.qa.yaml:3: the article does not*",
        "*gone.qa.yaml:1: There*",
    ):
        done.stdout.fnmatch_lines([told])
    assert "Traceback" not in done.stdout.str()
    assert ".py:" not in done.stdout.str()


def test_other_files_are_left_alone(suite: pytest.Pytester) -> None:
    (suite.path / "data.yaml").write_text("a: 1", encoding="utf-8")
    suite.makepyfile("def test_beside_it(): pass")
    suite.runpytest_subprocess().assert_outcomes(passed=1)


def test_pytest_starts_without_what_only_a_case_needs() -> None:
    code = "import assistant.evaluation.pytest_plugin, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {"torch", "numpy", "yaml", "jsonschema", "langchain_core", "rich", "jinja2"}


def test_the_distribution_offers_the_plugin_to_pytest() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))
    offered = project["project"]["entry-points"]["pytest11"]
    assert offered == {"article-assistant": "assistant.evaluation.pytest_plugin"}
