"""The command line: the page, one question, articles made ready, or scripted questions."""

import json
import logging
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.logging import RichHandler
from rich.text import Text

from assistant.answer import Answer
from assistant.evaluation.command import evaluate
from assistant.models.choosing import LOCAL, check_name, chosen_name, is_remote
from index import Article
from index.errors import ArticleAssistantError, QuestionError
from index.messages import language_of_surroundings, message
from index.sources import SAMPLE

if TYPE_CHECKING:
    from index import ArticleIndex


def _say(key: str, **values: object) -> str:
    return message("commands", key, language_of_surroundings(), **values)


app = typer.Typer(help=_say("app"), add_completion=False, pretty_exceptions_enable=False)
_out, _err = Console(), Console(stderr=True)

_Article = Annotated[str, typer.Option("--article", metavar="SRC", help=_say("article"))]
_Model = Annotated[str | None, typer.Option("--model", metavar="NAME", help=_say("model"))]
_Json = Annotated[bool, typer.Option("--json", help=_say("json"))]


@app.callback(invoke_without_command=True)
def page(
    context: typer.Context,
    article: _Article = SAMPLE,
    model: _Model = None,
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
    check_name(model)
    loaded = Article.load(article)
    from assistant.web.desk import Desk
    from assistant.web.serve import require_free_port, serve
    from assistant.web.sharing import LOOPBACK, Limits
    from assistant.web.signing_in import read_users

    users = read_users(auth) if auth else None
    limits = Limits.for_host(host, questions, added)
    require_free_port(host, port)
    _say_loading()
    from assistant.chain import Assistant

    _prepare(model)
    assistant = Assistant(_index(loaded), model)
    assistant.ask(_say("app"))  # so that the page's first question meets a warm reader
    _err.print(_say("serving", url=f"http://{host}:{port}"))
    with suppress(KeyboardInterrupt):  # the way the page is meant to be stopped
        alone = host in LOOPBACK and users is None
        desk = Desk(assistant, limits=limits, lists_all=alone)
        serve(desk, host, port, open_browser=browser, users=users)


@app.command(help=_say("ask"))
def ask(
    question: Annotated[str, typer.Argument(help=_say("question"))],
    article: _Article = SAMPLE,
    model: _Model = None,
    as_json: _Json = False,
) -> None:
    """Print one answer."""
    from assistant.question import Question

    Question.parse(question)  # what cannot be asked is told before anything is loaded
    check_name(model)
    loaded = Article.load(article)
    _say_loading()
    from assistant.chain import Assistant

    _prepare(model)
    assistant = Assistant(_index(loaded), model)
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
) -> None:
    """Make articles ready; one that cannot be used is named, and the others go on."""
    failures = 0
    for source in sources:
        try:
            loaded = Article.load(source)
            ready = _index(loaded)
        except ArticleAssistantError as error:
            failures += 1
            _complain(error)
        else:
            line = _say("indexed", title=loaded.title, passages=len(ready.passages))
            _out.print(Text(line))
    if failures:
        raise typer.Exit(2)


@app.command(help=_say("user"))
def user(name: Annotated[str, typer.Argument(help=_say("user_name"))]) -> None:
    """Print the line of a users file that admits someone."""
    from assistant.web.signing_in import user_line

    asked = _say("user_password")
    typer.echo(user_line(name, typer.prompt(asked, hide_input=True, err=True)))


app.command(name="eval", help=_say("eval"))(evaluate)


def _index(article: Article) -> "ArticleIndex":
    """The article's index, its making shown by a progress bar."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from index import ArticleIndex

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    shown = _err.is_terminal
    with Progress(*columns, console=_err, transient=True, disable=not shown) as bar:
        task = bar.add_task(_say("indexing"), total=None)
        return ArticleIndex.build(
            article,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _prepare(model: str | None) -> None:
    """Say where the text goes; join the local model's parts, its progress shown."""
    name = chosen_name(model)
    if is_remote(name):
        _err.print(Text(_say("remote", model=name)))
    if name != LOCAL:
        return
    from rich.progress import Progress

    from assistant.models.weights import local_weights

    with Progress(console=_err, transient=True, disable=not _err.is_terminal) as bar:
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
