"""The command line: the page, one question, articles made ready, or scripted questions."""

import logging
import sys
from typing import Any

import typer
from rich.logging import RichHandler

from assistant.cli import asking, keeping
from assistant.cli.terminal import err, say
from assistant.evaluation.command import evaluate
from index.errors import ArticleAssistantError, QuestionError
from index.messages import language_of_surroundings

app = typer.Typer(help=say("app"), add_completion=False, pretty_exceptions_enable=False)
app.callback(invoke_without_command=True)(asking.page)
app.command("ask", help=say("ask"))(asking.ask)
app.command("index", help=say("index"))(keeping.index)
app.command("list", help=say("list"))(keeping.list_)
app.command("remove", help=say("remove"))(keeping.remove)
app.command("user", help=say("user"))(keeping.user)
app.command("eval", help=say("eval"))(evaluate)


def _complain(error: ArticleAssistantError) -> None:
    typer.echo(error.text(language_of_surroundings()), err=True)


def main(arguments: list[str] | None = None) -> Any:
    """The program `article-assistant`. A user's mistake is one line on stderr and exit code 2."""
    notices = RichHandler(console=err, show_time=False, show_path=False, show_level=False)
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
