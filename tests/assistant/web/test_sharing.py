"""A page that is shared: limits, the line, who may enter, and what no one gets."""

import asyncio
import socket
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect
from starlette.datastructures import Headers

from assistant import Assistant
from assistant.web.desk import Desk
from assistant.web.guard import is_small
from assistant.web.serve import browser_language, launch
from assistant.web.sharing import Limits, RateLimit, WaitingLine
from assistant.web.signing_in import Users, read_users, user_line
from index import ArticleIndex
from index.errors import LimitReached, PortTaken, UsersFileError
from tests.page import Staged, answers, ask, free_port, opened, served

PASSWORD = "مفتاح طويل 42"


class Clock:
    """Seconds that pass when the test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_client_has_its_uses_within_the_window_and_others_have_theirs() -> None:
    clock = Clock()
    limit = RateLimit("questions_limit", 2, 60, clock)
    limit.take("a")
    clock.now = 30
    limit.take("a")
    with pytest.raises(LimitReached, match="31 seconds"):
        limit.take("a")
    limit.take("b")
    clock.now = 61
    limit.take("a")


@given(st.lists(st.floats(0, 200), max_size=60), st.integers(1, 5))
def test_no_window_ever_holds_more_uses_than_allowed(moments: list[float], uses: int) -> None:
    clock = Clock()
    limit = RateLimit("questions_limit", uses, 10, clock)
    granted = []
    for clock.now in sorted(moments):
        try:
            limit.take("a")
        except LimitReached:
            continue
        granted.append(clock.now)
    for n, moment in enumerate(granted[uses:]):
        assert moment - granted[n] >= 10


def in_a_loop_of_its_own(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine in a thread, for the browser of other tests runs its loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def test_the_line_is_first_come_first_served_and_says_how_many_are_ahead() -> None:
    async def queue() -> None:
        line = WaitingLine(at_once=1)
        seen: list[int] = []

        async def wait() -> None:
            with line.ticket() as places:
                async for ahead in places:
                    seen.append(ahead)

        with line.ticket() as first:
            assert [ahead async for ahead in first] == []
            with line.ticket():
                waiting = asyncio.create_task(wait())
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                assert seen == [2]
            await asyncio.sleep(0)
        await waiting
        assert seen[0] == 2
        assert seen == sorted(seen, reverse=True)

    in_a_loop_of_its_own(queue())


def test_a_question_that_waits_is_told_how_many_are_ahead(
    browser: Browser, index: ArticleIndex
) -> None:
    assistant = Staged(index)
    desk = Desk(assistant, line=WaitingLine(at_once=1))
    with (
        served(desk) as url,
        opened(browser, url) as first,
        opened(browser, url, language="ar") as second,
    ):
        for page in (first, second):
            page.locator("#question textarea").fill("Who attended?")
            page.locator("#question textarea").press("Enter")
            expect(page.locator("#chat .pending")).to_be_visible()
        expect(second.locator("#chat .waiting")).to_contain_text("عدد الأسئلة السابقة: 1")
        assistant.may_speak.set()
        expect(answers(first)).to_contain_text("[1]")
        expect(answers(second)).to_contain_text("[1]")
        expect(first.locator("#chat .turn")).to_have_count(1)


def test_too_many_questions_are_refused_in_one_sentence_and_kept_to_be_asked(
    browser: Browser, assistant: Assistant
) -> None:
    desk = Desk(assistant, limits=Limits.of(1, None))
    with served(desk) as url:
        with opened(browser, url) as page:
            ask(page, "Who attended?")
            page.locator("#question textarea").fill("Who else?")
            page.locator("#question textarea").press("Enter")
            expect(page.locator("#notice")).to_contain_text("Please ask again in")
            expect(page.locator("#question textarea")).to_have_value("Who else?")
        with pytest.raises(AppError, match="Please ask again in"):
            Client(url, verbose=False).predict("Who attended?", api_name="/ask")


def test_limits_hold_where_others_reach_the_page_and_not_for_its_own_user() -> None:
    own, shared = Limits.for_host("127.0.0.1", None, None), Limits.for_host("0.0.0.0", None, None)
    for _ in range(100):
        own.questions.take("a")
    with pytest.raises(LimitReached):
        for _ in range(100):
            shared.questions.take("a")


def test_only_who_knows_a_password_enters(
    browser: Browser, assistant: Assistant, tmp_path: Path
) -> None:
    file = tmp_path / "users"
    file.write_text(f"# readers\n{user_line('sara', PASSWORD)}\n", encoding="utf-8")
    assert PASSWORD not in file.read_text(encoding="utf-8")
    with served(assistant, read_users(file)) as url:
        assert httpx.get(url).status_code == 401
        assert httpx.get(f"{url}ar/gradio_api/info").status_code == 401
        assert httpx.get(url, auth=("sara", "wrong")).status_code == 401
        assert httpx.get(url, auth=("omar", PASSWORD)).status_code == 401
        assert httpx.get(f"{url}health").json() == {"status": "ok"}
        with opened(
            browser, url, http_credentials={"username": "sara", "password": PASSWORD}
        ) as page:
            ask(page, "Who attended?")


def test_guessing_passwords_is_slowed_down(assistant: Assistant) -> None:
    with served(assistant, Users({})) as url:
        found = [httpx.get(url, auth=("sara", f"guess {n}")).status_code for n in range(11)]
    assert found == [401] * 10 + [429]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [("", "names no user"), ("sara:scrypt:00", ":1: this is no user"), ("a:md5:00:00", ":1:")],
)
def test_a_users_file_that_is_wrong_is_told_by_its_line(
    tmp_path: Path, lines: str, sentence: str
) -> None:
    file = tmp_path / "users"
    file.write_text(lines, encoding="utf-8")
    with pytest.raises(UsersFileError, match=sentence):
        read_users(file)


@given(st.text())
def test_no_header_made_up_admits_anyone_or_breaks(header: str) -> None:
    assert not Users({}).admit(header)


@pytest.mark.parametrize(
    "path",
    [
        "gradio_api/file=/etc/passwd",
        "ar/gradio_api/file=/etc/passwd",
        "ar/gradio_api/file=../../../../etc/passwd",
        "en/gradio_api/file/etc/passwd",
        "en/gradio_api/proxy=http://127.0.0.1/",
        "en/gradio_api/runs",
        "en/gradio_api/deep_link?session_hash=x",
        "en/gradio_api/component_server",
        "en/gradio_api/what-a-newer-gradio-may-add",
        "en/monitoring",
        "docs",
        "openapi.json",
    ],
)
def test_no_file_and_no_inner_part_of_the_server_is_given_out(address: str, path: str) -> None:
    assert httpx.get(f"{address}{path}").status_code == 404


def test_a_body_that_no_browser_sends_is_refused(address: str) -> None:
    join = f"{address}en/gradio_api/queue/join"
    assert httpx.post(join, content=iter([b"x"])).status_code == 413
    assert not is_small(Headers({"Content-Length": "99999999"}))
    assert not is_small(Headers({"Content-Length": "-1"}))
    assert is_small(Headers({"Content-Length": "99"}))


def test_a_page_elsewhere_may_lead_here_and_do_nothing_else(address: str) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    join = f"{address}en/gradio_api/queue/join"
    assert httpx.post(join, json={}, headers=elsewhere).status_code == 403
    assert httpx.post(f"{address}en/gradio_api/upload", headers=link).status_code == 403
    assert httpx.get(f"{address}en/config", headers=elsewhere).status_code == 403
    assert httpx.get(f"{address}en/", headers=link).status_code == 200


def test_every_answer_of_the_server_carries_the_security_headers(address: str) -> None:
    for path in ("health", "en/", "en/config", "nothing/here"):
        headers = httpx.get(f"{address}{path}").headers
        assert "connect-src 'self'" in headers["Content-Security-Policy"], path
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "no-referrer", path


def test_a_foreign_host_name_is_refused_on_this_machines_own_page(address: str) -> None:
    assert httpx.get(f"{address}en/", headers={"Host": "evil.example"}).status_code == 400


def test_a_program_gets_citations_that_stand_in_the_article(
    address: str, assistant: Assistant
) -> None:
    answer = Client(address, verbose=False).predict("who attended?", api_name="/ask")
    assert answer["question"] == "who attended?"
    assert answer["citations"]
    for cited in answer["citations"]:
        assert assistant.article.text[cited["start"] : cited["end"]] == cited["quote"]


def test_a_program_may_call_over_plain_http(address: str) -> None:
    called = httpx.post(f"{address}gradio_api/call/ask", json={"data": ["who attended?", None]})
    assert called.status_code == 200
    event = called.json()["event_id"]
    given_back = httpx.get(f"{address}gradio_api/call/ask/{event}", timeout=30).text
    assert "event: complete" in given_back


def test_a_program_is_told_what_is_wrong_in_one_sentence(address: str) -> None:
    with pytest.raises(AppError, match="السؤال فارغ"):
        Client(address, verbose=False).predict(" ", api_name="/ask")


def test_ask_is_the_only_function_that_is_served(address: str) -> None:
    for path in ("", "ar/", "en/"):
        names = Client(f"{address}{path}", verbose=False).view_api(return_format="dict")
        assert list(names["named_endpoints"]) == ([] if path else ["/ask"])
        assert not names["unnamed_endpoints"]


def test_a_taken_port_is_named(assistant: Assistant) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=str(port)):
            launch(assistant, port=port)
    assert free_port()


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("ar", "ar"),
        ("ar-EG,ar;q=0.9,en;q=0.8", "ar"),
        ("fr,en;q=0.5,ar;q=0.7", "ar"),
        ("en-GB;q=x,ar;q=0.1", "ar"),
        ("zh", "en"),
    ],
)
def test_the_page_is_in_the_language_that_the_browser_likes_best(
    header: str | None, language: str
) -> None:
    assert browser_language(header) == language
