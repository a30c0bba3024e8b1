"""The page as a reader meets it: a real server, the embedded article, a real browser."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from playwright.sync_api import Browser, Page, expect

from assistant import Assistant
from assistant.answer import Citation, Event
from assistant.conversation import History
from assistant.web.article_view import article_html
from assistant.web.conversation import Line, history, shown
from assistant.web.serve import launch
from index import Article, ArticleIndex
from index.errors import PortTaken
from index.messages import catalogue, message
from tests.browser import chromium

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
HOSTILE = """Ministers meet <b>in Paris</b> ${window.ran = 1} {{value}}

The ministers of France and Spain attended the meeting on Monday. <script>window.ran = 2</script>

<img src=x onerror="window.ran = 3"> They discussed trade & fishing. </article></div><h1>End
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


@contextmanager
def served(assistant: Assistant) -> Iterator[str]:
    """The address of a page that asks `assistant`."""
    page = launch(assistant, port=free_port())
    try:
        yield page.local_url
    finally:
        page.close(verbose=False)


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    with served(assistant) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@contextmanager
def opened(browser: Browser, url: str, viewport: dict[str, int]) -> Iterator[Page]:
    """The page at `url`; closing it asserts that nothing left the machine and no script failed."""
    context = browser.new_context(viewport=viewport, reduced_motion="reduce")
    page = context.new_page()
    asked_for: list[str] = []
    failures: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto(url)
    expect(page.locator("#question textarea")).to_be_editable()
    yield page
    context.close()
    assert [u for u in asked_for if not u.startswith((url, "data:", "blob:"))] == []
    assert failures == []


def ask(page: Page, question: str) -> str:
    """Ask by typing and the Enter key; the answer's whole text."""
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")
    reply = page.get_by_test_id("bot").last
    expect(reply).to_contain_text("[1]", timeout=30_000)
    return reply.inner_text()


def expect_in_view(page: Page, selector: str) -> None:
    """The element lies within its panel and the panel's part of the window."""
    page.wait_for_function(
        """(selector) => {
            const box = document.querySelector(selector)?.getBoundingClientRect();
            const panel = document.querySelector("#article").getBoundingClientRect();
            return box && box.height > 0
                && box.top >= Math.max(0, panel.top) - 1
                && box.bottom <= Math.min(innerHeight, panel.bottom) + 1
                && box.left >= 0 && box.right <= innerWidth;
        }""",
        arg=selector,
    )


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("question", ["من حضر؟", "Who attended?"], ids=["arabic", "english"])
def test_an_answer_is_proven_by_a_highlight_in_view(
    browser: Browser, address: str, assistant: Assistant, viewport: dict[str, int], question: str
) -> None:
    with opened(browser, address, viewport) as page:
        assert ask(page, question)
        expect_in_view(page, "#citation-1")
        quote = page.locator("#citation-1").inner_text()
        assert quote in assistant.article.text
        assert "ترامب" in quote


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_is_wider_than_the_window(
    browser: Browser, address: str, viewport: dict[str, int]
) -> None:
    with opened(browser, address, viewport) as page:
        ask(page, "من حضر؟")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= viewport["width"]


def test_on_a_phone_the_article_stands_below_the_chat(browser: Browser, address: str) -> None:
    with opened(browser, address, PHONE) as page:
        chat = page.locator("#talk").bounding_box()
        article = page.locator("#reading").bounding_box()
        assert chat is not None
        assert article is not None
        assert article["y"] >= chat["y"] + chat["height"]


def test_the_same_question_again_brings_its_proof_back_into_view(
    browser: Browser, address: str
) -> None:
    with opened(browser, address, PHONE) as page:
        ask(page, "من حضر؟")
        page.locator("#article").evaluate("panel => panel.scrollTo(0, panel.scrollHeight)")
        ask(page, "من حضر؟")
        expect(page.get_by_test_id("bot")).to_have_count(2)
        expect_in_view(page, "#citation-1")


def test_the_proof_is_highlighted_before_the_first_word(
    browser: Browser, index: ArticleIndex
) -> None:
    may_speak = threading.Event()

    class Hesitant(Assistant):
        """Stops between the evidence and the words until it may speak."""

        def stream(self, question: str, history: History | None = None) -> Iterator[Event]:
            evidence, *words = super().stream(question, history)
            yield evidence
            assert may_speak.wait(timeout=60)
            yield from words

    with served(Hesitant(index)) as url, opened(browser, url, DESKTOP) as page:
        page.locator("#question textarea").fill("من حضر؟")
        page.locator("#ask").click()
        expect_in_view(page, "#citation-1")
        assert "[1]" not in page.locator("#chat").inner_text()
        may_speak.set()
        expect(page.get_by_test_id("bot")).to_contain_text("[1]")


def test_an_example_is_asked_with_one_click(browser: Browser, address: str) -> None:
    with opened(browser, address, DESKTOP) as page:
        page.get_by_role("button", name="Who attended?").click()
        expect(page.get_by_test_id("user")).to_have_text("Who attended?")
        expect(page.get_by_test_id("bot")).to_contain_text("[1]", timeout=30_000)


