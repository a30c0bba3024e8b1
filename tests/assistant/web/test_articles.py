"""The articles of a reader: added by file, text or address, switched between, taken away."""

from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

from assistant import Assistant
from assistant.web import adding
from assistant.web.desk import Desk
from assistant.web.serve import launch
from assistant.web.sharing import Limits
from index import Article, ArticleIndex, Library, documents, fetching
from index.errors import ArticleError, ArticleUnreadable
from index.messages import message
from tests.page import PHONE, ask, expect_ready, free_port, opened, served
from tests.site import served_site

LISBON = """Power outage leaves thousands in the dark in Lisbon

A power outage left 40,000 homes without electricity in Lisbon on Tuesday, the grid operator said.

Energy minister Maria Lopez said the outage was caused by a fire at a substation.
"""
DAM = "افتتح الوزير أحمد سالم السد الجديد يوم الأحد.\n\nوحضر الافتتاح مئة ضيف من عشر دول.\n"


def add_text(page: Page, text: str) -> None:
    """Paste an article and wait until it is open."""
    page.locator("#to-shelf").click()
    page.locator("#paste textarea").fill(text)
    page.locator("#add-text").click()
    expect(page.locator("#article")).to_contain_text(
        text.split("\n", maxsplit=1)[0], timeout=30_000
    )


def test_a_file_is_uploaded_on_a_phone_and_asked(browser: Browser, address: str) -> None:
    with opened(browser, address, PHONE, "ar") as page:
        page.locator("#to-shelf").click()
        file = {"name": "السد.txt", "mimeType": "text/plain", "buffer": DAM.encode()}
        page.locator("#shelf input[type=file]").set_input_files(file)
        expect(page.locator("#article")).to_contain_text("افتتح الوزير")
        assert "سالم" in ask(page, "من افتتح السد؟").inner_text()


