"""The reader can be taught anew: the whole of it, on data small enough for a test."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from assistant.reading.confidence import CONFIDENCE_FEATURES
from assistant.reading.network import ReadingNetwork
from assistant.reading.signals import FEATURES
from index.universal_encoder import WORD_FEATURES
from index.verified import verified
from tests.benchmarks.data import write_data, write_lines, write_some
from tests.benchmarks.stories import LESSONS, RESERVED
from tests.benchmarks.train_reader import __main__ as train_reader
from tests.benchmarks.train_reader import cases as cases_module
from tests.benchmarks.train_reader import learning
from tests.benchmarks.train_reader.cases import Case, question_cases
from tests.benchmarks.train_reader.written import written_cases


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every file that training reads."""
    folder = write_data(tmp_path_factory.mktemp("data"))
    write_lines(folder)
    return folder


@pytest.fixture(scope="module")
def cases(data: Path) -> list[Case]:
    """All that the reader learns from."""
    return [*question_cases(data, 1), *written_cases(data, 1)]


@pytest.fixture
def some_lessons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of the lessons, and a reserved one."""
    for name, source, size in (("LESSONS", LESSONS, 2), ("RESERVED", RESERVED, 1)):
        monkeypatch.setattr(cases_module, name, write_some(source, tmp_path / name, size))


@pytest.mark.usefixtures("some_lessons")
def test_training_writes_weights_that_the_reader_loads(
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(train_reader, "WEIGHTS", tmp_path)
    monkeypatch.setattr(learning, "_WARM_STEPS", 2)
    monkeypatch.setattr(learning, "WIDTH", 32)
    train_reader.main([str(data), "--epochs", "1", "--write"])
    assert "| xquad ar-ar |" in capsys.readouterr().out
    network = ReadingNetwork(WORD_FEATURES, len(FEATURES))
    network.load_state_dict(load_file(tmp_path / "reader.safetensors"))
    stored = json.loads((tmp_path / "reader.json").read_text("utf-8"))
    assert list(stored["confidence"]) == [*CONFIDENCE_FEATURES, "intercept"]
    assert 0 < stored["threshold"] < 1
    assert json.loads(verified(tmp_path, "reader.json")) == stored
    assert verified(tmp_path, "reader.safetensors")


def test_a_case_holds_the_sentence_that_answers_or_says_that_none_does(cases: list[Case]) -> None:
    for case in cases:
        assert (case.gold >= 0) == (case.fate == "answered")
        if case.span[0] >= 0:
            words = case.hits[case.gold].passage.text.split()
            assert 0 <= case.span[0] <= case.span[1] < len(words)


def test_no_article_of_a_source_is_both_taught_and_reserved(cases: list[Case]) -> None:
    for source in ("xquad ar-ar", "xquad en-ar"):  # the others are too few here
        taught, reserved = (
            {c.hits[0].passage.text for c in cases if c.source == source and c.reserved is kept}
            for kept in (False, True)
        )
        assert taught
        assert reserved
        assert not taught & reserved


def test_folding_the_reduction_into_the_weights_changes_no_word() -> None:
    torch.manual_seed(0)
    reduction = learning.Reduction(torch.randn(WORD_FEATURES), torch.randn(24, WORD_FEATURES) / 30)
    small = ReadingNetwork(24, len(FEATURES)).eval()
    whole = learning.folded(small, reduction)
    features = torch.randn(5, WORD_FEATURES)
    reduced = (features - reduction.mean) @ reduction.components.T
    for own, expected in zip(whole.read_words(features), small.read_words(reduced), strict=True):
        assert torch.allclose(own, expected, atol=1e-4)
