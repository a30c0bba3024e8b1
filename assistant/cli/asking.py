"""The page and one question: the commands that answer."""

import json
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from assistant.answer import Answer
from assistant.cli.terminal import (
    ArticleOption,
    JsonOption,
    ModelOption,
    ModelsOption,
    StoreOption,
    err,
    library,
    out,
    progress,
    say,
    say_loading,
)
from assistant.models.choosing import (
    EXTRACTIVE,
    LOCAL,
    check_name,
    chosen_name,
    is_remote,
    open_model,
)
from assistant.reading.choosing import THOROUGH, chosen_reader
from index import Article
from index.errors import ArticleUnreadable
from index.messages import message
from index.sources import SAMPLE, is_file

if TYPE_CHECKING:
    from assistant.across import LibraryAssistant
    from assistant.chain import Assistant
    from index import ArticleIndex

_ALL = "all"


def page(
    context: typer.Context,
    article: ArticleOption = SAMPLE,
    models: ModelsOption = None,
    _store: StoreOption = None,
    host: Annotated[str, typer.Option(help=say("host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help=say("port"))] = 7860,
    browser: Annotated[bool, typer.Option(help=say("browser"))] = True,
    auth: Annotated[Path | None, typer.Option(metavar="FILE", help=say("auth"))] = None,
    questions: Annotated[
        int | None, typer.Option("--questions-per-minute", min=1, help=say("questions"))
    ] = None,
    added: Annotated[
        int | None, typer.Option("--articles-per-hour", min=1, help=say("added"))
    ] = None,
) -> None:
    """Open the chat page."""
    if context.invoked_subcommand is not None:
        return
    named = [check_name(each) for each in models] if models else [check_name()]
    loaded = _named(article)
    from assistant.web.answerers import offered
    from assistant.web.desk import Desk
    from assistant.web.serve import require_free_port, serve
    from assistant.web.sharing import LOOPBACK, Limits
    from assistant.web.signing_in import read_users

    users = read_users(auth) if auth else None
    limits = Limits.for_host(host, questions, added)
    require_free_port(host, port)
    say_loading()
    from assistant.chain import Assistant

    for each in named:  # a model that cannot be used is told now, not to a reader
        _prepare(each)
    assistant = Assistant(_index(loaded), named[0])
    # So that the page's first question meets a warm reader; no model is asked for that.
    assistant.with_model(EXTRACTIVE).ask(say("app"))
    err.print(say("serving", url=f"http://{host}:{port}"))
    with suppress(KeyboardInterrupt):  # the way the page is meant to be stopped
        alone = host in LOOPBACK and users is None
        desk = Desk(assistant, offered(named, alone), limits, lists_all=alone)
        serve(desk, host, port, open_browser=browser, users=users)


def ask(
    question: Annotated[str, typer.Argument(help=say("question"))],
    article: ArticleOption = SAMPLE,
    model: ModelOption = None,
    as_json: JsonOption = False,
    _store: StoreOption = None,
) -> None:
    """Print one answer."""
    from assistant.question import Question

    Question.parse(question)  # what cannot be asked is told before anything is loaded
    check_name(model)
    assistant = _asked(article, model)
    started = time.perf_counter()
    answer = assistant.ask(question)
    seconds = time.perf_counter() - started
    if as_json:
        typer.echo(json.dumps(answer.as_json(seconds), ensure_ascii=False))
    else:
        _show(answer)


def _named(name: str) -> Article:
    """The article that `--article` names: a sample or a file as it is now, else one that the
    library holds, else an address or the text itself."""
    if name.strip() == SAMPLE or "\n" in name or is_file(name):
        return Article.load(name)
    try:
        return library().get(name)
    except ArticleUnreadable as error:
        if error.key == "library_several":
            raise
        return Article.load(name)


def _asked(article: str, model: str | None) -> "Assistant | LibraryAssistant":
    """What answers: the named article, or with `all` the whole library."""
    if article == _ALL:
        say_loading()
        _prepare(model)
        from assistant.across import LibraryAssistant

        return LibraryAssistant(library(), model)
    loaded = _named(article)
    say_loading()
    from assistant.chain import Assistant

    _prepare(model)
    return Assistant(_index(loaded), model)


def _index(article: Article) -> "ArticleIndex":
    """The article's index, its making shown by a progress bar."""
    from index import ArticleIndex

    with progress() as bar:
        task = bar.add_task(say("indexing"), total=None)
        return ArticleIndex.build(
            article,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _prepare(model: str | None) -> None:
    """Open reader and model, the making of their files shown; say where the text will go.

    Raises ModelError: one of them cannot be used.
    """
    if chosen_reader() == THOROUGH:
        from assistant.reading.thorough.base import base_file

        with progress() as bar:
            task = bar.add_task(say("reader"), total=None)
            base_file(lambda done, all_: bar.update(task, completed=done, total=all_))
    name = chosen_name(model)
    if name == EXTRACTIVE:
        return
    if name == LOCAL:
        from assistant.models.weights import local_weights

        with progress() as bar:
            task = bar.add_task(say("joining"), total=None)
            local_weights(progress=lambda done, all_: bar.update(task, completed=done, total=all_))
    open_model(name)
    if is_remote(name):
        err.print(Text(say("remote", model=name)))


def _show(answer: Answer) -> None:
    text = Text(answer.text)
    for citation in answer.citations:
        at = answer.text.find(citation.quote)
        if citation.phrase and at >= 0:
            begin = at + citation.phrase.start - citation.start
            text.stylize("bold", begin, begin + len(citation.phrase.text))
    out.print(text)
    for citation in answer.citations:
        if citation.article:
            line = f"[{citation.number}] {citation.title} ({citation.article[:8]})"
            out.print(Text(line))
    percent = round(answer.confidence * 100)
    out.print(Text(message("commands", "confidence", answer.language, percent=percent), "dim"))