def test_of_every_kind_of_file_the_quotes_stand_in_what_is_read(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    written = stories(browser, tmp_path)
    assert {file.suffix for file in written} == {
        "." + kind for kind in ("pdf", "docx", "html", "md")
    }
    with opened(browser, address) as page:
        for file in written:
            page.locator("#to-shelf").click()
            page.locator("#shelf input[type=file]").set_input_files(file)
            expect(page.locator("#article header")).to_contain_text(file.name)
            page.locator("#question textarea").fill("Who is the energy minister?")
            page.locator("#question textarea").press("Enter")
            expect(page.locator("#chat .answer.answered")).to_have_count(1)
            quote = page.locator("#article mark.lit").first.inner_text()
            assert "Maria Lopez" in quote
            assert quote in page.locator("#article .article").inner_text()


def stories(browser: Browser, folder: Path) -> list[Path]:
    """One story as a PDF, a Word, an HTML and a Markdown file. Each says which it is, for the same
    text is the same article."""
    made = [folder / f"story.{kind}" for kind in ("pdf", "docx", "html", "md")]
    for file in made:
        paragraphs = [*LISBON.strip().split("\n\n"), f"It was told by {file.name}."]
        page = f"<html><body><article><p>{'</p><p>'.join(paragraphs)}</p></article></body></html>"
        match file.suffix:
            case ".pdf":
                printing = browser.new_page()
                printing.set_content(page)
                printing.pdf(path=file)
                printing.close()
            case ".docx":
                document = docx.Document()
                for paragraph in paragraphs:
                    document.add_paragraph(paragraph)
                document.save(str(file))
            case ".html":
                file.write_text(page, encoding="utf-8")
            case ".md":
                file.write_text("# " + "\n\n".join(paragraphs), encoding="utf-8")
    return made


def test_another_readers_articles_are_not_listed(browser: Browser, address: str) -> None:
    with opened(browser, address) as one, opened(browser, address) as other:
        add_text(one, LISBON)
        other.reload()
        expect_ready(other)
        other.locator("#to-shelf").click()
        expect(other.locator("#shelf-list .title")).to_have_count(1)


def test_what_cannot_be_added_is_told_in_the_pages_language(browser: Browser, address: str) -> None:
    with opened(browser, address, language="ar") as page:
        page.locator("#to-shelf").click()
        told = page.locator("#adding .notice")
        for wrong in (
            "http://127.0.0.1:1/x",
            "http://169.254.169.254/latest",
            "file:///etc/passwd",
        ):
            page.locator("#address input, #address textarea").fill(wrong)
            page.locator("#add-address").click()
            expect(told).to_have_text(message("errors", "url_refused", "ar", source=wrong))
        page.locator("#paste textarea").fill("…")
        page.locator("#add-text").click()
        expect(told).to_have_text(message("errors", "article_empty", "ar", source="text"))


def test_fetching_reading_splitting_and_embedding_show_how_far_they_are(
    browser: Browser, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "is_public", lambda found: found == "127.0.0.1")
    with served_site() as site, opened(browser, address, PHONE, "ar") as page:
        page.locator("#to-shelf").click()
        page.evaluate(
            """() => {
                window.seen = [];
                new MutationObserver(() => {
                    const bar = document.querySelector("#adding progress");
                    if (bar) seen.push(bar.getAttribute("aria-label"));
                }).observe(
                    document.querySelector("#adding"),
                    {childList: true, subtree: true, attributes: true},
                );
            }"""
        )
        page.locator("#address input, #address textarea").fill(f"{site}/long.txt")
        page.locator("#add-address").click()
        expect(page.locator("#article header")).to_contain_text("/long.txt")
        told = page.evaluate("seen.join(' ')")
        assert message("interface", "fetching", "ar") in told
        assert message("interface", "embedding", "ar", done=300, total=300) in told
        ask(page, "Who opened dam 7?")
        assert page.locator("#article mark").first.text_content() == "Minister No 7 opened dam 7."


def test_a_file_is_dropped_anywhere_on_the_page(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        dropped = page.evaluate_handle(
            """(text) => {
                const given = new DataTransfer();
                given.items.add(new File([text], "dam.txt", {type: "text/plain"}));
                return given;
            }""",
            DAM,
        )
        page.dispatch_event("#chat", "drop", {"dataTransfer": dropped})
        expect(page.locator("#article")).to_contain_text("افتتح الوزير")


def test_a_file_too_large_is_not_sent_and_that_is_told(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(documents.LIMIT_MB * 1024 * 1024 + 1)
    with opened(browser, address, language="ar") as page:
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url))
        page.locator("#to-shelf").click()
        page.locator("#shelf input[type=file]").set_input_files(large)
        told = message("interface", "file_large", "ar", limit=documents.LIMIT_MB)
        expect(page.locator("#trouble")).to_have_text(told)
        assert not [url for url in sent if "upload" in url]


def test_a_file_that_cannot_be_read_is_told_by_its_name_and_not_by_its_place(
    browser: Browser, address: str
) -> None:
    with opened(browser, address, language="ar") as page:
        page.locator("#to-shelf").click()
        file = {"name": "قصة.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 nothing"}
        page.locator("#shelf input[type=file]").set_input_files(file)
        why = ArticleError("why_damaged")
        told = ArticleError("document_unreadable", source="قصة.pdf", reason=why).text("ar")
        expect(page.locator("#adding .notice")).to_have_text(told)


def test_too_many_articles_are_refused_in_the_readers_language(
    browser: Browser, assistant: Assistant
) -> None:
    desk = Desk(assistant, limits=Limits.of(None, 1))
    with served(desk) as url, opened(browser, url, language="ar") as page:
        for n in (1, 2):
            page.locator("#to-shelf").click()
            file = {"name": f"{n}.txt", "mimeType": "text/plain", "buffer": f"{DAM}{n}".encode()}
            page.locator("#shelf input[type=file]").set_input_files(file)
            if n == 1:
                expect(page.locator("#article")).to_contain_text("افتتح الوزير")
        expect(page.locator("#adding .notice")).to_contain_text("هذه مقالات كثيرة")


def test_an_article_that_another_window_took_away_is_not_replaced_unsaid(
    browser: Browser, address: str
) -> None:
    with opened(browser, address) as page:
        add_text(page, LISBON)
        ask(page, "Who is the energy minister?")
        other = page.context.new_page()
        other.on("dialog", lambda asked: asked.accept())
        other.goto(address)
        expect_ready(other)
        other.locator("#to-shelf").click()
        other.locator("#shelf-list .delete").click()
        expect(other.locator("#shelf-list .title")).to_have_count(1)
        page.locator("#question textarea").fill("Who said so?")
        page.locator("#question textarea").press("Enter")
        expect(page.locator("#notice")).to_have_text(message("interface", "gone", "en"))
        expect(page.locator("#article")).to_contain_text("ترامب")
        expect(page.locator("#chat .turn")).to_have_count(0)


def test_a_server_started_on_another_article_opens_that_one(
    browser: Browser, assistant: Assistant
) -> None:
    port = free_port()
    lisbon = Assistant(ArticleIndex.build(Article.load(LISBON)))
    context = browser.new_context(locale="en")
    page = context.new_page()
    for first, told in ((assistant, "ترامب"), (lisbon, "Lisbon")):
        server = launch(first, port=port)
        page.goto(server.local_url)
        expect_ready(page)
        expect(page.locator("#article")).to_contain_text(told)
        ask(page, "Who attended?")
        server.close()
    context.close()


def test_an_added_article_outlives_the_server_and_goes_for_good(
    assistant: Assistant, tmp_path: Path
) -> None:
    lisbon = Desk(assistant, library=Library(tmp_path)).add(Article.load(LISBON)).article
    later = Desk(assistant, library=Library(tmp_path))
    assert later.assistant(lisbon.id).article.text == lisbon.text
    assert [entry.id for entry in later.articles([lisbon.id])] == [assistant.article.id, lisbon.id]

    later.forget(lisbon.id)
    for desk in (later, Desk(assistant, library=Library(tmp_path))):
        assert desk.assistant(lisbon.id).article.id == assistant.article.id
        assert len(desk.articles([lisbon.id])) == 1


def test_an_article_is_found_by_its_whole_id_alone(assistant: Assistant, tmp_path: Path) -> None:
    desk = Desk(assistant, library=Library(tmp_path))
    lisbon = desk.add(Article.load(LISBON)).article
    fresh = Desk(assistant, library=Library(tmp_path))
    for guess in (lisbon.id[:8], lisbon.title, "text", "", "../x", lisbon.id.upper()):
        assert fresh.assistant(guess).article.id == assistant.article.id
        fresh.forget(guess)
    assert fresh.library.list()[0].id == lisbon.id


def test_the_whole_library_is_listed_to_its_own_user_alone(
    assistant: Assistant, tmp_path: Path
) -> None:
    library = Library(tmp_path)
    Desk(assistant, library=library).add(Article.load(LISBON))
    assert len(Desk(assistant, library=library).articles([])) == 1
    assert len(Desk(assistant, library=library, lists_all=True).articles([])) == 2


@pytest.mark.parametrize("text", ["/etc/passwd", "~/.ssh/id_rsa", "pyproject.toml"])
def test_a_pasted_path_is_text_and_reads_no_file(text: str) -> None:
    article = adding._loaded("text", text)
    assert article.text == text
    assert article.source == "text"


@pytest.mark.parametrize("given", ["/etc/passwd", "ftp://example.org/a", "alaska-summit", ""])
def test_an_address_is_one_of_the_web_or_none(given: str) -> None:
    with pytest.raises((ArticleUnreadable, ArticleError), match="only public http"):
        adding._loaded("address", given)


def test_a_title_with_markup_is_shown_in_the_list_and_never_run() -> None:
    article = Article.load('Ministers <img src=x onerror="alert(1)"> met\n\nThey met on Monday.')
    html = adding.shelf_html([article, article], article.id, "en")
    assert "<img" not in html
    assert html.count("aria-current") == 2


def test_progress_says_how_far_it_has_come() -> None:
    assert 'value="3" max="12"' in adding.progress_html("embedding", 3, 12, "en")
    assert "3 of 12" in adding.progress_html("embedding", 3, 12, "en")
    assert "<progress aria-label" in adding.progress_html("fetching", 0, 0, "ar")