def test_arabic_lines_begin_at_the_right_and_english_ones_at_the_left(
    browser: Browser, address: str
) -> None:
    first_letter = """(message) => {
        const text = document.createTreeWalker(message, NodeFilter.SHOW_TEXT).nextNode();
        const letter = document.createRange();
        letter.setStart(text, 0);
        letter.setEnd(text, 1);
        const [a, b] = [letter.getBoundingClientRect(), message.getBoundingClientRect()];
        return (a.left + a.right) / 2 > (b.left + b.right) / 2 ? "right" : "left";
    }"""
    with opened(browser, address, DESKTOP) as page:
        ask(page, "من حضر NATO؟")
        ask(page, "Who met بوتين there?")
        questions = page.get_by_test_id("user")
        assert questions.nth(0).evaluate(first_letter) == "right"
        assert questions.nth(1).evaluate(first_letter) == "left"


def test_an_empty_question_is_met_with_a_plain_line(browser: Browser, address: str) -> None:
    with opened(browser, address, DESKTOP) as page:
        page.locator("#ask").click()
        expect(page.get_by_test_id("bot")).to_have_text(message("errors", "question_empty", "ar"))
        expect(page.get_by_test_id("user")).to_have_count(0)


def test_a_question_too_long_is_met_in_its_own_language(browser: Browser, address: str) -> None:
    with opened(browser, address, DESKTOP) as page:
        page.locator("#question textarea").fill("Who attended? " * 2000)
        page.locator("#ask").click()
        expect(page.get_by_test_id("bot")).to_contain_text("Please shorten it.")


def test_clearing_the_chat_clears_the_proof_too(browser: Browser, address: str) -> None:
    with opened(browser, address, DESKTOP) as page:
        ask(page, "من حضر؟")
        expect(page.locator("mark")).not_to_have_count(0)
        page.get_by_role("button", name="Clear").click()
        expect(page.get_by_test_id("bot")).to_have_count(0)
        expect(page.locator("mark")).to_have_count(0)


def test_markup_in_an_article_or_a_question_is_shown_and_never_run(browser: Browser) -> None:
    hostile = Assistant(ArticleIndex.build(Article.load(HOSTILE)))
    with served(hostile) as url, opened(browser, url, DESKTOP) as page:
        ask(page, "Who attended the meeting <img src=x onerror='window.ran = 4'>?")
        panel = page.locator("#article")
        for markup in ("<script>window.ran = 2</script>", "${window.ran = 1} {{value}}", "<h1>End"):
            expect(panel).to_contain_text(markup)
        expect(page.get_by_test_id("user")).to_contain_text("<img src=x")
        expect(page.locator("#article img, #article script, #chat img")).to_have_count(0)
        assert page.evaluate("window.ran") is None


def test_a_program_gets_citations_that_stand_in_the_article(
    address: str, assistant: Assistant
) -> None:
    answer = Client(address, verbose=False).predict("who attended?", api_name="/ask")
    assert answer["question"] == "who attended?"
    assert answer["citations"]
    for cited in answer["citations"]:
        assert assistant.article.text[cited["start"] : cited["end"]] == cited["quote"]


def test_a_program_is_told_what_is_wrong_in_one_sentence(address: str) -> None:
    with pytest.raises(AppError, match="السؤال فارغ"):
        Client(address, verbose=False).predict(" ", api_name="/ask")


def test_ask_is_the_only_function_that_is_served(address: str) -> None:
    served_names = Client(address, verbose=False).view_api(return_format="dict")
    assert list(served_names["named_endpoints"]) == ["/ask"]
    assert not served_names["unnamed_endpoints"]


def test_a_taken_port_is_named(assistant: Assistant) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=str(port)):
            launch(assistant, port=port)


def test_overlapping_citations_nest_and_keep_the_text_whole() -> None:
    article = Article.load("One two three four.\n\nFive six <seven> eight.")
    text = article.text
    spans = [(0, 13), (8, 30), (8, 13)]
    marks = [Citation(n, text[a:b], a, b) for n, (a, b) in enumerate(spans, 1)]
    html = article_html(article, marks)
    assert html.count("<mark") == html.count("</mark>")
    assert [html.count(f'id="citation-{number}"') for number in (1, 2, 3)] == [1, 1, 1]
    assert "&lt;seven&gt;" in html
    assert "<seven>" not in html


def test_a_quote_of_the_other_language_stands_on_its_own_line() -> None:
    mixed = Line("answer", "It says: «قال: «نعم».» [1] «قال: لا.» [2]")
    alike = Line("answer", "يقول المقال: «قال: «نعم».» [1]")
    assert [said["content"] for said in shown((mixed, alike))] == [
        "It says:\n«قال: «نعم».» [1]\n«قال: لا.» [2]",
        alike.text,
    ]


def test_only_answered_questions_are_remembered_for_the_next() -> None:
    lines = (
        Line("question", "Who?"),
        Line("answer", "They. [1]"),
        Line("error", "Too long."),
        Line("question", "Why?"),
        Line("error", "Too long."),
    )
    assert [said["content"] for said in history(lines)] == ["Who?", "They. [1]"]
    assert len(shown(lines)) == len(lines)


def test_every_sentence_of_the_page_is_in_both_languages() -> None:
    for key, sentences in catalogue("interface").items():
        assert set(sentences) == {"ar", "en"}, key
        assert all(sentences.values()), key
