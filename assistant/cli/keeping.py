"""The library's commands, and the one that admits a user to a shared page."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from assistant.cli.terminal import (
    JsonOption,
    StoreOption,
    library,
    out,
    progress,
    say,
    say_loading,
)
from index import Article
from index.errors import ArticleAssistantError, IndexUnusable, StoreRefused, StoreUnreachable
from index.messages import language_of_surroundings, message

_TOLD_ONE_BY_ONE = 20
"""Articles. Of more than so many only the sum is told."""


def index(
    sources: Annotated[list[str], typer.Argument(metavar="SRC...", help=say("articles"))],
    _store: StoreOption = None,
) -> None:
    """Add articles to the library; one that cannot be used is named, and the others go on."""
    from index.library import sources as found

    shelf, failures, added = library(), 0, 0
    say_loading()
    with progress() as bar:
        shelf.tidy()
        named = list(found(sources))
        task = bar.add_task(say("indexing"), total=len(named))
        for source in named:
            try:
                entry = shelf.add(Article.load(source))
            except (StoreUnreachable, StoreRefused, IndexUnusable):
                raise  # no other article would fare better
            except ArticleAssistantError as error:
                failures += 1
                told = error.text(language_of_surroundings())
                bar.console.print(Text(told), soft_wrap=True)  # a path stays whole
            else:
                added += 1
                if len(named) <= _TOLD_ONE_BY_ONE:
                    line = say("indexed", title=entry.title, passages=entry.passages)
                    out.print(Text(line), soft_wrap=True)
            bar.advance(task)
    out.print(Text(say("indexed_all", added=added, failed=failures, held=len(shelf.list()))))
    if failures or not added:
        raise typer.Exit(2)


def list_(
    as_json: JsonOption = False,
    salvage: Annotated[bool, typer.Option("--salvage", help=say("salvage"))] = False,
    _store: StoreOption = None,
) -> None:
    """Print what the library holds, an article a line."""
    shelf = library()
    if salvage:
        out.print(Text(say("salvaged", count=shelf.salvage())))
    entries = shelf.list()
    if as_json:
        told = [asdict(e) | {"date": e.date.isoformat() if e.date else None} for e in entries]
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for entry in entries:
        day = entry.date.isoformat() if entry.date else ""
        line = (entry.id[:8], entry.title, day, say("passages", count=entry.passages))
        out.print(Text("  ".join(filter(None, (*line, entry.source)))), soft_wrap=True)
    if not entries:
        out.print(Text(message("errors", "library_empty", language_of_surroundings())))


def remove(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help=say("name"))],
    _store: StoreOption = None,
) -> None:
    """Remove articles from the library."""
    shelf = library()
    for name in names:
        out.print(Text(say("removed", title=shelf.remove(name).title)))


def user(name: Annotated[str, typer.Argument(help=say("user_name"))]) -> None:
    """Print the line of a users file that admits someone."""
    from assistant.web.signing_in import user_line

    asked = say("user_password")
    typer.echo(user_line(name, typer.prompt(asked, hide_input=True, err=True)))
