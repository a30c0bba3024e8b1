"""Who answers is the reader's choice, among those alone that the server's owner offers."""

import threading
from collections.abc import Iterator
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from assistant import Assistant
from assistant.models import choosing, weights
from assistant.models.choosing import LanguageModel
from assistant.web.answerers import offered, picker_html, where_html
from assistant.web.desk import Desk
from index.messages import Language, message
from tests.model_server import ModelServer, model_server
from tests.page import WHO, answers, ask, expect_ready, opened, served

HOW_LONG = {"ar": "كم استمر الاجتماع؟", "en": "How long did the meeting last?"}
WORDED = {"ar": "استمر الاجتماع نحو ثلاث ساعات. [1]", "en": "The meeting lasted three hours. [1]"}
MODEL = "openai:test"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """The server that `openai:` models are asked at, none of them opened before."""
    monkeypatch.setattr(choosing, "_opened", {})
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with model_server("well") as started:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{started.address}/v1")
        yield started


@pytest.fixture
def address(assistant: Assistant, server: ModelServer) -> Iterator[str]:
    """The page over the embedded article, which quotes unless another answerer is chosen."""
    with served(Desk(assistant, (MODEL,))) as url:
        yield url


def choose_by_key(page: Page) -> None:
    """Choose the next answerer, by the keyboard alone."""
    page.locator("#question textarea").focus()
    page.locator("#picker select").press("ArrowDown")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_chosen_model_answers_at_once_and_after_a_reload(
    browser: Browser, address: str, server: ModelServer, language: Language
) -> None:
    server.text = WORDED[language]
    with opened(browser, address, language=language) as page:
        label = message("interface", "answerer", language)
        picker = page.get_by_role("combobox", name=label)
        expect(picker).to_have_value("extractive")
        ask(page, HOW_LONG[language])
        expect(answers(page).last).to_contain_text("«")
        assert server.asked == []
        expect(page.locator("#where")).to_have_text(message("interface", "quotes_only", language))

        choose_by_key(page)
        said = ask(page, HOW_LONG[language])
        expect(said).to_contain_text(WORDED[language])
        expect(said).to_contain_text(message("interface", "worded_by", language, model=MODEL))
        expect(page.locator("#where")).to_have_text(message("interface", "local", language))

        page.reload()
        expect_ready(page)
        expect(picker).to_have_value(MODEL)
        expect(ask(page, HOW_LONG[language])).to_contain_text(WORDED[language])


def test_where_there_is_but_one_answerer_there_is_nothing_to_choose(
    browser: Browser, assistant: Assistant
) -> None:
    with served(assistant) as url, opened(browser, url) as page:
        expect(page.locator("#where")).to_contain_text("Nothing leaves this server.")
        expect(page.locator("#picker")).to_be_hidden()
        expect(page.get_by_role("combobox")).to_have_count(0)


def test_a_model_that_the_browser_makes_up_is_never_asked(
    browser: Browser, address: str, server: ModelServer
) -> None:
    with opened(browser, address) as page:
        page.evaluate(
            "document.querySelector('#picker select').add(new Option('x', 'openai:made-up'))"
        )
        page.locator("#picker select").select_option("openai:made-up")
        expect(ask(page, HOW_LONG["en"])).to_contain_text("«")
        assert server.asked == []
        page.reload()
        expect_ready(page)
        expect(page.locator("#picker select")).to_have_value("extractive")


def test_a_model_that_is_still_to_be_loaded_is_waited_for_and_the_reader_told(
    browser: Browser, assistant: Assistant, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = threading.Event()

    def load(name: str) -> LanguageModel:
        assert loaded.wait(30)
        return server.model

    monkeypatch.setattr(choosing, "_made_ready", load)
    server.text = WORDED["ar"]
    with (
        served(Desk(assistant, ("local",))) as url,
        opened(browser, url, language="ar") as page,
    ):
        page.locator("#picker select").select_option("local")
        page.locator("#question textarea").fill(HOW_LONG["ar"])
        page.locator("#ask").click()
        expect(page.locator("#chat .waiting")).to_contain_text("أحمّل النموذج اللغوي")
        loaded.set()
        expect(answers(page)).to_contain_text(WORDED["ar"])


def test_a_model_that_cannot_be_used_is_told_in_the_answers_place(
    browser: Browser, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL")
    with opened(browser, address) as page:
        page.locator("#picker select").select_option(MODEL)
        said = ask(page, WHO["en"])
        expect(said).to_have_class("answer failed")
        expect(said).to_contain_text("OPENAI_API_KEY")


@given(chosen=st.recursive(st.none() | st.text() | st.integers(), st.lists))
def test_whatever_a_browser_claims_only_what_is_offered_answers(
    assistant: Assistant, chosen: object
) -> None:
    assert Desk(assistant, (MODEL,)).answerer(chosen) in ("extractive", MODEL)


def test_a_choice_that_is_no_longer_offered_falls_to_the_quotes_and_none_to_the_first(
    assistant: Assistant, server: ModelServer
) -> None:
    desk = Desk(assistant.with_model(server.model), ("ollama:near",))
    assert desk.answerer("ollama:near") == "ollama:near"
    assert desk.answerer("local") == "extractive"
    assert desk.answerer("") == desk.answerer(None) == MODEL


def test_the_owner_alone_says_who_is_offered_and_to_others_no_more_than_was_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(weights, "find_spec", lambda name: name)
    assert offered(["openai:x"], alone=False) == ("extractive", "openai:x")
    assert offered(["extractive"], alone=True) == ("extractive", "extractive", "local")
    monkeypatch.setattr(weights, "find_spec", lambda name: None)
    assert offered(["extractive"], alone=True) == ("extractive", "extractive")


def test_of_a_model_file_a_browser_learns_the_name_and_not_the_folder(assistant: Assistant) -> None:
    secret = "gguf:/home/me/secret/qwen.gguf"
    desk = Desk(assistant, (secret,))
    shown = picker_html(desk.answerers, secret, "en") + where_html(secret, "en")
    assert "secret" not in shown
    assert '<option value="gguf:qwen.gguf" selected>gguf:qwen.gguf</option>' in shown
    assert desk.answerer("gguf:qwen.gguf") == secret
    assert desk.answerer(secret) == "extractive"


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_page_says_plainly_when_the_text_leaves_the_machine(
    language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    far = where_html("openai:<gpt>", language)
    assert 'class="remote"' in far
    assert message("interface", "remote", language, model="openai:&lt;gpt&gt;") in far
    near = where_html("extractive", language)
    assert escape(message("interface", "quotes_only", language)) in near
    options = picker_html(("extractive", "openai:<gpt>"), "extractive", language)
    assert message("interface", "answerer_remote", language, model="openai:&lt;gpt&gt;") in options
