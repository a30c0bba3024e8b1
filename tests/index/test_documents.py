"""PDF, Word and Markdown files and web pages are read as articles, and can do no harm."""

import io
import zipfile
import zlib
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from index import Article, documents
from index.errors import ArticleError
from index.markdown import paragraphs

LINES = ("The council met in Paris on Monday.", "It approved the budget after a long debate.")


def docx_file(path: Path, paragraphs: tuple[str, ...]) -> Path:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(path))
    return path


def pdf_bytes(content: bytes, pages: int = 1) -> bytes:
    """A PDF whose pages all show one compressed content stream."""
    packed = zlib.compress(content, 9)
    kids = b" ".join(b"%d 0 R" % (n + 5) for n in range(pages))
    page = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]/MediaBox[0 0 600 800]>>" % (pages, kids),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
        *[page] * pages,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + head + tail


def shown(*lines: str) -> bytes:
    texts = b"".join(b"(%s) Tj 0 -20 Td " % line.encode() for line in lines)
    return b"BT /F1 12 Tf 50 700 Td " + texts + b"ET"


def test_a_word_file_is_read_by_its_paragraphs(tmp_path: Path) -> None:
    article = Article.load(docx_file(tmp_path / "story.docx", LINES))
    assert article.text == "\n\n".join(LINES)


def test_a_word_file_in_arabic_keeps_every_letter(tmp_path: Path) -> None:
    article = Article.load(docx_file(tmp_path / "story.docx", ("اجتمع المجلس في باريس.",)))
    assert article.text == "اجتمع المجلس في باريس."
    assert article.language == "ar"


def test_a_pdf_is_read_by_its_content_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(pdf_bytes(shown(*LINES)))
    text = Article.load(path).text
    assert all(line in text for line in LINES)


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 101 * 1024 * 1024)
    return packed.getvalue()


def docx_of(body: str, head: str = "") -> bytes:
    """A Word file of this XML."""
    whole = io.BytesIO()
    empty = io.BytesIO()
    Document().save(empty)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(empty) as given, zipfile.ZipFile(whole, "w") as archive:
        for name in given.namelist():
            if name != "word/document.xml":
                archive.writestr(name, given.read(name))
        xml = f'{head}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", xml)
    return whole.getvalue()


def laughing_docx() -> bytes:
    """Ten entities, each ten times the last: a billion laughs."""
    entities = "".join(
        f'<!ENTITY l{n} "{(f"&l{n - 1};" * 10) if n else "lol"}">' for n in range(10)
    )
    return docx_of("<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", f"<!DOCTYPE w [{entities}]>")


CELL = "<w:tbl><w:tr><w:tc>"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"%PDF-1.7\nthis is no PDF", "document_unreadable"),
        (b"PK\x03\x04 this is no archive", "document_unreadable"),
        (zip_bomb(), "document_unreadable"),
        (pdf_bytes(shown("A"), pages=501), "document_unreadable"),
        (pdf_bytes(b" " * 120 * 1024 * 1024), "document_unreadable"),
        (b"%PDF-" + b"a" * 25 * 1024 * 1024, "article_large"),
    ],
    ids=["no pdf", "no archive", "zip bomb", "too many pages", "pdf bomb", "too large"],
)
def test_a_document_that_cannot_be_read_is_named(tmp_path: Path, data: bytes, key: str) -> None:
    path = tmp_path / "story.bin"
    path.write_bytes(data)
    with pytest.raises(ArticleError) as caught:
        Article.load(path)
    assert caught.value.key == key
    assert str(path) in str(caught.value)


def test_a_billion_laughs_are_not_laughed(tmp_path: Path) -> None:
    path = tmp_path / "story.docx"
    path.write_bytes(laughing_docx())
    with pytest.raises(ArticleError):
        Article.load(path)


@pytest.mark.parametrize(
    "data",
    [
        docx_of(CELL * 20_000 + "</w:tc></w:tr></w:tbl>" * 20_000),
        b"%PDF-1.4\n1 0 obj" + b"[" * 500_000 + b"\ntrailer<</Root 1 0 R>>\n%%EOF",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1"
        b"/Kids[2 0 R]>>endobj trailer<</Root 1 0 R>>\n%%EOF",
    ],
    ids=["nested tables", "nested arrays", "a page of itself"],
)
def test_a_document_that_is_nested_or_swells_ends_its_own_process_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    monkeypatch.setattr(documents, "SECONDS", 3)
    path = tmp_path / "story.bin"
    path.write_bytes(data)
    with pytest.raises(ArticleError):
        Article.load(path)


@pytest.mark.parametrize("tag", ["div", "table><tr><td"])
def test_a_page_nested_a_hundred_thousand_deep_is_read_or_refused(tmp_path: Path, tag: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"<html><body>{f'<{tag}>' * 100_000}The council met.", encoding="utf-8")
    with pytest.raises(ArticleError, match="holds no text"):
        Article.load(path)


def test_a_page_that_takes_too_long_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "SECONDS", 0.01)
    path = tmp_path / "page.html"
    path.write_text("<html><body><p>The council met.", encoding="utf-8")
    with pytest.raises(ArticleError, match="too much time or memory"):
        Article.load(path)


def test_a_cell_over_a_billion_columns_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "story.docx"
    wide = (
        '<w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr><w:p><w:r><w:t>Budget</w:t></w:r></w:p>'
    )
    path.write_bytes(docx_of(f"{CELL}{wide}</w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"))
    assert Article.load(path).text == "Budget |"


MARKDOWN = """---
layout: story
---
# Bridge *opens* in Cairo

Minister **Ahmed Salem** opened the [bridge](https://example.org/b "x") on
Sunday, `he` said. <b>No one</b> was hurt &amp; no one late.

- It cost 20 million pounds.
- It took *three* years.

| Side | Guests |
|------|-------:|
| East | 40     |

> وقال الوزير: **"شكرًا"**.

![The bridge at night](b.png)
"""


def test_of_a_markdown_file_the_words_stand_without_its_marks(tmp_path: Path) -> None:
    file = tmp_path / "story.md"
    file.write_text(MARKDOWN, encoding="utf-8")
    article = Article.load(file)
    assert article.title == "Bridge opens in Cairo"
    assert article.text.split("\n\n")[1:] == [
        "Minister Ahmed Salem opened the bridge on Sunday, he said. No one was hurt & no one late.",
        "It cost 20 million pounds.",
        "It took three years.",
        "Side | Guests",
        "East | 40",
        'وقال الوزير: "شكرًا".',
        "The bridge at night",
    ]


@given(st.lists(st.text("abc حضر", min_size=1).filter(str.strip), min_size=1))
def test_of_plain_paragraphs_markdown_changes_no_word(told: list[str]) -> None:
    plain = [" ".join(paragraph.split()) for paragraph in told]
    assert list(paragraphs("\n\n".join(plain))) == plain


@pytest.mark.parametrize("hostile", ["> " * 50_000, "[" * 100_000, "*a_" * 60_000, "- " * 50_000])
def test_markdown_nested_without_end_is_read_or_refused_in_time(
    tmp_path: Path, hostile: str
) -> None:
    file = tmp_path / "story.md"
    file.write_text(f"The council met.\n\n{hostile}", encoding="utf-8")
    try:
        assert Article.load(file).text.startswith("The council met.")
    except ArticleError as error:
        assert error.key in ("document_limit", "document_unreadable")
