"""The report is one file that people read, in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.evaluation.report import html_report, shares, times
from assistant.evaluation.run import Outcome, Run
from index.messages import Language
from tests.answers import HEAD, answer, case_result, cases_in
from tests.browser import chromium

HOSTILE = "<img src=x onerror='window.ran=1'><script>window.ran=2</script>"
CASES = f"""\
  - {{question: "who? {HOSTILE}", abstains: true, note: "{HOSTILE}"}}
  - question: متى؟
    cites: الجمعة
    answer: الجمعة
    follow_up: [{{question: "and where?", cites: ألاسكا}}]
  - {{question: how long?, cites: ساعات, known_failure: true}}
"""


def runs_in(folder: Path, models: int = 1) -> list[Run]:
    """A case that passed with hostile text, one whose follow-up failed, and a known failure."""
    file = cases_in(folder, HEAD + CASES)
    given = [
        [answer(f"No. {HOSTILE}", abstained=True)],
        [
            answer("يقول المقال: «يوم الجمعة» [1]", "يوم الجمعة"),
            answer(f"Here. {HOSTILE}", HOSTILE),
        ],
        [answer("No.", abstained=True)],
    ]
    results = [case_result(file, case, *one) for case, one in zip(file.cases, given, strict=True)]
    return [Run(f"extractive-{n}", tuple(results)) for n in range(models)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def opened(browser: Browser, folder: Path, language: Language, wide: int, models: int = 1) -> Page:
    path = folder / "report.html"
    path.write_text(html_report(runs_in(folder, models), language), encoding="utf-8")
    page = browser.new_page(viewport={"width": wide, "height": 800})
    page.goto(path.as_uri())
    return page


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs(tmp_path: Path) -> None:
    html = html_report(runs_in(tmp_path), "en")
    assert not re.search(r"<(?:script|img|link|iframe)|\ssrc=[\"']|url\(|@import", html)
    assert not re.search(r"\shref=[\"'][^#]", html)
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
@pytest.mark.parametrize("wide", [1280, 390])
def test_the_report_fits_the_window_in_either_direction(
    browser: Browser, tmp_path: Path, language: Language, direction: str, wide: int
) -> None:
    page = opened(browser, tmp_path, language, wide, models=2)
    assert page.evaluate("getComputedStyle(document.body).direction") == direction
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    assert page.evaluate("window.ran") is None
    page.close()


def test_what_failed_is_open_and_says_what_was_expected(browser: Browser, tmp_path: Path) -> None:
    page = opened(browser, tmp_path, "en", 1280)
    expect(page.locator(".verdict")).to_contain_text("1 of 3 cases failed.")
    expect(page.locator(".counts")).to_have_text(re.compile(r"1\s*passed\s*1\s*failed\s*1\s*known"))
    failed = page.locator("#failed")
    expect(failed.get_by_text("a citation covers «ألاسكا»")).to_be_visible()
    expect(failed.get_by_text(HOSTILE).last).to_be_visible()
    passed = page.locator("#passed")
    expect(passed.get_by_text("No.")).to_be_hidden()
    passed.locator("summary").click()
    expect(passed.get_by_text("No.")).to_be_visible()
    page.close()


def test_every_score_shows_its_n_and_none_a_figure_without_one(
    browser: Browser, tmp_path: Path
) -> None:
    page = opened(browser, tmp_path, "en", 1280)
    figures = page.locator(".row .plot + .figure").all_inner_texts()
    assert len(figures) == 6
    assert all(re.search(r"\(n=\d+\)$", figure) for figure in figures)
    marks = page.locator("svg.interval .dot").count()
    assert marks == sum("[" in figure for figure in figures)
    page.close()


def test_questions_are_counted_in_the_groups_they_belong_to(tmp_path: Path) -> None:
    [run] = runs_in(tmp_path)
    found = {share.group: (share.counts[Outcome.PASSED], share.n) for share in shares(run.results)}
    assert found == {
        "all": (2, 4), "ar": (1, 1), "en": (1, 3),
        "answerable": (1, 3), "unanswerable": (1, 1), "follow_up": (0, 1),
    }  # fmt: skip


def test_times_are_the_median_and_the_slowest(tmp_path: Path) -> None:
    [run] = runs_in(tmp_path)
    found = times(run.turns)
    assert (found.median, found.slowest, len(found.dots)) == (0.01, 0.01, 4)
