"""Articles are loaded, cleaned and never trusted."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index import Article, Library
from index.arabic import normalise, stem
from index.cleaning import clean
from index.errors import ArticleError, ArticleUnreadable


def test_the_sample_loses_its_furniture_and_keeps_its_date(article: Article) -> None:
    assert article.date == date(2025, 8, 16)
    assert article.text.startswith("قال الرئيس الأمريكي")
    assert "فيسبوك" not in article.text
    assert article.language == "ar"


def test_a_path_a_string_and_raw_text_give_the_same_article(tmp_path: Path) -> None:
    text = "The council met on Monday. It approved the budget."
    path = tmp_path / "story.txt"
    path.write_text(text, encoding="utf-8")
    assert Article.load(path).id == Article.load(str(path)).id == Article.load(text).id


def test_invisible_marks_go_and_letters_are_composed() -> None:
    assert clean("e\u0301\u200b \u202eabc\u202c\ufeff").text == "é abc"


def test_markup_in_a_text_file_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text("He wrote <script>alert(1)</script> on the wall.", encoding="utf-8")
    assert "<script>alert(1)</script>" in Article.load(path).text


def test_a_web_page_is_reduced_to_its_article(tmp_path: Path) -> None:
    body = "".join(
        f"<p>The council met on day {n} and approved the budget after debate.</p>" for n in range(9)
    )
    path = tmp_path / "page.html"
    path.write_text(
        f"<!doctype html><html><body><nav>Home</nav><article>{body}</article>"
        "<script>steal()</script></body></html>",
        encoding="utf-8",
    )
    text = Article.load(path).text
    assert "approved the budget" in text
    assert "<p>" not in text
    assert "steal" not in text


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "article_empty"),
        (b" \n\t ", "article_empty"),
        (b"\x00\x01\x02 text", "article_binary"),
        ("نص عربي".encode("cp1256"), "article_encoding"),
        (b"a" * (5 * 1024 * 1024 + 1), "article_large"),
    ],
)
def test_a_bad_file_is_named_with_what_to_do(tmp_path: Path, data: bytes, key: str) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(data)
    with pytest.raises(ArticleError) as caught:
        Article.load(path)
    assert caught.value.key == key
    assert str(path) in str(caught.value)
    assert caught.value.text("ar") != caught.value.text("en")


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(ArticleUnreadable, match="no article"):
        Article.load(str(tmp_path / "none.txt"))
    with pytest.raises(ArticleUnreadable, match="folder"):
        Article.load(tmp_path)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost:8000/x",
        "http://169.254.169.254/latest",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "http://0.0.0.0/",
    ],
)
def test_only_public_web_addresses_are_fetched(url: str) -> None:
    with pytest.raises(ArticleUnreadable, match="not fetched"):
        Article.load(url)


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once


@given(st.text())
def test_normalising_is_idempotent(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_spellings_and_digits_of_one_word_meet() -> None:
    assert normalise("إلمندورف") == normalise("المندورف")
    assert normalise("مُثمِرًا ١٢٣") == normalise("مثمرا 123")


def test_a_string_of_several_lines_is_the_text_itself_however_short() -> None:
    assert Article.load("Rain.\nSun.").text == "Rain.\nSun."


def test_stemming_in_many_threads_gives_what_one_gives() -> None:
    plain = ["استمر", "الاجتماع", "ساعات", "وحضر", "attended", "meetings"]
    listed = [f"{word}{n}" for n in range(2000) for word in plain]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(stem.__wrapped__, listed))
    assert together == [stem.__wrapped__(word) for word in listed]


@pytest.mark.parametrize(
    ("marks", "left"),
    [("\u0316\u0301", 30), ("\u0f73", 30), ("\u0344", 30), ("\u064e\u0651", 30)],
    ids=["below and above", "vowel signs", "a double mark", "tashkeel"],
)
def test_a_tower_of_marks_is_cut_and_its_letter_kept(marks: str, left: int) -> None:
    """Putting a million in order by Unicode's rules takes hours, and nothing ends it."""
    text = clean("The b" + marks * 200_000 + "ridge.").text
    assert text[:5] == "The b"
    assert text[-6:] == "ridge."
    assert len(text) == 5 + left + 6
    assert clean(text).text == text
    assert normalise(normalise(text)) == normalise(text)


def test_comments_before_no_page_are_a_text(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text("<!-- a -->" * 1000 + "It rained.", encoding="utf-8")
    assert Article.load(path).text.endswith("It rained.")
    page = f"<html><body><article>{'<p>It rained all day.</p>' * 9}</article></body></html>"
    path.write_text(f"<!-- a --> <!-- b -->\n{page}", encoding="utf-8")
    assert Article.load(path).text.startswith("It rained")


@pytest.mark.parametrize(
    "url",
    [
        "http://[",
        "http://1.1.1.1/\x7f",
        "http://1.1.1.1/" + "a" * 70_000,
        "http://1.1.1.1:99999/",
        "http://\ud800/",
    ],
    ids=["bracket", "control", "long", "port", "surrogate"],
)
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(ArticleUnreadable):
        Article.load(url)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a file's name is text")
def test_a_file_whose_name_is_no_text_is_kept_and_harms_no_library(
    tmp_path: Path, home: Path
) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\x80.txt"))
    path.write_text("The council met in Paris.", encoding="utf-8")
    library = Library()
    library.add(Article.load(path))
    assert [entry.source for entry in library.list()] == [f"{tmp_path}/\\udc80.txt"]
    assert not list(home.glob("chroma.damaged-*"))


@example(b"PK\x03\x04")  # read in a process of its own, which is slow to start
@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_clean_text_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(data)
    try:
        text = Article.load(path).text
    except ArticleError as error:
        assert str(path) in error.text("ar")
    else:
        assert clean(text).text == text


@given(st.text(st.characters()))
def test_any_string_is_an_article_or_refused(text: str) -> None:
    try:
        Article.load(text).text.encode("utf-8")
    except ArticleError as error:
        assert error.text("ar")
