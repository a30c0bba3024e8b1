"""Take the README's pictures of the page: python -m tests.benchmarks.screenshot"""

from pathlib import Path

from playwright.sync_api import expect

from assistant import Assistant
from index import Article, ArticleIndex
from tests.browser import chromium
from tests.page import DESKTOP, PHONE, answers, ask, opened, served

FOLDER = Path(__file__).parent
QUESTIONS = ("How long did the meeting last?", "What is the price of oil?", "من حضر؟")
PICTURES = (
    ("page.png", "en", DESKTOP, "light"),
    ("page-ar.png", "ar", DESKTOP, "dark"),
    ("page-phone.png", "ar", PHONE, "light"),
)


def main() -> None:
    assistant = Assistant(ArticleIndex.build(Article.load("alaska-summit")))
    with served(assistant) as url, chromium() as browser:
        for name, language, viewport, scheme in PICTURES:
            with opened(browser, url, viewport, language, color_scheme=scheme) as page:
                for question in QUESTIONS:
                    ask(page, question)
                expect(answers(page)).to_have_count(len(QUESTIONS))
                if viewport is PHONE:
                    page.locator("#turn-2 button.cite").click()
                expect(page.locator("#article mark.lit").first).to_be_in_viewport()
                expect(page.locator("#article mark.flash")).to_have_count(0)
                page.screenshot(path=FOLDER / name)


if __name__ == "__main__":
    main()
