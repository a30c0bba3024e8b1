"""What the thorough reader's tests share; where it is not installed they are skipped."""

import pytest

from assistant.reading.thorough.installed import COMMAND, is_installed


@pytest.fixture(autouse=True)
def installed() -> None:
    """Skip, and name the command, where the packages are missing."""
    if not is_installed():
        pytest.skip(f"the thorough reader is not installed; run: {COMMAND}")
