"""Indexing, asking and serving reach nothing beyond this machine, in a process of their own."""

import os
import subprocess
import sys

import pytest

WORK = """
import socket, sys, tempfile
from pathlib import Path

tried = []
def watch(event, arguments):
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            tried.append(address)
            raise OSError(f"reached out to {address}")
    near = ("127.0.0.1", "::1", "localhost", None)
    if event == "socket.getaddrinfo" and arguments[0] not in near:
        tried.append(arguments[0])
        raise OSError(f"looked up {arguments[0]}")
sys.addaudithook(watch)

from assistant import Assistant
from index import Article, ArticleIndex

home = Path(tempfile.mkdtemp())
assistant = Assistant(ArticleIndex.build(Article.load("alaska-summit"), home=home))
assert assistant.ask("who attended?").citations
from assistant.web.serve import launch
with socket.create_server(("127.0.0.1", 0)) as held:
    port = held.getsockname()[1]
page = launch(assistant, port=port)
from gradio_client import Client
given = Client(page.local_url, verbose=False).predict("من حضر؟", api_name="/ask")
assert given["citations"]
page.close()
print("tried:", tried)
"""


def test_nothing_leaves_the_machine() -> None:
    done = subprocess.run([sys.executable, "-c", WORK], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "tried: []" in done.stdout


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ANONYMIZED_TELEMETRY", "False"),
        ("GRADIO_ANALYTICS_ENABLED", "False"),
        ("HF_HUB_DISABLE_TELEMETRY", "1"),
    ],
)
def test_the_libraries_telemetry_is_off(variable: str, value: str) -> None:
    code = f"import assistant, os; print(os.environ[{variable!r}])"
    unset = {name: given for name, given in os.environ.items() if name != variable}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=unset
    )
    assert done.stdout.strip() == value
