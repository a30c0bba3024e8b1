"""The page as a reader meets it: a real server, a real browser, and what a reader does there."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from assistant import Assistant
from assistant.answer import Event, Evidence
from assistant.conversation import History
from assistant.web.desk import Desk
from assistant.web.serve import launch
from assistant.web.signing_in import Users
from index import ArticleIndex
from index.errors import IndexUnusable

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
WHO = {"ar": "من حضر؟", "en": "Who attended?"}
OIL = {"ar": "ما سعر النفط؟", "en": "What is the price of oil?"}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


expect.set_options(timeout=30_000)  # milliseconds: a busy machine is no fault of the page


@contextmanager
def served(desk: Desk | Assistant, users: Users | None = None) -> Iterator[str]:
    """The address of a page over `desk`."""
    server = launch(desk, port=free_port(), users=users)
    try:
        yield server.local_url
    finally:
        server.close()


@contextmanager
def opened(
    browser: Browser,
    url: str,
    viewport: dict[str, int] = DESKTOP,
    language: str = "en",
    **options: Any,
) -> Iterator[Page]:
    """The page at `url` in a browser of its own that prefers `language`.

    Closing it asserts that nothing was asked for elsewhere or in vain, and that no script failed.
    """
    settings = {"reduced_motion": "reduce", **options}
    context = browser.new_context(viewport=viewport, locale=language, **settings)
    page = context.new_page()
    asked_for: list[str] = []
    failures: list[str] = []
    missing: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.on("response", lambda answer: answer.status == 404 and missing.append(answer.url))
    page.on("dialog", lambda asked: asked.accept())
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto(url)
    expect_ready(page)
    yield page
    context.close()
    assert [u for u in asked_for if not u.startswith((url, "data:", "blob:"))] == []
    assert failures == []
    assert missing == []


def expect_ready(page: Page) -> None:
    """The page can be asked, and has shown what this browser kept."""
    expect(page.locator("#question textarea")).to_be_editable()
    expect(page.locator("#suggestions .ready")).to_be_attached()


def answers(page: Page) -> Locator:
    """The answers that are finished, in their order."""
    return page.locator("#chat .answer:not(.pending)")


def ask(page: Page, question: str) -> Locator:
    """Ask by typing and the Enter key; the finished answer."""
    before = page.locator("#chat .answer").count()
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")
    expect(answers(page)).to_have_count(before + 1)
    return answers(page).last


def expect_in_view(page: Page, selector: str) -> None:
    """The element lies within its panel and the panel's part of the window."""
    page.wait_for_function(
        """(selector) => {
            const found = document.querySelector(selector);
            if (!found) return false;
            const box = found.getBoundingClientRect();
            const panel = found.closest("#article, #chat").getBoundingClientRect();
            return box.height > 0
                && box.top >= Math.max(0, panel.top) - 1
                && box.bottom <= Math.min(innerHeight, panel.bottom) + 1
                && box.left >= 0 && box.right <= innerWidth;
        }""",
        arg=selector,
    )


def saved(page: Page, button: str) -> str:
    """The text of the file that a press on the button has the browser save."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return download.value.path().read_text(encoding="utf-8")


class Staged(Assistant):
    """Waits between the evidence and the words until it may speak; breaks off when told to."""

    def __init__(self, index: ArticleIndex) -> None:
        super().__init__(index)
        self.may_speak, self.closed = threading.Event(), threading.Event()
        self.breaks_off = False

    def rehearse(self) -> None:
        """Begin from the start, for the next test."""
        self.may_speak.clear()
        self.closed.clear()
        self.breaks_off = False

    async def astream(self, question: str, history: History | None = None) -> AsyncIterator[Event]:
        try:
            async for event in super().astream(question, history):
                yield event
                if self.breaks_off:
                    raise IndexUnusable("index_unusable", folder="the store", reason="it is gone")
                while isinstance(event, Evidence) and not self.may_speak.is_set():
                    await asyncio.sleep(0.01)
        finally:
            self.closed.set()
