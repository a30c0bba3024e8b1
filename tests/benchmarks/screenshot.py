"""Take the README's picture of the page: python -m tests.benchmarks.screenshot"""

import socket
from pathlib import Path

from playwright.sync_api import expect

from assistant import Assistant
from assistant.web.serve import launch
from index import Article, ArticleIndex
from tests.browser import chromium

PICTURE = Path(__file__).parent / "page.png"
QUESTIONS = ("How long did the meeting last?", "What is the price of oil?", "من حضر؟")


def main() -> None:
    assistant = Assistant(ArticleIndex.build(Article.load("alaska-summit")))
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    server = launch(assistant, port=port)
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(server.local_url)
        for number, question in enumerate(QUESTIONS, start=1):
            page.locator("#question textarea").fill(question)
            page.locator("#ask").click()
            expect(page.locator("#chat .bot.message")).to_have_count(number)
            expect(page.locator("#chat .bot.message").last).to_contain_text("[1]")
            expect(page.locator("#article mark").first).to_be_in_viewport()
        page.screenshot(path=PICTURE)
    server.close(verbose=False)


if __name__ == "__main__":
    main()
