"""The speed benchmark, run for real at its small sizes; no timing is judged."""

import json
from pathlib import Path

import pytest

from tests.benchmarks.speed.__main__ import QUICK, main


@pytest.fixture(scope="module")
def output(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("speed")


def test_the_command_prints_writes_and_draws(
    data: Path, output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(data), "--quick", "--output", str(output)])
    table = capsys.readouterr().out
    for what in ("warm `ask`, one core", "cold: index, reopened", "cold `ask` : imports"):
        assert f"| {what} |" in table
    written = json.loads((output / "speed.json").read_text(encoding="utf-8"))
    assert len(written["warm"]["1"]) >= 60 * QUICK.warm, "each of the scripted questions"
    assert [s["articles"] for s in written["store"]] == list(QUICK.store)
    assert written["store"][0]["passages"] > 3 * 2, "the others are in the store"
    assert [load["users"] for load in written["users"]] == list(QUICK.users)
    assert all(load["errors"] == 0 and load["seconds"] for load in written["users"])
    assert (output / "speed.png").read_bytes().startswith(b"\x89PNG")
