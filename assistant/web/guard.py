"""What stands before the page: who may enter, what no one may fetch, what every answer says."""

import re
from dataclasses import dataclass, field

import anyio.to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.sharing import Limits, RateLimit
from assistant.web.signing_in import Users
from index.errors import LimitReached

OPEN_PATHS = frozenset({"/health"})
"""Paths that need no sign-in: they tell nothing of anyone."""

# What the page and programs ask for, and nothing else: Gradio can also give out files by their
# path, fetch for another, tell of other people's runs, and with a new version perhaps more.
_OPEN = re.compile(
    r"/?|(?:/(?:ar|en))?/(?:"
    r"(?:config|theme\.css|favicon\.ico|manifest\.json|robots\.txt|pwa_icon|(?:assets|static)/.+)?"
    r"|gradio_api/(?:info|app_id|startup-events|theme\.css|upload|upload_progress|cancel|reset"
    r"|queue/(?:join|data|status)|heartbeat/\w+|call/ask(?:/\w+)?))/?"
)
_MOST_BODY = 16 * 1024 * 1024
"""Bytes: a conversation as a browser's storage holds it, and the largest text that is read."""
_UPLOAD = re.compile(r"/gradio_api/upload/?$")

_HEADERS = {
    # Gradio writes its configuration into the page and compiles its templates there; what matters
    # is that nothing is loaded from, or sent to, anywhere else.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval';"
        " style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:;"
        " connect-src 'self'; worker-src 'self' blob:; object-src 'none'; frame-src 'none';"
        " frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """ASGI middleware around the page.

    Args:
        app: what is guarded.
        limits: of each client, by its address.
        users: who may enter; everyone when None.
    """

    app: ASGIApp
    limits: Limits
    users: Users | None = None
    _guesses: RateLimit = field(default_factory=lambda: RateLimit("sign_in_limit", 10, 60))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; see ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        refusal = await self._refusal(scope)
        await (refusal or self.app)(scope, receive, send_with_headers)

    async def _refusal(self, scope: Scope) -> ASGIApp | None:
        """The response to a request that must not reach the page, else None."""
        path, client = str(scope["path"]), client_address(scope)
        headers, posts = Headers(scope=scope), scope["method"] == "POST"
        refusal = None
        try:
            if path in OPEN_PATHS:
                pass
            elif is_foreign(str(scope["method"]), headers):
                refusal = PlainTextResponse("403 Forbidden", 403)
            elif not await self._admits(scope, client):
                challenge = {"WWW-Authenticate": 'Basic realm="article-assistant", charset="UTF-8"'}
                refusal = PlainTextResponse("401 Unauthorized", 401, challenge)
            elif not _OPEN.fullmatch(path):
                refusal = PlainTextResponse("404 Not Found", 404)
            elif posts and _UPLOAD.search(path):
                self.limits.uploads.take(client)
            elif posts and not is_small(headers):
                refusal = PlainTextResponse("413 Content Too Large", 413)
        except LimitReached as error:
            retry = {"Retry-After": str(error.values["seconds"])}
            refusal = PlainTextResponse(error.text("en"), 429, retry)
        return refusal

    async def _admits(self, scope: Scope, client: str) -> bool:
        if self.users is None:
            return True
        authorization = Headers(scope=scope).get("Authorization")
        if authorization is None:
            return False
        self._guesses.check(client)
        # scrypt takes its time: in a thread, so that no one else waits for it.
        admitted = await anyio.to_thread.run_sync(self.users.admit, authorization)
        if not admitted:
            self._guesses.take(client)
        return admitted


def is_foreign(method: str, headers: Headers) -> bool:
    """Whether a page elsewhere has a browser send this, with its reader's sign-in, unasked.

    A link that leads here is not foreign. Gradio lets every page read what a server gives out
    that is not on this very machine. Browsers tell where a request comes from (Fetch Metadata,
    W3C); programs do not, and need not.
    """
    follows_a_link = method == "GET" and headers.get("Sec-Fetch-Mode") == "navigate"
    return headers.get("Sec-Fetch-Site") == "cross-site" and not follows_a_link


def is_small(headers: Headers) -> bool:
    """Whether a request says that its body is no larger than what a browser can keep and paste."""
    length = headers.get("Content-Length", "")
    return length.isascii() and length.isdigit() and int(length[:12]) <= _MOST_BODY


def client_address(scope: Scope) -> str:
    """The address that a request came from. What a proxy claims is not believed."""
    client = scope.get("client")
    return str(client[0]) if client else ""
