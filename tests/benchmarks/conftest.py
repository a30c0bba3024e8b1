"""What the benchmarks' tests share."""

from pathlib import Path

import pytest

from tests.benchmarks.data import write_data


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small data folder."""
    return write_data(tmp_path_factory.mktemp("data"))
