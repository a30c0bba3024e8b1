"""All that a reader does on the page, one thing after the other: both languages, both widths."""

import json

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant import feedback
from assistant.phrasing import abstention
from index.messages import Language, message
from tests.page import (
    DESKTOP,
    OIL,
    PHONE,
    WHO,
    answers,
    ask,
    expect_in_view,
    expect_ready,
    opened,
    saved,
)

DAM = {
    "ar": "افتتاح السد الجديد في أسوان\n\nافتتح الوزير أحمد سالم السد الجديد يوم الأحد.\n",
    "en": "New dam opens in Aswan\n\nMinister Ahmed Salem opened the new dam on Sunday.\n",
}
WHO_OPENED = {"ar": "من افتتح السد؟", "en": "Who opened the dam?"}
SALEM = {"ar": "سالم", "en": "Salem"}
HOW_LONG = {"ar": "كم استمر الاجتماع؟", "en": "How long did the meeting last?"}


def expect_no_sideways_scrolling(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_reader_gets_along(
    browser: Browser, address: str, language: Language, viewport: dict[str, int]
) -> None:
    def said(key: str, **values: object) -> str:
        return message("interface", key, language, **values)

    allowed = ["clipboard-read", "clipboard-write"]
    with opened(browser, address, viewport, language, permissions=allowed) as page:
        _asks(page, language)
        expect_no_sideways_scrolling(page)
        _proves(page)
        expect_no_sideways_scrolling(page)
        _mends(page, language)
        _judges(page, language)
        expect_no_sideways_scrolling(page)
        text, told = saved(page, said("export_markdown")), saved(page, said("export_json"))
        assert f"## {HOW_LONG[language]}" in text
        assert [turn["outcome"] for turn in json.loads(told)["turns"]] == ["answered", "abstained"]

        page.reload()
        expect_ready(page)
        expect(answers(page)).to_have_count(2)
        _adds_and_takes_away(page, language)
        expect_no_sideways_scrolling(page)
        page.get_by_role("button", name=said("new")).click()
        expect(page.locator("#chat .turn")).to_have_count(0)
        page.get_by_role("link", name=said("other_language")).click()
        expect(page.locator("html")).not_to_have_attribute("lang", language)


def _asks(page: Page, language: Language) -> None:
    """What the article says is proven, and what it does not is not."""
    suggested = page.locator("#suggestions button").first.inner_text()
    assert ("؟" in suggested) == (language == "ar")
    expect(ask(page, WHO[language])).to_have_class("answer answered")
    refused = ask(page, OIL[language])
    expect(refused).to_have_class("answer abstained")
    expect(refused).to_contain_text(abstention(language))


def _proves(page: Page) -> None:
    """From a number to its quote and back; a passage that proves nothing is marked otherwise."""
    lit = page.locator("#article mark.lit").first
    near = lit.evaluate("e => getComputedStyle(e).backgroundColor")
    page.locator("#turn-0 button.cite").first.click()
    expect_in_view(page, "#article mark.lit")
    expect(page.locator("#article mark.flash")).to_have_count(1)
    expect(page.locator("#article mark.flash")).to_have_count(0)
    assert lit.evaluate("e => getComputedStyle(e).backgroundColor") != near
    page.locator("#article mark.lit button.number:visible").first.click()
    expect(page.locator("#turn-0")).to_be_focused()


def _mends(page: Page, language: Language) -> None:
    """An answer is copied; a question is edited, then asked again."""
    first = page.locator("#turn-0")
    first.locator(".tool.copy").click()
    expect(page.locator("#announced")).to_have_text(message("interface", "copied", language))
    assert page.evaluate("navigator.clipboard.readText()").endswith("[1]")
    first.locator(".tool.edit").click()
    box = page.locator("#question textarea")
    expect(box).to_have_value(WHO[language])
    box.fill(HOW_LONG[language])
    box.press("Enter")
    expect(page.locator("#turn-0 .asked p")).to_have_text(HOW_LONG[language])
    expect(page.locator("#chat .answer.answered")).to_have_count(1)
    page.locator("#turn-0 .answer").evaluate("e => { e.dataset.before = 'asked again' }")
    page.locator("#turn-0 .tool.retry").click()
    expect(page.locator("#chat [data-before]")).to_have_count(0)
    expect(page.locator("#chat .answer.answered")).to_have_count(1)
    ask(page, OIL[language])


def _judges(page: Page, language: Language) -> None:
    """A thumb and a remark go to the server's file."""
    page.locator("#turn-0 .tool.up").click()
    remark = f"{language} {page.viewport_size}"
    page.locator("form.remark input").fill(remark)
    page.locator("form.remark button").click()
    expect(page.locator("#chat .rated")).to_have_text(message("interface", "rated", language))
    lines = (feedback.default_folder() / feedback.FILE).read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[-1])["remark"] == remark


def _adds_and_takes_away(page: Page, language: Language) -> None:
    """An article is added and asked; then the first is opened again, and the other deleted."""
    page.locator("#to-shelf").click()
    page.locator("#paste textarea").fill(DAM[language])
    page.locator("#add-text").click()
    expect(page.locator("#article h2")).to_have_text(DAM[language].split("\n")[0])
    assert SALEM[language] in ask(page, WHO_OPENED[language]).inner_text()
    page.locator("#to-shelf").click()
    page.locator("#shelf-list .title").first.click()
    expect(page.locator("#turn-0 .asked p")).to_have_text(HOW_LONG[language])
    page.locator("#to-shelf").click()
    page.locator("#shelf-list .delete").click()
    expect(page.locator("#shelf-list .title")).to_have_count(1)
    page.locator("#to-shelf").click()
