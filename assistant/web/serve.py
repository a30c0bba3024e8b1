"""Serving the page, to this machine's browser or to whoever reaches the host that is named."""

import asyncio
import errno
import socket
import threading
import time
import webbrowser
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from gradio.events import api
from starlette.middleware.trustedhost import TrustedHostMiddleware

from assistant.chain import Assistant
from assistant.models.choosing import public_name
from assistant.web.conversation import Message
from assistant.web.desk import QUESTIONS_AT_ONCE, Desk
from assistant.web.direction import DIRECTION
from assistant.web.frame import OTHER
from assistant.web.guard import Guard, client_address
from assistant.web.page import STYLE, THEME, build_page, page_script
from assistant.web.sharing import LOOPBACK
from assistant.web.signing_in import Users
from assistant.web.uploads import UploadsOnly
from index import documents
from index.arabic import main_language
from index.errors import ArticleAssistantError, PortTaken
from index.messages import Language

_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, never listened on
_COOKIE = "language"
_YEAR = 365 * 24 * 3600
_CLOSING_SECONDS = 2
_SESSIONS = 1000
"""Whose state Gradio keeps, some 12 kB each: all but which question is being edited lies in the
browser. A program's every question is a session of its own."""


class Server:
    """A page on its way, in a thread of its own. Closing it frees the port."""

    def __init__(self, build: Callable[[], FastAPI], host: str, port: int) -> None:
        self._build, self._host, self._port = build, host, port
        self._server: uvicorn.Server | None = None
        self._thread = ThreadPoolExecutor(1, "page")
        self._serving: Future[None] | None = None
        shown = f"[{host}]" if ":" in host else host
        self.local_url = f"http://{'127.0.0.1' if host in _EVERYWHERE else shown}:{port}/"

    def start(self) -> None:
        """Return once requests are answered. Raises whatever kept the server from starting."""
        self._serving = self._thread.submit(lambda: asyncio.run(self._serve()))
        while not (self._server and self._server.started):
            if self._serving.done():
                self._serving.result()
            time.sleep(0.01)

    def close(self) -> None:
        """Stop serving."""
        if self._server:
            self._server.should_exit = True
        self._thread.shutdown()

    async def _serve(self) -> None:
        # Built within the loop that serves it: outside of one Gradio would leave loops unclosed.
        config = uvicorn.Config(
            self._build(),
            host=self._host,
            port=self._port,
            log_level="warning",
            timeout_graceful_shutdown=_CLOSING_SECONDS,
            server_header=False,
        )
        self._server = uvicorn.Server(config)
        await self._server.serve()


def serve(desk: Desk, host: str, port: int, open_browser: bool, users: Users | None = None) -> None:
    """Serve the page until the program is interrupted.

    Raises:
        PortTaken: another program listens on `port`.
        KeyboardInterrupt: the user stopped it; the server is closed by then.
    """
    server = launch(desk, host, port, users)
    if open_browser:
        webbrowser.open(server.local_url)
    try:
        threading.Event().wait()
    finally:
        server.close()


def launch(
    desk: Desk | Assistant, host: str = "127.0.0.1", port: int = 7860, users: Users | None = None
) -> Server:
    """Start the server and return at once. Raises PortTaken.

    Args:
        desk: what is served; an assistant alone is served without limits.
        host: the address to listen on.
        port: the port to listen on.
        users: who may enter; everyone when None.
    """
    require_free_port(host, port)
    served = Desk(desk) if isinstance(desk, Assistant) else desk
    server = Server(lambda: application(served, host, users), host, port)
    server.start()
    return server


def application(desk: Desk, host: str = "127.0.0.1", users: Users | None = None) -> FastAPI:
    """The page at /ar/ and /en/, the function for programs at /, and /health."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_api_route("/health", lambda: JSONResponse({"status": "ok"}), methods=["GET"])
    app.add_api_route("/", _choose_language, methods=["GET"])
    for language in OTHER:
        _mount(app, build_page(desk, language), f"/{language}", language)
    _mount(app, _programs(desk), "/", desk.first.article.language)
    app.add_middleware(Guard, limits=desk.limits, users=users)
    if host in LOOPBACK:
        # A page elsewhere whose name resolves to this machine must not talk to the server.
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "["])
    return app


def _mount(app: FastAPI, page: gr.Blocks, path: str, language: Language) -> None:
    direction = DIRECTION[language]
    # Before anything is drawn: Gradio's own words follow the browser's language, which the
    # reader may have overruled.
    head = (
        "<script>Object.defineProperty(navigator, 'language', {get: () => '" + language + "'});"
        f"document.documentElement.lang = '{language}';"
        f"document.documentElement.dir = '{direction}';"
        # For the next visit, as the language may have been chosen by hand.
        f"document.cookie = '{_COOKIE}={language}; path=/; max-age={_YEAR}; samesite=lax';</script>"
        '<meta name="robots" content="noindex">'
    )
    page.state_session_capacity = _SESSIONS
    gr.mount_gradio_app(
        app,
        page,
        path,
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=f"{documents.LIMIT_MB}mb",
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        theme=THEME,
        css_paths=STYLE,
        js=page_script(language),
        head=head,
    )


def _programs(desk: Desk) -> gr.Blocks:
    """The function that programs call: `client.predict("who attended?", api_name="/ask")`."""

    def ask(
        question: str, history: list[Message] | None = None, request: gr.Request | None = None
    ) -> dict[str, Any]:
        """Answer a question about the article, with the quotes that prove the answer."""
        began = time.perf_counter()
        try:
            desk.limits.questions.take(_client(request))
            answer = desk.first.ask(question, history=history)
        except ArticleAssistantError as error:
            language = main_language(question, desk.first.article.language)
            raise gr.Error(error.text(language), print_exception=False) from error
        told = replace(answer, model=public_name(answer.model))
        return told.as_json(time.perf_counter() - began)

    programs = UploadsOnly("en")
    with programs:
        api(ask, api_name="ask")
    programs.queue(default_concurrency_limit=QUESTIONS_AT_ONCE)
    return programs


def _client(request: gr.Request | None) -> str:
    found = request.request if request else None
    return client_address(found.scope) if found else ""


def _choose_language(request: Request) -> Response:
    """The way to the page: in the language chosen by hand, else in the browser's."""
    chosen = request.cookies.get(_COOKIE, "")
    language = (
        chosen if chosen in OTHER else browser_language(request.headers.get("Accept-Language"))
    )
    return RedirectResponse(f"./{language}/", headers={"Vary": "Accept-Language, Cookie"})


def browser_language(accepted: str | None) -> Language:
    """The one of the page's languages that an Accept-Language header likes best; else English."""
    best: tuple[float, Language] = (0.0, "en")
    for entry in (accepted or "").split(","):
        tag, _, quality = entry.partition(";q=")
        name = tag.strip().lower().split("-")[0]
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        for language in OTHER:
            if name == language and weight > best[0]:
                best = (weight, language)
    return best[1]


def require_free_port(host: str, port: int) -> None:
    """Raise PortTaken when another program listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortTaken("port_taken", port=port) from error
        raise
