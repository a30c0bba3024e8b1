"""The command line as its user meets it: in a process of its own."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

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


def test_json_is_one_object_that_quotes_the_article(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("The council met in Paris on Monday. It approved the budget.", "utf-8")
    done = run("ask", "Where did the council meet?", "--article", str(story), "--json")
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


def test_index_goes_on_after_an_article_that_fails(tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text("The council met. It left.", encoding="utf-8")
    done = run("index", str(tmp_path / "none.txt"), str(good), COLUMNS="200")
    assert done.returncode == 2
    assert "none.txt" in done.stderr
    assert "2 passages" in done.stdout


def test_a_library_is_filled_listed_asked_and_emptied(
    tmp_path: Path,
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    notices = logging.getLogger("index")  # `main` turns them to the terminal, for good
    monkeypatch.setattr(notices, "propagate", True)
    monkeypatch.setattr(notices, "handlers", [])
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "council.txt").write_text(
        "The council met in Paris. It approved the budget.", "utf-8"
    )
    (folder / "river.md").write_text("The river rose. The bridge was closed on Friday.", "utf-8")
    (folder / "same.txt").write_text("The river rose. The bridge was closed on Friday.", "utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    done = run("index", str(folder), COLUMNS="200", ARTICLE_ASSISTANT_HOME=str(home))
    assert done.returncode == 2
    assert "broken.pdf" in done.stderr

    def printed(*arguments: str) -> Any:
        """What the command prints, in this process: another would load everything anew."""
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        assert not ended.value.code
        return json.loads(capsys.readouterr().out or "null")

    listed = printed("list", "--json")
    assert [entry["passages"] for entry in listed] == [2, 2]
    for name in ("river", "all"):
        given = printed("ask", "When was the bridge closed?", "--json", "--article", name)
        assert "Friday" in given["citations"][0]["quote"]
    assert given["citations"][0]["article"] in [entry["id"] for entry in listed]
    done = run("remove", "council", ARTICLE_ASSISTANT_HOME=str(home))
    assert done.returncode == 0
    assert len(printed("list", "--json")) == 1


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


def test_help_and_mistakes_wait_for_no_library() -> None:
    code = "import assistant.cli, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {"torch", "sentence_transformers", "chromadb", "langchain_core", "gradio"}
