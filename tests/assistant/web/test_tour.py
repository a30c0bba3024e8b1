"""All that a reader does on the page, one thing after the other: both languages, both widths."""

import json

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant import feedback
from assistant.phrasing import abstention
from index.article import Article
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
REMARK = "كان ينقصه «أحد» <b>"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_reader_gets_along(
    browser: Browser,
    address: str,
    article: Article,
    language: Language,
    viewport: dict[str, int],
) -> None:
    allowed = ["clipboard-read", "clipboard-write"]
    with opened(browser, address, viewport, language, permissions=allowed) as page:
        for step in (asks, proves, mends, judges, saves, adds, comes_back, switches, clears):
            step(page, language, article)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), step


def said(key: str, language: Language, **values: object) -> str:
    return message("interface", key, language, **values)


def asks(page: Page, language: Language, _: Article) -> None:
    """A suggestion is in the page's language and answered, and leaves what was being typed. What
    the article does not say is framed, with what comes near."""
    suggestion = page.locator("#suggestions button").first
    suggested = suggestion.inner_text()
    assert ("؟" in suggested) == (language == "ar")
    page.locator("#question textarea").fill("half a thought")
    suggestion.click()
    expect(page.locator("#turn-0 .asked p")).to_have_text(suggested)
    expect(answers(page)).to_have_class("answer answered")
    expect(page.locator("#question textarea")).to_have_value("half a thought")

    refused = ask(page, OIL[language])
    expect(refused).to_have_class("answer abstained")
    expect(refused).to_contain_text(abstention(language))
    expect(refused).to_contain_text(said("nearest", language))
    assert refused.evaluate("e => getComputedStyle(e).borderTopStyle") == "dashed"
    expect(refused.locator("button.cite")).to_have_count(3)


def proves(page: Page, _: Language, article: Article) -> None:
    """From a number to its quote and back; what proves nothing is marked otherwise."""
    lit = page.locator("#article mark.lit").first
    near = lit.evaluate("e => getComputedStyle(e).backgroundColor")
    page.locator("#article").evaluate("panel => panel.scrollTo(0, panel.scrollHeight)")
    page.locator("#turn-0 button.cite").first.click()
    expect_in_view(page, "#article mark.lit")
    assert lit.inner_text() in article.text
    expect(page.locator("#article mark.flash")).to_have_count(1)
    expect(page.locator("#article mark.flash")).to_have_count(0)
    expect(page.locator("#turn-0")).to_have_class("turn current")
    assert lit.evaluate("e => getComputedStyle(e).backgroundColor") != near
    page.locator("#article mark.lit button.number:visible").first.press("Enter")
    expect(page.locator("#turn-0")).to_be_focused()
    expect_in_view(page, "#turn-0 .asked")


def mends(page: Page, language: Language, _: Article) -> None:
    """An answer is copied; a question is edited, which can be cancelled, then asked again."""
    first, box = page.locator("#turn-0"), page.locator("#question textarea")
    first.locator(".tool.copy").click()
    expect(page.locator("#announced")).to_have_text(said("copied", language))
    assert page.evaluate("navigator.clipboard.readText()").endswith("» [1]")

    first.locator(".tool.edit").click()
    expect(page.locator("#notice")).to_contain_text(said("editing", language, turn=1))
    page.locator("#notice").get_by_role("button", name=said("cancel", language)).click()
    expect(page.locator("#notice")).to_be_hidden()
    expect(page.locator("#chat .turn")).to_have_count(2)

    first.locator(".tool.edit").click()
    expect(page.locator("#notice")).to_be_visible()
    expect(box).to_be_focused()
    box.fill(WHO[language])
    box.press("Enter")
    expect(page.locator("#turn-0 .asked p")).to_have_text(WHO[language])
    expect(page.locator("#chat .answer.answered")).to_have_count(1)
    expect(page.locator("#chat .turn")).to_have_count(1)

    first.locator(".answer").evaluate("e => { e.dataset.before = 'asked again' }")
    first.locator(".tool.retry").click()
    expect(page.locator("#chat [data-before]")).to_have_count(0)
    expect(page.locator("#chat .answer.answered")).to_have_count(1)
    ask(page, HOW_LONG[language])


def judges(page: Page, language: Language, _: Article) -> None:
    """A thumb and a remark go to the server's file, with the article."""
    page.locator("#turn-0 .tool.down").click()
    expect(page.locator("#turn-0 .tool.down")).to_have_attribute("aria-pressed", "true")
    page.locator("form.remark input").fill(REMARK)
    page.locator("form.remark input").press("Enter")
    expect(page.locator("#chat .rated")).to_have_text(said("rated", language))
    file = feedback.default_folder() / feedback.FILE
    line = json.loads(file.read_text(encoding="utf-8").splitlines()[-1])
    assert (line["asked"], line["good"], line["remark"]) == ([WHO[language]], False, REMARK)
    assert (file.parent / line["article"]).exists()


def saves(page: Page, language: Language, article: Article) -> None:
    """The conversation as a document, and as data whose quotes stand where they say."""
    text = saved(page, said("export_markdown", language))
    assert f"## {WHO[language]}" in text
    assert "> \\[1\\] وعقد الاجتماع" in text
    told = json.loads(saved(page, said("export_json", language)))
    assert [turn["question"] for turn in told["turns"]] == [WHO[language], HOW_LONG[language]]
    for cited in (cited for turn in told["turns"] for cited in turn["citations"]):
        assert article.text[cited["start"] : cited["end"]] == cited["quote"]


def adds(page: Page, language: Language, _: Article) -> None:
    """A pasted article is opened and asked."""
    page.locator("#to-shelf").click()
    page.locator("#paste textarea").fill(DAM[language])
    page.locator("#add-text").click()
    expect(page.locator("#article h2")).to_have_text(DAM[language].split("\n")[0])
    expect(page.locator("#chat .turn")).to_have_count(0)
    assert SALEM[language] in ask(page, WHO_OPENED[language]).inner_text()


def comes_back(page: Page, language: Language, _: Article) -> None:
    """The open article and what was said on it outlive a reload, and so do the other's."""
    page.reload()
    expect_ready(page)
    expect(page.locator("#article h2")).to_have_text(DAM[language].split("\n")[0])
    expect(answers(page)).to_have_count(1)
    page.locator("#to-shelf").click()
    page.locator("#shelf-list .title").first.click()
    expect(page.locator("#turn-1 .asked p")).to_have_text(HOW_LONG[language])
    page.locator("#to-shelf").click()
    page.locator("#shelf-list .delete").click()
    expect(page.locator("#shelf-list .title")).to_have_count(1)
    page.locator("#to-shelf").click()


def switches(page: Page, language: Language, _: Article) -> None:
    """The other language is a press away, and chosen for the next visit; nothing said is lost."""
    for shown in ({"ar": "en", "en": "ar"}[language], language):
        page.locator("a.language").click()
        page.wait_for_url(f"**/{shown}/")
        expect_ready(page)
        page.goto(page.url.replace(f"/{shown}/", "/"))
        expect_ready(page)
        expect(page.locator("html")).to_have_attribute("lang", shown)
        expect(answers(page)).to_have_count(2)


def clears(page: Page, language: Language, _: Article) -> None:
    """A new conversation has no marks, and suggestions again."""
    expect(page.locator("#article mark")).not_to_have_count(0)
    page.get_by_role("button", name=said("new", language)).click()
    expect(page.locator("#chat .turn")).to_have_count(0)
    expect(page.locator("#article mark")).to_have_count(0)
    expect(page.locator("#suggestions ul")).to_be_visible()
