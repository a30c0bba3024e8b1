"""The conversation as its reader has it: asking, waiting, stopping, mending and judging."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from assistant import Assistant
from assistant.answer import Citation
from assistant.web.chat_view import chat_html
from assistant.web.conversation import Turn
from assistant.web.serve import launch
from index import ArticleIndex
from index.messages import Language, message
from tests.page import (
    DESKTOP,
    PHONE,
    WHO,
    Staged,
    answers,
    ask,
    expect_in_view,
    free_port,
    opened,
    served,
)


@pytest.fixture(scope="module")
def staged_page(index: ArticleIndex) -> Iterator[tuple[str, Staged]]:
    """A page over an assistant that the test lets speak, and its address."""
    assistant = Staged(index)
    with served(assistant) as url:
        yield url, assistant


@pytest.fixture
def staged(staged_page: tuple[str, Staged]) -> tuple[str, Staged]:
    """The same, from the start."""
    staged_page[1].rehearse()
    return staged_page


def test_the_proof_is_marked_before_the_first_word(
    browser: Browser, staged: tuple[str, Staged]
) -> None:
    url, assistant = staged
    with opened(browser, url) as page:
        page.locator("#question textarea").fill("من حضر؟")
        page.locator("#ask").click()
        expect_in_view(page, "#article mark.lit")
        pending = page.locator("#chat .pending")
        expect(pending).to_contain_text(message("interface", "writing", "en"))
        expect(pending.locator(".evidence button.cite")).to_have_text("[1]")
        expect(pending).not_to_contain_text("«")
        assistant.may_speak.set()
        expect(answers(page)).to_contain_text("«")


@pytest.mark.parametrize("by_key", [False, True], ids=["button", "escape"])
@pytest.mark.parametrize(
    ("language", "viewport"), [("ar", PHONE), ("en", DESKTOP)], ids=["arabic-phone", "english-wide"]
)
def test_an_answer_can_be_stopped_and_its_stream_is_closed(
    browser: Browser,
    staged: tuple[str, Staged],
    language: Language,
    viewport: dict[str, int],
    by_key: bool,
) -> None:
    url, assistant = staged
    with opened(browser, url, viewport, language) as page:
        page.locator("#question textarea").fill("Who attended?")
        page.locator("#question textarea").press("Enter")
        expect(page.locator("#chat .pending .evidence")).to_be_visible()
        expect(page.locator("#ask")).to_be_hidden()
        if by_key:
            page.keyboard.press("Escape")
        else:
            page.locator("#stop").click()
        stopped = message("interface", "stopped", language)
        expect(page.locator("#chat .answer.stopped")).to_contain_text(stopped)
        assert assistant.closed.wait(timeout=30)
        expect(page.locator("#ask")).to_be_visible()

        assistant.may_speak.set()
        expect(ask(page, "Who attended?")).to_contain_text("[1]")


def test_each_message_begins_at_the_side_of_its_own_language(
    browser: Browser, address: str
) -> None:
    with opened(browser, address, language="ar") as page:
        ask(page, "NATO هل حضر؟")
        ask(page, "Who met بوتين there?")
        ask(page, "بوتين met whom there?")
        for turn, direction in ((0, "rtl"), (1, "ltr"), (2, "ltr")):
            asked = page.locator(f"#turn-{turn} .asked p")
            assert asked.evaluate("p => getComputedStyle(p).direction") == direction
        said = page.locator("#turn-1 .answer")
        assert said.locator("p").first.evaluate("p => getComputedStyle(p).direction") == "ltr"
        quote = said.locator("blockquote").first
        assert quote.evaluate("q => getComputedStyle(q).direction") == "rtl"


def test_a_server_that_is_gone_is_told_in_the_pages_language_and_the_question_is_kept(
    browser: Browser, assistant: Assistant
) -> None:
    server = launch(assistant, port=free_port())
    with opened(browser, server.local_url, language="ar") as page:
        server.close()
        page.locator("#question textarea").fill(WHO["ar"])
        page.locator("#question textarea").press("Enter")
        expect(page.locator("#trouble")).to_have_text(message("interface", "lost", "ar"))
        expect(page.locator("#question textarea")).to_have_value(WHO["ar"])


def test_an_empty_question_is_met_with_a_plain_line(browser: Browser, address: str) -> None:
    with opened(browser, address, language="ar") as page:
        page.locator("#ask").click()
        expect(page.locator("#notice")).to_have_text(message("errors", "question_empty", "ar"))
        expect(page.locator("#chat .turn")).to_have_count(0)


def test_a_question_too_long_is_met_in_its_own_language_and_stays_to_be_mended(
    browser: Browser, address: str
) -> None:
    with opened(browser, address, language="ar") as page:
        page.locator("#question textarea").fill("Who attended? " * 2000)
        page.locator("#ask").click()
        expect(page.locator("#notice")).to_contain_text("Please shorten it.")
        assert page.locator("#question textarea").input_value().startswith("Who attended?")


def test_a_failure_in_the_midst_of_an_answer_is_told_and_can_be_retried(
    browser: Browser, staged: tuple[str, Staged]
) -> None:
    url, assistant = staged
    assistant.breaks_off = True
    with opened(browser, url) as page:
        said = ask(page, "Who attended?")
        expect(said).to_have_class("answer failed")
        expect(said.get_by_role("button", name="Ask again")).to_be_visible()


def said(text: str, quote_count: int = 2) -> str:
    """An answered turn of this text as HTML."""
    cited = tuple(Citation(n + 1, "x", n, n + 1) for n in range(quote_count))
    return chat_html((Turn("Who?", "answered", text, cited, 0.5),), "en")


def test_a_quote_of_the_other_language_stands_apart_and_a_short_one_of_the_same_does_not() -> None:
    mixed = said("It says: «قال: «نعم».» [1] «قال: لا.» [2]")
    assert mixed.count("<blockquote") == 2
    assert mixed.count('class="cite"') == 2
    assert "<blockquote" not in said("It says: «Yes.» [1]")


def test_a_number_that_no_quote_bears_is_no_link() -> None:
    html = said("They did [1], in 2020 [7].", quote_count=1)
    assert html.count('class="cite"') == 1
    assert "[7]" in html
