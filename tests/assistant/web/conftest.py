"""One server for all tests of the page, and one browser for those of a file."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from assistant import Assistant
from tests.browser import chromium
from tests.page import served


@pytest.fixture(scope="session")
def address(assistant: Assistant) -> Iterator[str]:
    """The page over the embedded article."""
    with served(assistant) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with chromium() as started:
        yield started
