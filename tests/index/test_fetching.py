"""What is fetched at an address, and what is not: against a real server on this machine."""

from collections.abc import Iterator

import pytest

from index import Article, fetching
from index.errors import ArticleError, ArticleUnreadable
from tests.site import GUESTS, STORY, served_site


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of the site."""
    with served_site() as address:
        yield address


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


def test_a_page_in_an_encoding_that_it_does_not_name_is_refused(site: str) -> None:
    with pytest.raises(ArticleError, match="not written in UTF-8"):
        Article.load(f"{site}/old-page-unsaid")


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
