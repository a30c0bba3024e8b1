"""Adding an article on the page: from a file, a text or an address, its progress shown."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Literal

from assistant.web.desk import Desk
from assistant.web.direction import spoken
from index.article import Article
from index.errors import ArticleAssistantError, ArticleError, ArticleUnreadable
from index.messages import Language, message
from index.records import Entry

Kind = Literal["file", "text", "address"]
Step = tuple[str, int, int]
"""A key of `prompts/interface.toml`, and how much of how much is done; 0 of 0 where unknown."""


async def added(
    desk: Desk, kind: Kind, given: str, language: Language, client: str
) -> AsyncGenerator[str | Article]:
    """Progress as HTML while an article is made ready, then the article; of a failure why.

    Args:
        desk: where it is added.
        kind: what `given` is.
        given: the path of an uploaded file, the text itself, or a URL.
        language: of what is shown.
        client: whose limit counts it.
    """
    steps: asyncio.Queue[Step | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def tell(step: Step | None) -> None:
        loop.call_soon_threadsafe(steps.put_nowait, step)

    def work() -> Article:
        try:
            return _made_ready(desk, kind, given, tell)
        finally:
            tell(None)

    try:
        desk.limits.articles.take(client)
        making = asyncio.create_task(asyncio.to_thread(work))
        while (step := await steps.get()) is not None:
            yield progress_html(*step, language)
        yield await making
    except ArticleAssistantError as error:
        told = escape(error.text(language))
        yield f'<p class="notice" role="alert" dir="auto">{told}</p>'


def _made_ready(desk: Desk, kind: Kind, given: str, tell: Callable[[Step], None]) -> Article:
    tell(("fetching" if kind == "address" else "reading_file", 0, 0))
    article = _loaded(kind, given)
    tell(("splitting", 0, 0))
    return desk.add(article, lambda done, total: tell(("embedding", done, total))).article


def _loaded(kind: Kind, given: str) -> Article:
    """The article. What was pasted is text, never a path or an address of this machine's."""
    if kind == "address":
        if not given.strip().lower().startswith(("http://", "https://")):
            raise ArticleUnreadable("url_refused", source=given.strip())
        return Article.load(given.strip())
    if kind == "text":
        return Article.load(f"{given.strip()}\n\n")
    return _uploaded(Path(given))


def _uploaded(path: Path) -> Article:
    """The article in an uploaded file, known by the file's name: where it lay is no one's concern.

    The file is not kept, for the index holds its text.
    """
    try:
        return replace(Article.load(path), source=path.name)
    except ArticleError as error:
        raise type(error)(error.key, **error.values | {"source": path.name}) from error
    finally:
        with suppress(OSError):
            path.unlink()


def progress_html(key: str, done: int, total: int, language: Language) -> str:
    """A step with its bar: how far it has come, or that it goes on."""
    told = escape(message("interface", key, language, done=done, total=total), quote=True)
    value = f' value="{done}" max="{total}"' if total else ""
    return f'<p role="status">{told}</p><progress aria-label="{told}"{value}></progress>'


def shelf_html(articles: Sequence[Article | Entry], open_id: str, language: Language) -> str:
    """The articles: each to be opened by its title, and all but the first to be deleted."""
    return (
        '<ul class="shelf">'
        + "".join(
            _entry(article, article.id == open_id, n > 0, language)
            for n, article in enumerate(articles)
        )
        + "</ul>"
    )


def _entry(article: Article | Entry, is_open: bool, can_go: bool, language: Language) -> str:
    title = escape(article.title, quote=True)
    current = ' aria-current="true"' if is_open else ""
    label = escape(message("interface", "delete", language, title=article.title), quote=True)
    sure = escape(message("interface", "delete_confirm", language, title=article.title), quote=True)
    delete = (
        f'<button type="button" class="tool delete" data-do="delete" data-id="{article.id}"'
        f' data-confirm="{sure}" title="{label}" aria-label="{label}"></button>'
    )
    return (
        f'<li><button type="button" class="title" {spoken(article.title, article.language)}'
        f' data-do="select" data-id="{article.id}"{current}>{title}</button>'
        f"{delete if can_go else ''}</li>"
    )
