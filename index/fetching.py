"""Fetching what lies at a public web address: asked for by a reader, within limits.

A name is resolved once and the connection made to the address that was checked, so that a second
DNS answer cannot lead elsewhere; each redirect is checked in the same way.
"""

import asyncio
import ipaddress
import socket
import threading
from concurrent.futures import Future
from urllib.parse import urljoin, urlsplit

import httpx

from index.errors import ArticleError, ArticleUnreadable

LIMIT_MB = 5
_MOST = LIMIT_MB * 1024 * 1024
SECONDS = 20
"""For everything: names, connections, redirects and the body."""
_REDIRECTS = 5


def fetch(url: str) -> bytes:
    """The bytes at a public http(s) URL.

    Raises:
        ArticleUnreadable: the URL is of another scheme or leads to an address that is not public;
            or nothing is had there within 20 seconds and five redirects.
        ArticleError: it is larger than 5 MB.
    """
    fetched: Future[bytes] = Future()

    def work() -> None:
        try:
            fetched.set_result(asyncio.run(_within_time(url)))
        except Exception as error:  # noqa: BLE001 - it is raised in the thread that waits
            fetched.set_exception(error)

    # A loop may run in this thread already; and a name server that is slow cannot be interrupted.
    threading.Thread(target=work, name="fetch", daemon=True).start()
    try:
        return fetched.result(SECONDS)
    except TimeoutError as error:
        raise _failed(url, "why_slow", seconds=SECONDS) from error


async def _within_time(url: str) -> bytes:
    try:
        async with asyncio.timeout(SECONDS):
            return await _followed(url)
    except httpx.HTTPStatusError as error:
        raise _failed(url, "why_status", status=error.response.status_code) from error
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:  # of redirects as well
        raise _failed(url, "why_connection") from error


async def _followed(url: str) -> bytes:
    at = url
    for _ in range(_REDIRECTS + 1):
        parts = urlsplit(at)
        address = await _public_address(at)
        headers = {"Host": parts.netloc.rsplit("@", 1)[-1], "User-Agent": "article-assistant"}
        async with (
            httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client,
            client.stream(
                "GET",
                httpx.URL(at).copy_with(host=address),
                headers=headers,
                extensions={"sni_hostname": parts.hostname},
            ) as response,
        ):
            if response.has_redirect_location:
                at = urljoin(at, response.headers["location"])
                continue
            response.raise_for_status()
            return await _body(url, response)
    raise _failed(url, "why_redirects")


async def _body(url: str, response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():  # unpacked: a small answer may swell without end
        body += chunk
        if len(body) > _MOST:
            raise ArticleError("article_large", source=url, limit=LIMIT_MB)
    return bytes(body)


async def _public_address(url: str) -> str:
    """The address of a URL's host, refused unless every address that the name has is public."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ArticleUnreadable("url_refused", source=url) from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ArticleUnreadable("url_refused", source=url)
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(parts.hostname, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _failed(url, "why_host") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(is_public(address) for address in addresses):
        raise ArticleUnreadable("url_refused", source=url)
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet's, no machine's own, no network's."""
    ip = ipaddress.ip_address(address.split("%", 1)[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not ip.is_multicast


def _failed(url: str, why: str, **values: object) -> ArticleUnreadable:
    return ArticleUnreadable("url_failed", source=url, reason=ArticleError(why, **values))
