"""What is fetched at an address, and what is not: against a real server on this machine."""

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from index import Article, fetching
from index.errors import ArticleError, ArticleUnreadable

OPENING = "افتتح الوزير أحمد سالم السد الجديد يوم الأحد في أسوان."
GUESTS = "وحضر الافتتاح مئة ضيف."
STORY = f"{OPENING}\n\n{GUESTS}"
PAGE = f"""<!DOCTYPE html><html><head><meta charset="windows-1256"><title>السد</title></head><body>
<nav><a href="/">الرئيسية</a></nav><article><h1>السد الجديد</h1>
<p>{OPENING}</p><p>{" ".join([GUESTS] * 20)}</p></article></body></html>"""


class Site(BaseHTTPRequestHandler):
    """A site with stories, and with what a hostile one may do."""

    closing = threading.Event()

    def do_GET(self) -> None:
        match self.path:
            case "/story.txt":
                self.give(STORY.encode())
            case "/old-page":
                self.give(PAGE.encode("cp1256"))
            case "/large":
                self.give(b"word " * 1_200_000)
            case "/swelling":
                self.give(gzip.compress(b"\0" * 50_000_000), **{"Content-Encoding": "gzip"})
            case "/moved":
                self.lead("/story.txt")
            case "/endless":
                self.lead("/endless")
            case "/inwards":
                self.lead(f"http://127.0.0.2:{self.server.server_address[1]}/story.txt")
            case "/to-file":
                self.lead("file:///etc/passwd")
            case "/slow":
                self.send_response(200)
                self.end_headers()
                self.closing.wait(60)
            case _:
                self.send_error(404)

    def give(self, body: bytes, **headers: str) -> None:
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def lead(self, to: str) -> None:
        self.send_response(302)
        self.send_header("Location", to)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of the site."""
    Site.closing.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    Site.closing.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def one_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the site for one of the open internet, and it alone."""
    monkeypatch.setattr(fetching, "is_public", lambda address: address == "127.0.0.1")


def test_a_story_is_fetched_where_the_address_leads(site: str) -> None:
    for path in ("/story.txt", "/moved"):
        article = Article.load(f"{site}{path}")
        assert article.text == STORY
        assert article.source == f"{site}{path}"


def test_of_a_page_the_article_is_kept_in_whichever_encoding_it_names(site: str) -> None:
    article = Article.load(f"{site}/old-page")
    assert GUESTS in article.text
    assert "الرئيسية" not in article.text


@pytest.mark.parametrize("path", ["/inwards", "/to-file"])
def test_a_redirect_leads_to_no_address_that_is_not_public(site: str, path: str) -> None:
    with pytest.raises(ArticleUnreadable, match="only public http"):
        Article.load(f"{site}{path}")


@pytest.mark.parametrize("path", ["/large", "/swelling"])
def test_nothing_over_five_megabytes_is_fetched_packed_or_not(site: str, path: str) -> None:
    with pytest.raises(ArticleError, match="larger than 5 MB"):
        Article.load(f"{site}{path}")


def test_what_takes_too_long_is_given_up(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.5)
    with pytest.raises(ArticleUnreadable, match="no answer within"):
        Article.load(f"{site}/slow")


@pytest.mark.parametrize(
    ("path", "english", "arabic"),
    [
        ("/none", "status 404", "رد الخادم بالرمز 404"),
        ("/endless", "from page to page", "من صفحة إلى أخرى"),
    ],
)
def test_why_nothing_was_had_is_told_in_both_languages(
    site: str, path: str, english: str, arabic: str
) -> None:
    with pytest.raises(ArticleUnreadable) as caught:
        Article.load(f"{site}{path}")
    assert english in caught.value.text("en")
    assert arabic in caught.value.text("ar")


def test_a_port_where_none_listens_and_a_name_that_none_has_are_told() -> None:
    with pytest.raises(ArticleUnreadable, match="no connection"):
        Article.load("http://127.0.0.1:1/")
    with pytest.raises(ArticleUnreadable, match="no such server"):
        Article.load("http://no-such-name.invalid/")
