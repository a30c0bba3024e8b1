"""Documents and web pages as text, read in a process that can neither hang nor swell.

All are nested, and two are compressed: a small file may unfold without end. The reading process is
held to seconds of work and to a size of memory by the system; what it exceeds ends it alone.
"""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator

from index.errors import ArticleError

LIMIT_MB = 25
"""Of the file as it lies on the disk."""
PAGES = 500
SECONDS = 30
MEMORY_MB = 1024
"""Of the reading process, Python and its libraries included."""
_UNPACKED_MB = 100
"""Of all that a Word file unpacks to."""
_TEXT = 5 * 1024 * 1024
"""Characters, as of a text file."""
_REFUSED = 3
"""Exit code of the reading process where it says why."""


def kind_of(data: bytes) -> str | None:
    """ "pdf" or "docx" by the first bytes, whatever the file is called; None of anything else."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return "docx" if data.startswith(b"PK\x03\x04") else None


def document_text(name: str, data: bytes, kind: str) -> str:
    """The text of a PDF, Word or Markdown file, a blank line between paragraphs or pages, or of the
    article in a web page, without what is around it; empty where there is none.

    Args:
        name: where it was read.
        data: a page or Markdown in UTF-8, any other file as it is.
        kind: "pdf", "docx", "markdown" or "html".

    Raises ArticleError: the file is damaged, encrypted, too large, or unfolds over a limit.
    """
    if len(data) > LIMIT_MB * 1024 * 1024:
        raise ArticleError("article_large", source=name, limit=LIMIT_MB)
    try:
        done = subprocess.run(  # noqa: S603 - this very module, by this very interpreter
            [sys.executable, "-X", "utf8", "-m", "index.documents", kind],
            input=data,
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise ArticleError("document_limit", source=name) from error
    if done.returncode == _REFUSED:
        why, values = json.loads(done.stdout)
        raise ArticleError("document_unreadable", source=name, reason=ArticleError(why, **values))
    if done.returncode:
        raise ArticleError("document_limit", source=name)
    return done.stdout.decode()


def _pdf(data: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise ArticleError("why_encrypted")
    if len(reader.pages) > PAGES:
        raise ArticleError("why_pages", most=PAGES)
    for page in reader.pages:
        yield page.extract_text()


def _docx(data: bytes) -> Iterator[str]:
    from docx import Document
    from docx.table import Table, _Cell

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "word/document.xml" not in archive.namelist():
            raise ArticleError("why_not_word")
        # What an entry declares bounds what is read of it.
        if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED_MB * 1024 * 1024:
            raise ArticleError("why_unpacked", most=_UNPACKED_MB)
    for block in Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                # Not row.cells: it gives a cell as often as it says that it has columns.
                yield " | ".join(_Cell(cell, block).text for cell in row._tr.tc_lst)
        else:
            yield block.text


def _html(data: bytes) -> Iterator[str]:
    import trafilatura

    found = trafilatura.extract(data.decode(), include_comments=False, include_tables=True)
    yield found or ""


def _markdown(data: bytes) -> Iterator[str]:
    from index.markdown import paragraphs

    yield from paragraphs(data.decode("utf-8-sig"))


_READERS = {"pdf": _pdf, "docx": _docx, "markdown": _markdown, "html": _html}


def _hold_to_limits() -> None:
    """Have the system end this process where it exceeds its time or memory."""
    try:
        import resource
    except ImportError:  # Windows knows no such limits; the parent still ends what takes too long
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB * 1024 * 1024,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS,) * 2)


def main(kind: str) -> int:
    """The reading process: a document on standard input, its text on standard output."""
    import logging

    logging.disable()
    _hold_to_limits()
    data, parts, length = sys.stdin.buffer.read(), [], 0
    try:
        for part in _READERS[kind](data):
            parts.append(part.strip())
            length += len(part)
            if length > _TEXT:
                raise ArticleError("why_long", most=_TEXT)
    except Exception as error:  # noqa: BLE001 - parsers of hostile files raise all there is
        told = error if isinstance(error, ArticleError) else ArticleError("why_damaged")
        json.dump([told.key, told.values], sys.stdout)  # on stderr libraries may warn
        return _REFUSED
    sys.stdout.buffer.write("\n\n".join(filter(None, parts)).encode("utf-8", "ignore"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
