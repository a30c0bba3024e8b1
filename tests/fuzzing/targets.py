"""What must hold of any bytes: each target reads them as one part of the project would.

A target returns, or raises what is a bug: anything but the project's own family of errors, an
offset that is not true, a character that is lost. A hang or a crash is the fuzzer's to see.
"""

import tempfile
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

from assistant.conversation import condense, leans_on
from assistant.evaluation.cases import load_cases
from assistant.grounding.citations import CitationParser, Marker
from assistant.grounding.sentences import SentenceStream
from assistant.question import Question, offers
from index import Article
from index.cleaning import clean
from index.documents import _READERS as READERS
from index.documents import kind_of
from index.errors import ArticleAssistantError
from index.lexical import Lexical
from index.sources import _decode as decode
from index.splitting import LONGEST, SentenceSplitter
from tests.fuzzing.seeds import packed

Target = Callable[[bytes], None]

_LEXICAL = Lexical.build(
    ["حضر الوزير سيرغي لافروف الاجتماع في ألاسكا.", "The council met for three hours."]
)


def a_file(data: bytes) -> None:
    """Of any encoding: an article whose text is clean, or an error of the family."""
    if kind_of(data):  # has targets of its own
        return
    try:
        article = Article.of_text(decode("any", data), "any")
    except ArticleAssistantError as error:
        assert error.text("ar") != error.text("en")
        return
    article.text.encode("utf-8")
    assert clean(article.text).text == article.text


def a_page(data: bytes) -> None:
    """A web page, however it is nested: its text, within the process as the reading one would."""
    _read("html", data.decode("utf-8", "ignore").encode())


def a_markdown(data: bytes) -> None:
    """A Markdown file, however it is nested, likewise."""
    _read("markdown", data.decode("utf-8", "ignore").encode())


def a_pdf(data: bytes) -> None:
    """A PDF: its text, or any exception, which ends the reading process alone."""
    _read("pdf", data)


def a_docx(data: bytes) -> None:
    """A Word file likewise, or the XML of one, whose checksums stop most changes."""
    _read("docx", data if data.startswith(b"PK") else packed(data))


def _read(kind: str, data: bytes) -> None:
    try:
        length = sum(len(part) for part in READERS[kind](data))
    except Exception:  # noqa: BLE001 - as the reading process, which tells it as "damaged"
        return
    assert length >= 0


def a_text(data: bytes) -> None:
    """A text that is split: exact stretches in order, and only white space between them."""
    text = data.decode("utf-8", "ignore")
    at = 0
    for passage in SentenceSplitter().passages(text):
        assert text[passage.start : passage.end] == passage.text == passage.text.strip() != ""
        assert len(passage.text) <= LONGEST
        assert not text[at : passage.start].strip()
        at = passage.end
    assert not text[at:].strip()


def a_question(data: bytes) -> None:
    """A question, and whatever was said before it: weighed, or refused by the family."""
    asked, *said = data.decode("utf-8", "surrogateescape").split("|")
    try:
        question = Question.parse(asked)
    except ArticleAssistantError:
        return
    history = [{"role": role, "content": text} for role, text in pairwise(said)]
    condensed = condense(question, history)
    assert all(isinstance(text, str) for text in leans_on(question, history))
    scores = _LEXICAL.scores(condensed.text)
    assert 0 <= scores.known <= 1.000001
    assert all(0 <= offer <= 1 for offer in offers(condensed.text).values())


def a_stream(data: bytes) -> None:
    """A model's text: the same marks and sentences, letter by letter and whole."""
    text = data.decode("utf-8", "ignore")[:1500]
    whole, single = CitationParser(), CitationParser()
    once = [*whole.feed(text), *whole.finish()]
    apart = [part for letter in text for part in single.feed(letter)] + list(single.finish())
    assert _joined(once) == _joined(apart)
    stream = SentenceStream()
    for sentence in [*stream.feed(text), *stream.finish()]:
        assert "\n" not in sentence.text
        assert all(0 <= number <= 999 for number in sentence.cited)


def _joined(parts: list[str | Marker]) -> list[str | Marker]:
    found: list[str | Marker] = []
    for part in parts:
        if found and isinstance(part, str) and isinstance(found[-1], str):
            found[-1] += part
        else:
            found.append(part)
    return found


def a_case_file(data: bytes) -> None:
    """A file of cases: read, or refused in one line that names it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "any.qa.yaml")
        path.write_bytes(data)
        try:
            load_cases(path)
        except ArticleAssistantError as error:
            assert str(path) in str(error)
            assert len(str(error)) < 1000


TARGETS: Mapping[str, Target] = {
    "file": a_file,
    "html": a_page,
    "markdown": a_markdown,
    "pdf": a_pdf,
    "docx": a_docx,
    "splitter": a_text,
    "question": a_question,
    "citations": a_stream,
    "cases": a_case_file,
}
