"""The command line as its user meets it: in a process of its own."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.cli import main


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from assistant.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"} | environment,
    )


def test_ask_prints_the_answer_with_its_quotes() -> None:
    done = run("ask", "من حضر؟")
    assert done.returncode == 0, done.stderr
    assert "روبيو" in done.stdout
    assert "[1]" in done.stdout


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it printed."""

    code: int
    stdout: str
    stderr: str


@pytest.fixture
def run_here(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Done]:
    """Run the command in this process, whose encoder is warm, on a library of its own."""
    assert not home.exists()
    monkeypatch.setenv("COLUMNS", "200")
    notices = logging.getLogger("index")  # `main` turns them to the terminal, for good
    monkeypatch.setattr(notices, "propagate", True)
    monkeypatch.setattr(notices, "handlers", [])

    def run_here(*arguments: str) -> Done:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        return Done(int(ended.value.code or 0), *capsys.readouterr())

    return run_here


def test_json_is_one_object_that_quotes_the_article(
    tmp_path: Path, run_here: Callable[..., Done]
) -> None:
    story = tmp_path / "story.txt"
    story.write_text("The council met in Paris on Monday. It approved the budget.", "utf-8")
    done = run_here("ask", "Where did the council meet?", "--article", str(story), "--json")
    given = json.loads(done.stdout)
    assert set(given) == {
        "question", "text", "abstained", "confidence", "language", "model", "replaced", "citations",
        "seconds",
    }  # fmt: skip
    text = story.read_text("utf-8")
    for citation in given["citations"]:
        assert text[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", ""),
        ("ask", "x" * 2001),
        ("ask", "who\x07?"),
        ("ask", "who?", "--article", "/nowhere/story.txt"),
        ("ask", "who?", "--model", "oracle"),
        ("ask", "who?", "--model", "openai:gpt-x"),
        ("--model", "extractive", "--model", "oracle"),
        ("index", "/nowhere/story.txt"),
        ("--article", "/nowhere/story.txt"),
    ],
)
def test_a_users_mistake_is_one_plain_line_and_exit_code_2(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr + done.stdout


def test_messages_are_arabic_where_the_surroundings_are() -> None:
    assert "السؤال فارغ" in run("ask", "", LANG="ar_EG.UTF-8", LC_ALL="ar_EG.UTF-8").stderr


def test_index_goes_on_after_an_article_that_fails(
    tmp_path: Path, run_here: Callable[..., Done]
) -> None:
    good = tmp_path / "good.txt"
    good.write_text("The council met. It left.", encoding="utf-8")
    done = run_here("index", str(tmp_path / "none.txt"), str(good))
    assert done.code == 2
    assert "none.txt" in done.stderr
    assert "2 passages" in done.stdout


def test_a_library_is_filled_listed_asked_and_emptied(
    tmp_path: Path, run_here: Callable[..., Done]
) -> None:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "council.txt").write_text(
        "The council met in Paris. It approved the budget.", "utf-8"
    )
    (folder / "river.md").write_text("The river rose. The bridge was closed on Friday.", "utf-8")
    (folder / "same.txt").write_text("The river rose. The bridge was closed on Friday.", "utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    done = run_here("index", str(folder))
    assert done.code == 2
    assert "broken.pdf" in done.stderr

    listed = json.loads(run_here("list", "--json").stdout)
    assert [entry["passages"] for entry in listed] == [2, 2]
    for name in ("river", "all"):
        done = run_here("ask", "When was the bridge closed?", "--json", "--article", name)
        [citation] = json.loads(done.stdout)["citations"]
        assert "Friday" in citation["quote"]
    assert citation["article"] in [entry["id"] for entry in listed]
    assert run_here("remove", "council").code == 0
    assert len(json.loads(run_here("list", "--json").stdout)) == 1


def test_help_teaches_by_example() -> None:
    assert "article-assistant ask" in " ".join(run("ask", "--help").stdout.split())


def test_a_fresh_interpreter_asks_in_two_lines() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from assistant import ask; print(ask('من حضر؟').text)"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "روبيو" in done.stdout, done.stderr
    assert done.stderr == ""


def loaded_by(code: str) -> set[str]:
    """The packages that are loaded once a fresh interpreter has run `code`."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {name.split(".")[0] for name in done.stdout.split()}


def test_help_and_mistakes_wait_for_no_library() -> None:
    heavy = {"torch", "sentence_transformers", "chromadb", "langchain_core", "gradio"}
    assert not loaded_by("import assistant.cli") & heavy


@pytest.mark.parametrize(
    "arguments",
    [
        ["list"],
        ["remove", "nothing"],
        ["index", "/nowhere/story.txt"],
        ["ask", "who?", "--article", "/nowhere/story.txt"],
        ["eval", "/nowhere/cases.qa.yaml"],
    ],
)
@pytest.mark.usefixtures("home")
def test_what_embeds_nothing_waits_for_no_encoder(arguments: list[str]) -> None:
    code = (
        "import contextlib, sys\nfrom assistant.cli import main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(sys.stderr):\n"
        f"    main({arguments})"
    )
    assert not loaded_by(code) & {"torch", "sentence_transformers"}
