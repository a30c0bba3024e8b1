"""The page in either language, by eye, by ear and by keyboard alone."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant import Assistant
from assistant.web.desk import Desk
from index.messages import catalogue, message
from tests.page import DESKTOP, OIL, PHONE, WHO, answers, ask, opened, served

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
_RUN = """async () => {
    const found = await axe.run(document, {
        resultTypes: ["violations"],
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return found.violations.map(({id, impact, nodes}) =>
        ({id, impact, where: nodes.map((node) => node.html.slice(0, 200))}));
}"""


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe-core finds serious or critical on the page as it stands."""
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(_RUN)
    return [one for one in found if one["impact"] in ("serious", "critical")]


@pytest.fixture(scope="module")
def choosing(assistant: Assistant) -> Iterator[str]:
    """The address of a page that lets its reader choose who answers."""
    with served(Desk(assistant, ("openai:gpt",))) as url:
        yield url


@pytest.mark.parametrize(
    ("language", "viewport", "scheme"),
    [
        ("ar", PHONE, "light"),
        ("ar", DESKTOP, "dark"),
        ("en", PHONE, "dark"),
        ("en", DESKTOP, "light"),
    ],
    ids=["arabic-phone-light", "arabic-wide-dark", "english-phone-dark", "english-wide-light"],
)
def test_axe_finds_nothing_serious_in_any_state_of_the_page(
    browser: Browser, choosing: str, language: str, viewport: dict[str, int], scheme: str
) -> None:
    with opened(browser, choosing, viewport, language, color_scheme=scheme) as page:
        assert violations(page) == [], "at first"
        ask(page, WHO[language])
        ask(page, OIL[language])
        page.locator("#turn-0 .tool.up").click()
        expect(page.locator("#turn-0 form.remark")).to_be_visible()
        page.locator("#turn-0 button.cite").click()
        page.locator("#turn-1 .tool.edit").click()
        expect(page.locator("#notice")).to_be_visible()
        page.locator("#picker select").select_option("openai:gpt")
        expect(page.locator("#where .remote")).to_be_visible()
        assert violations(page) == [], "after two answers, a model elsewhere chosen"
        page.locator("#to-shelf").click()
        expect(page.locator("#shelf")).to_be_visible()
        assert violations(page) == [], "with the articles"


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_page_is_in_the_browsers_language_and_wholly_mirrored(
    browser: Browser, address: str, language: str
) -> None:
    with opened(browser, address, language=language) as page:
        direction = {"ar": "rtl", "en": "ltr"}[language]
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("html")).to_have_attribute("dir", direction)
        expect(page.locator("h1")).to_have_text(message("interface", "title", language))
        expect(page.locator("#ask")).to_have_text(message("interface", "ask", language))
        talk = page.locator("#talk").bounding_box()
        reading = page.locator("#reading").bounding_box()
        name = page.locator("h1").bounding_box()
        assert talk
        assert reading
        assert name
        assert (talk["x"] > reading["x"]) == (language == "ar")
        assert (name["x"] > DESKTOP["width"] / 2) == (language == "ar")
        text = page.locator("#question textarea")
        assert text.evaluate("e => getComputedStyle(e).direction") == direction
        day = {"ar": "النشر: 16 أغسطس 2025", "en": "Published: 16 August 2025"}[language]
        expect(page.locator("#article header")).to_contain_text(day)
        expect(page.locator("#article .article")).to_have_attribute("dir", "rtl")


def test_the_keyboard_alone_suffices_and_shows_where_it_is(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.locator(".skip").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#question textarea")).to_be_focused()
        page.keyboard.type("Who attended?")
        page.keyboard.press("Enter")
        expect(answers(page)).to_contain_text("[1]")
        page.locator("#question textarea").focus()
        for _ in range(12):
            page.keyboard.press("Shift+Tab")
            if page.evaluate("document.activeElement.className") == "cite":
                break
        page.keyboard.press("Enter")
        expect(page.locator("#article button.number:visible")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#turn-0")).to_be_focused()
        for selector in ("button.cite", ".tool.copy", "a.language", "[data-do=new]"):
            page.locator(selector).first.focus()
            page.keyboard.press("Shift+Tab")
            page.keyboard.press("Tab")
            style = page.locator(selector).first.evaluate("e => getComputedStyle(e).outlineStyle")
            assert style == "solid", selector


def test_an_answer_is_read_out_once_it_is_whole_and_controls_have_names(
    browser: Browser, address: str
) -> None:
    with opened(browser, address) as page:
        ask(page, "Who attended?")
        expect(page.locator("#announced[role=status]")).to_contain_text("The article names them")
        for name in ("Copy the answer", "Ask again", "Edit the question", "Good answer"):
            expect(page.get_by_role("button", name=name)).to_be_visible()
        expect(page.get_by_role("button", name="Quote 1: show it in the article")).to_be_visible()
        expect(page.get_by_role("textbox", name="Your question")).to_be_visible()
        expect(page.get_by_role("article", name="Article")).to_be_visible()
        assert page.locator("#turn-0 blockquote").get_attribute("lang") == "ar"


@pytest.mark.parametrize(("wish", "moves"), [("reduce", False), ("no-preference", True)])
def test_motion_follows_the_systems_wish(
    browser: Browser, address: str, wish: str, moves: bool
) -> None:
    with opened(browser, address, reduced_motion=wish) as page:
        animation = page.evaluate(
            """() => {
                const dots = document.createElement("span");
                dots.className = "dots";
                dots.append(document.createElement("i"));
                document.querySelector("#chat").append(dots);
                return getComputedStyle(dots.firstChild).animationName;
            }"""
        )
        assert (animation != "none") == moves


def test_every_sentence_of_the_page_is_in_both_languages() -> None:
    for name in ("interface", "suggestions", "events"):
        for key, sentences in catalogue(name).items():
            assert set(sentences) == {"ar", "en"}, key
            assert all(sentences.values()), key
