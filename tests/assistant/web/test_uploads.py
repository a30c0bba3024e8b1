"""No client reads a file of the server's by naming it: what is read was uploaded."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio.utils import get_upload_folder
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.uploads import is_uploaded

SECRET = "The secret minister is called Omar Nassar."


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file on the server, outside the folder for uploads, of a kind that can be read."""
    file = tmp_path / "secret.txt"
    file.write_text(SECRET, encoding="utf-8")
    return file


def named(path: object) -> dict[str, object]:
    """A file as Gradio's own browser code names one."""
    return {"path": str(path), "meta": {"_type": "gradio.FileData"}}


def told(page: str, ending: str, data: list[Any]) -> dict[str, Any]:
    """What the server answers to an event that a client makes up, whose trigger has this name."""
    events = httpx.get(f"{page}config").json()["dependencies"]
    event = next(e for e in events if any(ending in target for target in e["targets"]))
    call = {"data": data, "fn_index": event["id"], "session_hash": "x"}
    httpx.post(f"{page}gradio_api/queue/join", json=call).raise_for_status()
    with httpx.stream("GET", f"{page}gradio_api/queue/data?session_hash=x", timeout=60) as lines:
        ended = next(line for line in lines.iter_lines() if "process_completed" in line)
    answer: dict[str, Any] = json.loads(ended.removeprefix("data:"))
    return answer


@pytest.mark.parametrize("language", ["ar", "en"])
def test_no_file_is_read_that_was_not_uploaded(address: str, secret: Path, language: str) -> None:
    for path in (secret, f"{get_upload_folder()}/x/../../{secret}", "/etc/passwd"):
        answer = told(f"{address}{language}/", "upload", [named(path), {}])
        assert not answer["success"], path
        assert "Nassar" not in json.dumps(answer, ensure_ascii=False)


def test_no_file_is_read_that_is_named_deep_within_what_is_kept(address: str, secret: Path) -> None:
    kept = {"article": "", "talks": {"x": [named(secret)]}, "added": []}
    answer = told(f"{address}en/", "load", [kept])
    assert "Nassar" not in json.dumps(answer, ensure_ascii=False)
    copies = Path(get_upload_folder()).rglob("secret.txt")
    assert [file for file in copies if file.read_text(encoding="utf-8") == SECRET] == []


def test_nothing_is_fetched_in_a_files_place(address: str) -> None:
    answer = told(f"{address}en/", "upload", [named(f"{address}health"), {}])
    assert answer["output"]["error"] == "That file was not uploaded to this page. Upload it first."


def test_a_program_that_names_a_file_is_refused(address: str, secret: Path) -> None:
    called = httpx.post(
        f"{address}gradio_api/call/ask", json={"data": ["who attended?", [named(secret)]]}
    )
    event = called.json()["event_id"]
    given_back = httpx.get(f"{address}gradio_api/call/ask/{event}", timeout=60).text
    assert "event: error" in given_back


@given(st.text())
def test_no_path_made_up_is_that_of_an_upload(path: str) -> None:
    assert not is_uploaded(path)


def test_the_folder_for_uploads_holds_what_is_uploaded(tmp_path: Path) -> None:
    folder = Path(get_upload_folder())
    assert is_uploaded(f"{folder}/0a/story.txt")
    assert not is_uploaded(f"{folder}/../story.txt")
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / tmp_path.name
    link.symlink_to(tmp_path)
    try:
        assert not is_uploaded(f"{link}/story.txt")
    finally:
        link.unlink()
