"""Reading an article from where it lies: a sample, a file, a URL, or the text itself."""

import re
from importlib.resources import files
from pathlib import Path

from index import documents
from index.errors import ArticleError, ArticleUnreadable

SAMPLE = "alaska-summit"
"""The article that is asked when none is named."""

LIMIT_MB = 5
_LIMIT = LIMIT_MB * 1024 * 1024
_MOST = documents.LIMIT_MB * 1024 * 1024
"""Bytes of any file; a text is refused from its own limit."""
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.I)
_PATH_LIKE = re.compile(r"^[^\n]{1,1024}\.[A-Za-z0-9]{1,5}$|^[~.]?/[^\s]*$|^[A-Za-z]:\\")
_ENCODING = re.compile(rb"<meta\s[^>]*charset=[\"']?(windows-\d+|iso-8859-\d+)\b", re.I)
"""What an older page says of itself; any other text, and any other page, is in UTF-8."""
_MARKDOWN = re.compile(r"\.(?:md|markdown)(?:[?#].*)?$", re.I)
_HTML = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)


def read(source: object) -> tuple[str, str]:
    """The source's name and its text, as they stand, HTML pages already reduced to their article.

    Raises ArticleUnreadable or ArticleError, as `Article.load` says.
    """
    if isinstance(source, Path):
        return str(source), _read_file(source)
    if not isinstance(source, str):
        raise ArticleError("article_binary", source=type(source).__name__)
    stripped = source.strip()
    if stripped == SAMPLE:
        return SAMPLE, (files("index.samples") / f"{SAMPLE}.txt").read_text(encoding="utf-8")
    if _SCHEME.match(stripped) and not re.search(r"\s", stripped):
        from index.fetching import fetch  # httpx takes its time to load

        return stripped, _decode(stripped, fetch(stripped))
    if "\n" not in source and _is_path(stripped):
        return stripped, _read_file(Path(stripped).expanduser())
    if len(source.encode("utf-8", "replace")) > _LIMIT:
        raise ArticleError("article_large", source="text", limit=LIMIT_MB)
    return "text", source


def is_file(source: str) -> bool:
    """Whether `source` is the path of a file or folder that is there."""
    try:
        return Path(source.strip()).expanduser().exists()
    except (OSError, ValueError, RuntimeError):
        return False


def _is_path(text: str) -> bool:
    if not text or "\0" in text or len(text) > 1024:
        return False
    try:
        return (
            Path(text).expanduser().exists()
            or (bool(_PATH_LIKE.match(text)) and len(text.split()) < 4)
            or len(text.split()) == 1
        )
    except (OSError, ValueError, RuntimeError):
        return False


def _read_file(path: Path) -> str:
    try:
        if path.is_dir():
            raise ArticleUnreadable(
                "article_unreadable", source=path, reason=ArticleError("why_folder")
            )
        if not path.is_file():
            raise ArticleUnreadable("article_missing", source=path)
        with path.open("rb") as file:
            data = file.read(_MOST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ArticleUnreadable("article_unreadable", source=path, reason=reason) from error
    return _decode(str(path), data)


def _decode(name: str, data: bytes) -> str:
    if kind := documents.kind_of(data):
        return documents.document_text(name, data, kind)
    if len(data) > _LIMIT:
        raise ArticleError("article_large", source=name, limit=LIMIT_MB)
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ArticleError("article_binary", source=name)
    named = _ENCODING.search(data[:4096])
    try:
        text = data.decode(named[1].decode() if named else "utf-8-sig")
    except (UnicodeDecodeError, LookupError) as error:
        raise ArticleError("article_encoding", source=name) from error
    if _HTML.match(text):
        return documents.document_text(name, text.encode("utf-8"), "html")
    # Markdown is told by the name alone: its marks are any text's.
    return documents.document_text(name, data, "markdown") if _MARKDOWN.search(name) else text
