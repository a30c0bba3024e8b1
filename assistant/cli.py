"""The command line: the page, one question, articles made ready, or scripted questions."""

import json
import logging
import os
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.logging import RichHandler
from rich.text import Text

from assistant.answer import Answer
from assistant.evaluation.command import evaluate
from assistant.models.choosing import EXTRACTIVE, LOCAL, check_name, chosen_name, is_remote
from index import Article
from index.errors import (
    ArticleAssistantError,
    ArticleUnreadable,
    IndexUnusable,
    QuestionError,
    StoreRefused,
    StoreUnreachable,
)
from index.messages import language_of_surroundings, message
from index.sources import SAMPLE, is_file

if TYPE_CHECKING:
    from rich.progress import Progress

    from assistant.across import LibraryAssistant
    from assistant.chain import Assistant
    from index import ArticleIndex, Library

_ALL = "all"
_TOLD_ONE_BY_ONE = 20
"""Articles. Of more than so many only the sum is told."""


def _say(key: str, **values: object) -> str:
    return message("commands", key, language_of_surroundings(), **values)


def _use_store(url: str | None) -> str | None:
    """The option is the variable spelt otherwise: all that keeps articles asks the variable."""
    if url is not None:
        os.environ["ARTICLE_ASSISTANT_STORE"] = url
    return url


app = typer.Typer(help=_say("app"), add_completion=False, pretty_exceptions_enable=False)
_out, _err = Console(), Console(stderr=True)

_Article = Annotated[str, typer.Option("--article", metavar="SRC", help=_say("article"))]
_Model = Annotated[str | None, typer.Option("--model", metavar="NAME", help=_say("model"))]
_Models = Annotated[list[str] | None, typer.Option("--model", metavar="NAME", help=_say("models"))]
_Store = Annotated[
    str | None, typer.Option("--store", metavar="URL", help=_say("store"), callback=_use_store)
]
_Json = Annotated[bool, typer.Option("--json", help=_say("json"))]


