"""The article beside the conversation: what proves an answer is marked there and can be reached."""

import pytest
from playwright.sync_api import Browser, expect

from assistant import Assistant
from assistant.answer import Citation
from assistant.web.article_view import article_html
from assistant.web.conversation import Turn
from index import Article, ArticleIndex
from tests.page import PHONE, ask, expect_in_view, opened, served

HOSTILE = """Ministers meet <b>in Paris</b> ${window.ran = 1} {{value}}

The ministers of France and Spain attended the meeting on Monday. <script>window.ran = 2</script>

<img src=x onerror="window.ran = 3"> They discussed trade & fishing. </article></div><h1>End
"""


def test_a_press_on_a_marked_passage_shows_the_answer_that_used_it(
    browser: Browser, address: str
) -> None:
    with opened(browser, address) as page:
        ask(page, "Who attended?")
        ask(page, "What is the price of oil?")
        page.locator('#article mark[data-turns="0"]').click()
        expect_in_view(page, "#turn-0 .asked")
        expect(page.locator('#article mark[data-turns="0"]')).to_have_class("lit")
        expect(page.locator("#turn-0")).to_be_focused()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_on_a_phone_the_article_is_folded_under_the_chat(
    browser: Browser, address: str, language: str
) -> None:
    with opened(browser, address, PHONE, language) as page:
        fold = page.locator("#fold")
        expect(page.locator("#article")).to_be_hidden()
        chat, bar = page.locator("#talk").bounding_box(), fold.bounding_box()
        assert chat is not None
        assert bar is not None
        assert bar["y"] >= chat["y"] + chat["height"]
        assert bar["y"] + bar["height"] <= PHONE["height"]

        fold.click()
        expect(fold).to_have_attribute("aria-expanded", "true")
        expect(page.locator("#article")).to_be_in_viewport()
        expect(page.locator("#question textarea")).to_be_in_viewport()
        fold.click()
        expect(page.locator("#article")).to_be_hidden()


def test_markup_in_an_article_or_a_question_is_shown_and_never_run(browser: Browser) -> None:
    hostile = Assistant(ArticleIndex.build(Article.load(HOSTILE)))
    with served(hostile) as url, opened(browser, url) as page:
        ask(page, "Who attended the meeting <img src=x onerror='window.ran = 4'>?")
        panel = page.locator("#article")
        for markup in ("<script>window.ran = 2</script>", "${window.ran = 1} {{value}}", "<h1>End"):
            expect(panel).to_contain_text(markup)
        expect(page.locator("#turn-0 .asked")).to_contain_text("<img src=x")
        expect(page.locator("#article img, #article script, #chat img")).to_have_count(0)
        assert page.evaluate("window.ran") is None


def turn_citing(text: str, *spans: tuple[int, int]) -> Turn:
    """A turn whose answer cites these stretches of a text."""
    cited = tuple(Citation(n, text[a:b], a, b) for n, (a, b) in enumerate(spans, 1))
    return Turn("Who?", "answered", "They. [1]", cited, 0.9)


def test_overlapping_citations_keep_the_text_whole_and_each_number_once() -> None:
    article = Article.load("One two three four.\n\nFive six <seven> eight.")
    talk = (turn_citing(article.text, (0, 13), (8, 30), (8, 13)), turn_citing(article.text, (0, 7)))
    html = article_html(article, talk)
    assert html.count("<mark") == html.count("</mark>")
    for turn, number in ((0, 1), (0, 2), (0, 3), (1, 1)):
        assert html.count(f'data-turn="{turn}" data-number="{number}"') == 1
    assert 'data-turns="0 1"' in html
    assert "&lt;seven&gt;" in html
    assert "<seven>" not in html


def test_only_the_last_answers_marks_are_lit_at_first() -> None:
    article = Article.load("One two three four.\n\nFive six seven eight.")
    talk = (turn_citing(article.text, (0, 19)), turn_citing(article.text, (21, 42)))
    html = article_html(article, talk)
    assert '<mark data-turns="0">' in html
    assert '<mark class="lit" data-turns="1">' in html
