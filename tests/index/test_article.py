"""Articles are loaded, cleaned and never trusted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Article
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
