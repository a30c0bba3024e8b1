"""What the commands share: their sentences, options and progress bar."""

import os
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from index.messages import language_of_surroundings, message

if TYPE_CHECKING:
    from rich.progress import Progress

    from index import Library

out, err = Console(), Console(stderr=True)


def say(key: str, **values: object) -> str:
    """A sentence of the commands, in the language of the surroundings."""
    return message("commands", key, language_of_surroundings(), **values)


def _use_store(url: str | None) -> str | None:
    """The option is the variable spelt otherwise: all that keeps articles asks the variable."""
    if url is not None:
        os.environ["ARTICLE_ASSISTANT_STORE"] = url
    return url


ArticleOption = Annotated[str, typer.Option("--article", metavar="SRC", help=say("article"))]
ModelOption = Annotated[str | None, typer.Option("--model", metavar="NAME", help=say("model"))]
ModelsOption = Annotated[
    list[str] | None, typer.Option("--model", metavar="NAME", help=say("models"))
]
StoreOption = Annotated[
    str | None, typer.Option("--store", metavar="URL", help=say("store"), callback=_use_store)
]
JsonOption = Annotated[bool, typer.Option("--json", help=say("json"))]


def say_loading() -> None:
    """Tell who watches that the libraries take a moment."""
    if err.is_terminal:
        err.print(Text(say("loading"), style="dim"))


def progress() -> "Progress":
    """A bar on stderr, shown where someone watches."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)


def library() -> "Library":
    """The library, loaded late: help and a user's mistake need not wait for it."""
    from index import Library

    return Library()
