"""Large files are made once, whole, or not at all."""

from pathlib import Path

import pytest

from index.errors import ModelError
from index.kept import made_once


def test_what_is_made_is_kept_until_it_is_to_be_made_otherwise(tmp_path: Path) -> None:
    made: list[str] = []

    def make(path: Path) -> None:
        made.append(path.name)
        path.write_bytes(b"weights")

    kept = tmp_path / "models" / "some.bin"
    assert made_once(kept, "first", make) == made_once(kept, "first", make) == kept
    assert made == ["some.bin"]
    made_once(kept, "second", make)
    assert len(made) == 2
    kept.write_bytes(b"changed")
    made_once(kept, "second", make)
    assert kept.read_bytes() == b"weights"


def test_what_could_not_be_made_leaves_nothing(tmp_path: Path) -> None:
    def half(path: Path) -> None:
        path.write_bytes(b"half")
        raise ModelError("model_hash", name="some", command="pip install")

    with pytest.raises(ModelError, match="SHA-256"):
        made_once(tmp_path / "some.bin", "mark", half)
    assert [file.suffix for file in tmp_path.iterdir()] == [".lock"]


def test_a_full_disk_is_told_with_the_folder(tmp_path: Path) -> None:
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(ModelError, match="No space left on device"):
        made_once(tmp_path / "some.bin", "mark", full)
