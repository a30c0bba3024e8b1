"""A web site on this machine, with stories, and with what a hostile one may do."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

OPENING = "افتتح الوزير أحمد سالم السد الجديد يوم الأحد في أسوان."
GUESTS = "وحضر الافتتاح مئة ضيف."
STORY = f"{OPENING}\n\n{GUESTS}"
PAGE = f"""<!DOCTYPE html><html><head><meta charset="windows-1256"><title>السد</title></head><body>
<nav><a href="/">الرئيسية</a></nav><article><h1>السد الجديد</h1>
<p>{OPENING}</p><p>{" ".join([GUESTS] * 20)}</p></article></body></html>"""


class Site(BaseHTTPRequestHandler):
    """What is asked for, by its path."""

    closing = threading.Event()

    def do_GET(self) -> None:
        match self.path:
            case "/story.txt":
                self.give(STORY.encode())
            case "/long.txt":
                told = (f"Minister No {n} opened dam {n}." for n in range(300))
                self.give("\n\n".join(told).encode())
            case "/old-page":
                self.give(PAGE.encode("cp1256"))
            case "/old-page-unsaid":
                self.give(PAGE.replace('<meta charset="windows-1256">', "").encode("cp1256"))
            case "/large":
                self.give(b"word " * 1_200_000)
            case "/swelling":
                self.give(gzip.compress(b"\0" * 50_000_000), **{"Content-Encoding": "gzip"})
            case "/moved":
                self.lead("/story.txt")
            case "/endless":
                self.lead("/endless")
            case "/inwards":
                self.lead(f"http://127.0.0.2:{self.server.server_address[1]}/story.txt")
            case "/to-file":
                self.lead("file:///etc/passwd")
            case "/slow":
                self.send_response(200)
                self.end_headers()
                self.closing.wait(60)
            case _:
                self.send_error(404)

    def give(self, body: bytes, **headers: str) -> None:
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def lead(self, to: str) -> None:
        self.send_response(302)
        self.send_header("Location", to)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served_site() -> Iterator[str]:
    """The address of the site."""
    Site.closing.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    Site.closing.set()
    server.shutdown()
    server.server_close()
    thread.join()
