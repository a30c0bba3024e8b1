"""A model is used only when it is named, and what it lacks is said in one line."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import Assistant, ask
from assistant.models import choosing
from assistant.models.choosing import check_name, chosen_name, is_remote, open_model
from index.errors import ArticleAssistantError, ModelError
from tests.model_server import KEY, model_server

NAMED = ("OPENAI_API_KEY", "OPENAI_API_BASE", "OPENAI_BASE_URL", "OLLAMA_HOST", "ANTHROPIC_API_KEY")


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key, no server and no model in the environment, and none opened before."""
    for name in NAMED:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(choosing, "_opened", {})


def test_extractive_is_the_default_and_the_environment_may_name_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert chosen_name() == "extractive"
    monkeypatch.setenv("ARTICLE_ASSISTANT_MODEL", "local")
    assert chosen_name() == "local"
    assert chosen_name("extractive") == "extractive"


@pytest.mark.parametrize(
    ("name", "address", "remote"),
    [
        ("extractive", None, False),
        ("local", None, False),
        ("gguf:/models/any.gguf", None, False),
        ("ollama:qwen3", None, False),
        ("openai:any", None, True),
        ("anthropic:any", None, True),
        ("mistralai:any", None, True),
        ("openai:any", ("OPENAI_BASE_URL", "http://127.0.0.1:8000/v1"), False),
        ("openai:any", ("OPENAI_API_BASE", "http://localhost:8000/v1"), False),
        ("openai:any", ("OPENAI_BASE_URL", "http://192.168.0.7:8000/v1"), True),
        ("openai:any", ("OPENAI_BASE_URL", "http://localhost.example.org/v1"), True),
        ("ollama:qwen3", ("OLLAMA_HOST", "192.168.0.7:11434"), True),
        ("ollama:qwen3", ("OLLAMA_HOST", "0.0.0.0:11434"), False),
    ],
)
def test_it_is_known_whether_text_leaves_the_machine(
    monkeypatch: pytest.MonkeyPatch, name: str, address: tuple[str, str] | None, remote: bool
) -> None:
    if address is not None:
        monkeypatch.setenv(*address)
    assert is_remote(name) is remote


@pytest.mark.parametrize("name", ["oracle", "openai:", ":gpt", "gguf:"])
def test_a_name_that_is_none_is_told(name: str) -> None:
    with pytest.raises(ModelError, match="local"):
        check_name(name)


def test_a_missing_package_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "find_spec", lambda name: None)
    with pytest.raises(ModelError) as caught:
        open_model("anthropic:claude")
    assert 'pip install "article-assistant[anthropic]"' in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("name", ["mistralai:any", "groq:any"])
def test_so_is_that_of_a_provider_that_langchain_alone_knows(name: str) -> None:
    with pytest.raises(ModelError, match=f"pip install .langchain-{name.partition(':')[0]}"):
        open_model(name)


def test_a_provider_that_nobody_knows_is_told() -> None:
    with pytest.raises(ModelError, match="provider"):
        open_model("oracle:delphi")


def test_a_missing_key_names_its_variable() -> None:
    with pytest.raises(ModelError, match="OPENAI_API_KEY"):
        open_model("openai:any")


def test_a_missing_model_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.gguf"):
        open_model(f"gguf:{tmp_path / 'none.gguf'}")


def test_a_file_that_is_no_model_is_told(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp", reason='pip install "article-assistant[local-llm]"')
    (tmp_path / "bad.gguf").write_bytes(b"no model at all")
    with pytest.raises(ModelError, match="cannot be read"):
        open_model(f"gguf:{tmp_path / 'bad.gguf'}")


def test_the_key_is_sent_to_its_server_and_stands_nowhere_else(
    monkeypatch: pytest.MonkeyPatch, assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with model_server("unwilling") as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", f"{server.address}/v1")
        asking = assistant.with_model("openai:test")
        answer = asking.ask("كم استمر الاجتماع؟")
        assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    shown = json.dumps(answer.as_json(0), ensure_ascii=False) + repr(asking) + repr(answer)
    assert KEY not in shown + caplog.text
    assert answer.replaced == "refused"


def test_a_model_by_name_and_address_is_asked_from_the_command_line() -> None:
    text = "The meeting lasted three hours. [1]"
    with model_server("well", text=text) as server:
        done = subprocess.run(
            [
                sys.executable, "-c", "from assistant.cli import main; main()",
                "ask", "How long did the meeting last?", "--model", "openai:test", "--json",
            ],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"OPENAI_BASE_URL": f"{server.address}/v1", "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    given = json.loads(done.stdout)
    assert given["text"] == text
    assert given["model"] == "openai:test"
    assert KEY not in done.stdout + done.stderr


def test_a_model_that_cannot_be_opened_is_told_before_the_answer() -> None:
    with pytest.raises(ArticleAssistantError, match="OPENAI_API_KEY"):
        ask("من حضر؟", model="openai:any")