@app.callback(invoke_without_command=True)
def page(
    context: typer.Context,
    article: _Article = SAMPLE,
    models: _Models = None,
    _store: _Store = None,
    host: Annotated[str, typer.Option(help=_say("host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help=_say("port"))] = 7860,
    browser: Annotated[bool, typer.Option(help=_say("browser"))] = True,
    auth: Annotated[Path | None, typer.Option(metavar="FILE", help=_say("auth"))] = None,
    questions: Annotated[
        int | None, typer.Option("--questions-per-minute", min=1, help=_say("questions"))
    ] = None,
    added: Annotated[
        int | None, typer.Option("--articles-per-hour", min=1, help=_say("added"))
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
    _say_loading()
    from assistant.chain import Assistant

    for each in named:
        _prepare(each)
    assistant = Assistant(_index(loaded), named[0])
    for each in named[1:]:  # a model that cannot be used is told now, not to a reader
        assistant.with_model(each)
    # So that the page's first question meets a warm reader; no model is asked for that.
    assistant.with_model(EXTRACTIVE).ask(_say("app"))
    _err.print(_say("serving", url=f"http://{host}:{port}"))
    with suppress(KeyboardInterrupt):  # the way the page is meant to be stopped
        alone = host in LOOPBACK and users is None
        desk = Desk(assistant, offered(named, alone), limits, lists_all=alone)
        serve(desk, host, port, open_browser=browser, users=users)


@app.command(help=_say("ask"))
def ask(
    question: Annotated[str, typer.Argument(help=_say("question"))],
    article: _Article = SAMPLE,
    model: _Model = None,
    as_json: _Json = False,
    _store: _Store = None,
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


@app.command(help=_say("index"))
def index(
    sources: Annotated[list[str], typer.Argument(metavar="SRC...", help=_say("articles"))],
    _store: _Store = None,
) -> None:
    """Add articles to the library; one that cannot be used is named, and the others go on."""
    from index.library import sources as found

    library, failures, added = _library(), 0, 0
    _say_loading()
    with _progress() as bar:
        library.tidy()
        named = list(found(sources))
        task = bar.add_task(_say("indexing"), total=len(named))
        for source in named:
            try:
                entry = library.add(Article.load(source))
            except (StoreUnreachable, StoreRefused, IndexUnusable):
                raise  # no other article would fare better
            except ArticleAssistantError as error:
                failures += 1
                bar.console.print(Text(error.text(language_of_surroundings())))
            else:
                added += 1
                if len(named) <= _TOLD_ONE_BY_ONE:
                    line = _say("indexed", title=entry.title, passages=entry.passages)
                    _out.print(Text(line))
            bar.advance(task)
    _out.print(Text(_say("indexed_all", added=added, failed=failures, held=len(library.list()))))
    if failures or not added:
        raise typer.Exit(2)


@app.command(name="list", help=_say("list"))
def list_(
    as_json: _Json = False,
    salvage: Annotated[bool, typer.Option("--salvage", help=_say("salvage"))] = False,
    _store: _Store = None,
) -> None:
    """Print what the library holds, an article a line."""
    library = _library()
    if salvage:
        _out.print(Text(_say("salvaged", count=library.salvage())))
    entries = library.list()
    if as_json:
        told = [asdict(e) | {"date": e.date.isoformat() if e.date else None} for e in entries]
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for entry in entries:
        day = entry.date.isoformat() if entry.date else ""
        line = (entry.id[:8], entry.title, day, _say("passages", count=entry.passages))
        _out.print(Text("  ".join(filter(None, (*line, entry.source)))), soft_wrap=True)
    if not entries:
        _out.print(Text(message("errors", "library_empty", language_of_surroundings())))


@app.command(help=_say("remove"))
def remove(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help=_say("name"))],
    _store: _Store = None,
) -> None:
    """Remove articles from the library."""
    library = _library()
    for name in names:
        _out.print(Text(_say("removed", title=library.remove(name).title)))


@app.command(help=_say("user"))
def user(name: Annotated[str, typer.Argument(help=_say("user_name"))]) -> None:
    """Print the line of a users file that admits someone."""
    from assistant.web.signing_in import user_line

    asked = _say("user_password")
    typer.echo(user_line(name, typer.prompt(asked, hide_input=True, err=True)))


app.command(name="eval", help=_say("eval"))(evaluate)


def _library() -> "Library":
    """The library, loaded late: help and a user's mistake need not wait for it."""
    from index import Library

    return Library()


def _named(name: str) -> Article:
    """The article that `--article` names: a sample or a file as it is now, else one that the
    library holds, else an address or the text itself."""
    if name.strip() == SAMPLE or "\n" in name or is_file(name):
        return Article.load(name)
    try:
        return _library().get(name)
    except ArticleUnreadable as error:
        if error.key == "library_several":
            raise
        return Article.load(name)


def _asked(article: str, model: str | None) -> "Assistant | LibraryAssistant":
    """What answers: the named article, or with `all` the whole library."""
    if article == _ALL:
        _say_loading()
        _prepare(model)
        from assistant.across import LibraryAssistant

        return LibraryAssistant(_library(), model)
    loaded = _named(article)
    _say_loading()
    from assistant.chain import Assistant

    _prepare(model)
    return Assistant(_index(loaded), model)


def _index(article: Article) -> "ArticleIndex":
    """The article's index, its making shown by a progress bar."""
    from index import ArticleIndex

    with _progress() as bar:
        task = bar.add_task(_say("indexing"), total=None)
        return ArticleIndex.build(
            article,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _progress() -> "Progress":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=_err, transient=True, disable=not _err.is_terminal)


def _prepare(model: str | None) -> None:
    """Say where the text goes; join the local model's parts, its progress shown."""
    name = chosen_name(model)
    if is_remote(name):
        _err.print(Text(_say("remote", model=name)))
    if name != LOCAL:
        return
    from assistant.models.weights import local_weights

    with _progress() as bar:
        task = bar.add_task(_say("joining"), total=None)
        local_weights(progress=lambda done, total: bar.update(task, completed=done, total=total))


def _say_loading() -> None:
    """Tell who watches that the libraries take a moment."""
    if _err.is_terminal:
        _err.print(Text(_say("loading"), style="dim"))


def _show(answer: Answer) -> None:
    text = Text(answer.text)
    for citation in answer.citations:
        at = answer.text.find(citation.quote)
        if citation.phrase and at >= 0:
            begin = at + citation.phrase.start - citation.start
            text.stylize("bold", begin, begin + len(citation.phrase.text))
    _out.print(text)
    for citation in answer.citations:
        if citation.article:
            line = f"[{citation.number}] {citation.title} ({citation.article[:8]})"
            _out.print(Text(line))
    percent = round(answer.confidence * 100)
    _out.print(Text(message("commands", "confidence", answer.language, percent=percent), "dim"))


def _complain(error: ArticleAssistantError) -> None:
    typer.echo(error.text(language_of_surroundings()), err=True)


def main(arguments: list[str] | None = None) -> Any:
    """The program `article-assistant`. A user's mistake is one line on stderr and exit code 2."""
    notices = RichHandler(console=_err, show_time=False, show_path=False, show_level=False)
    logging.getLogger("index").addHandler(notices)
    logging.getLogger("index").propagate = False
    try:
        return app(arguments, standalone_mode=True)
    except ArticleAssistantError as error:
        _complain(error)
        sys.exit(error.exit_code)
    except UnicodeEncodeError:
        _complain(QuestionError("question_binary"))
        sys.exit(2)
