"""Reading an article from where it lies: a sample, a file, a URL, or the text itself."""

import ipaddress
import re
import socket
import time
from importlib.resources import files
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from index import documents
from index.errors import ArticleError, ArticleUnreadable

SAMPLE = "alaska-summit"
"""The article that is asked when none is named."""

LIMIT_MB = 5
_LIMIT = LIMIT_MB * 1024 * 1024
_MOST = documents.LIMIT_MB * 1024 * 1024
"""Bytes of any file; a text is refused from its own limit."""
_SECONDS = 20
_REDIRECTS = 5
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.I)
_PATH_LIKE = re.compile(r"^[^\n]{1,1024}\.[A-Za-z0-9]{1,5}$|^[~.]?/[^\s]*$|^[A-Za-z]:\\")
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
        return stripped, _decode(stripped, _fetch(stripped))
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
            raise ArticleUnreadable("article_unreadable", source=path, reason="a folder")
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
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArticleError("article_encoding", source=name) from error
    if _HTML.match(text):
        return documents.document_text(name, text.encode("utf-8"), "html")
    return text


def _fetch(url: str) -> bytes:
    """The bytes at a public http(s) URL: at most 25 MB, 20 s and five redirects.

    The name is resolved once and the connection made to the address that was checked, so that a
    second DNS answer cannot lead elsewhere.
    """
    import httpx

    deadline = time.monotonic() + _SECONDS
    at = url
    try:
        for _ in range(_REDIRECTS + 1):
            parts = urlsplit(at)
            host, address = parts.hostname, _public_address(at)
            request_url = httpx.URL(at).copy_with(host=address)
            headers = {"Host": parts.netloc.rsplit("@", 1)[-1], "User-Agent": "article-assistant"}
            with (
                httpx.Client(timeout=_SECONDS, trust_env=False) as client,
                client.stream(
                    "GET", request_url, headers=headers, extensions={"sni_hostname": host}
                ) as response,
            ):
                if response.has_redirect_location:
                    at = urljoin(at, response.headers["location"])
                    continue
                response.raise_for_status()
                return _bounded_body(url, response, deadline)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:  # of redirects as well
        reason = str(error) or type(error).__name__
        raise ArticleUnreadable("url_failed", source=url, reason=reason) from error
    raise ArticleUnreadable("url_failed", source=url, reason="too many redirects")


def _bounded_body(url: str, response: object, deadline: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():  # type: ignore[attr-defined]
        body += chunk
        if len(body) > _MOST:
            break
        if time.monotonic() > deadline:
            raise ArticleUnreadable("url_failed", source=url, reason=f"over {_SECONDS} s")
    return bytes(body)


def _public_address(url: str) -> str:
    """The address of a URL's host, refused unless every address the name has is public."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ArticleUnreadable("url_refused", source=url) from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ArticleUnreadable("url_refused", source=url)
    try:
        found = socket.getaddrinfo(parts.hostname, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ArticleUnreadable("url_failed", source=url, reason="unknown host") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(_is_public(address) for address in addresses):
        raise ArticleUnreadable("url_refused", source=url)
    return addresses[0]


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.split("%", 1)[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not ip.is_multicast
