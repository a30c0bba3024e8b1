"""What is kept: the conversation over a reload and as a file; what hostile storage cannot do."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from assistant.answer import Citation
from assistant.web import export
from assistant.web.chat_view import chat_html
from assistant.web.conversation import Turn, history, read_kept
from index import Article, Passage
from tests.page import answers, ask, expect_ready, opened

ARTICLE = Article.load("One two three four.\n\nFive six seven eight.")
QUOTE = Citation(1, "One two", 0, 7)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
TURNS = st.fixed_dictionaries(
    {},
    optional={
        "question": JSON,
        "outcome": st.sampled_from(["answered", "abstained"]) | JSON,
        "text": st.text(max_size=8) | JSON,
        "citations": st.lists(st.lists(st.integers(-3, 60), max_size=5), max_size=3) | JSON,
        "confidence": st.floats() | JSON,
        "model": JSON,
        "rating": JSON,
        "remarked": JSON,
    },
)


MARKED = Citation(1, "One two", 0, 7, Passage("two", 4, 7))


def test_the_conversation_survives_a_reload_with_its_marks(browser: Browser, address: str) -> None:
    with opened(browser, address, language="ar") as page:
        ask(page, "من حضر؟")
        ask(page, "What is the price of oil?")
        page.reload()
        expect_ready(page)
        expect(answers(page)).to_have_count(2)
        expect(answers(page).last).to_have_class("answer abstained")
        page.locator("#turn-0 button.cite").click()
        expect(page.locator("#article mark.lit")).to_contain_text("ترامب")
        assert "لافروف" in ask(page, "وماذا عن الجانب الروسي؟").inner_text()


def test_sessions_are_apart(browser: Browser, address: str) -> None:
    with opened(browser, address) as one, opened(browser, address) as other:
        ask(one, "Who attended?")
        other.reload()
        expect_ready(other)
        expect(other.locator("#chat .turn")).to_have_count(0)


def test_what_was_kept_comes_back_as_it_was() -> None:
    talk = (Turn("Who?", "answered", "They. [1]", (QUOTE,), 0.5, "extractive", "up", True),)
    kept = read_kept(json.loads(json.dumps(read_kept(None).said(ARTICLE, talk).plain())))
    assert kept.talk(ARTICLE) == talk
    assert kept.article == ARTICLE.id
    assert kept.without(ARTICLE.id).talk(ARTICLE) == ()


@given(JSON | st.fixed_dictionaries({"article": JSON, "talks": JSON}))
def test_nothing_that_storage_may_hold_breaks_the_page(value: Any) -> None:
    assert read_kept(value).talk(ARTICLE) == ()


@given(st.lists(TURNS | JSON, max_size=4))
def test_whatever_storage_claims_every_quote_stands_in_the_article(turns: list[Any]) -> None:
    for turn in read_kept({"article": "", "talks": {ARTICLE.id: turns}}).talk(ARTICLE):
        for cited in turn.citations:
            assert ARTICLE.text[cited.start : cited.end] == cited.quote != ""


def test_a_quote_is_taken_from_the_article_and_not_from_storage() -> None:
    forged = {"question": "Who?", "outcome": "answered", "text": "x [1]", "citations": [[0, 7]]}
    forged |= {"quotes": ["No one ever said this."]}
    turn = read_kept({"talks": {ARTICLE.id: [forged]}}).talk(ARTICLE)[0]
    assert turn.citations == (QUOTE,)


def test_what_markdown_would_take_for_markup_stays_text() -> None:
    talk = (Turn("# <b>Who</b> [x](y)?", "answered", "*They*\n# did. [1]", (QUOTE,)),)
    text = export.as_markdown(ARTICLE, talk, "en")
    assert "## \\# \\<b\\>Who\\</b\\> \\[x\\](y)?" in text
    assert "\\*They\\* \\# did. \\[1\\]" in text


def test_only_answered_questions_are_remembered_for_the_next() -> None:
    talk = (
        Turn("Who?", "answered", "They. [1]", (QUOTE,)),
        Turn("Why?", "failed", "Too long."),
        Turn("When?", "stopped", "It"),
    )
    assert [said["content"] for said in history(talk)] == ["Who?", "They. [1]"]


def test_a_marked_phrase_is_kept_and_shown_bold_in_its_quote() -> None:
    talk = (Turn("how many?", "answered", "It says: «One two» [1]", (MARKED,)),)
    kept = read_kept(read_kept({}).said(ARTICLE, talk).plain())
    assert kept.talk(ARTICLE) == talk
    assert "«One <strong>two</strong>»" in chat_html(talk, "en")
