"""Serving the page to this machine's browser, or to whoever reaches the host that is named."""

import errno
import socket
import threading

import gradio as gr

from assistant.chain import Assistant
from assistant.web.page import STYLE, THEME, build_page
from index.errors import PortTaken


def serve(
    assistant: Assistant, host: str = "127.0.0.1", port: int = 7860, open_browser: bool = True
) -> None:
    """Serve the page until the program is interrupted.

    Raises:
        PortTaken: another program listens on `port`.
        KeyboardInterrupt: the user stopped it; the server is closed by then.
    """
    page = launch(assistant, host, port, open_browser)
    try:
        threading.Event().wait()
    finally:
        page.close(verbose=False)


def launch(
    assistant: Assistant, host: str = "127.0.0.1", port: int = 7860, open_browser: bool = False
) -> gr.Blocks:
    """Start the server and return at once; `close()` of the page stops it. Raises PortTaken."""
    require_free_port(host, port)
    page = build_page(assistant)
    page.launch(
        server_name=host,
        server_port=port,
        inbrowser=open_browser,
        prevent_thread_lock=True,
        share=False,
        quiet=True,
        ssr_mode=False,
        enable_monitoring=False,
        run_history=False,
        footer_links=[],
        theme=THEME,
        css_paths=STYLE,
    )
    return page


def require_free_port(host: str, port: int) -> None:
    """Raise PortTaken when another program listens there.

    Gradio would report a taken port as a missing range of ports: the system is asked first.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortTaken("port_taken", port=port) from error
        raise
