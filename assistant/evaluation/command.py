"""The command `article-assistant eval`."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from index.errors import ArticleAssistantError
from index.messages import Language, language_of_surroundings, message

if TYPE_CHECKING:
    from assistant.evaluation.cases import CaseFile
    from assistant.evaluation.run import Run
    from index import Article


def _help(key: str) -> str:
    return message("commands", key, language_of_surroundings())


def _print_schema(wanted: bool) -> None:
    if wanted:
        from assistant.evaluation.validation import schema

        typer.echo(json.dumps(schema(), ensure_ascii=False, indent=2))
        raise typer.Exit


def _make_cases(feedback: Path | None) -> None:
    if feedback is not None:
        from assistant.evaluation.from_feedback import write_cases

        for path in write_cases(feedback):
            typer.echo(path)
        raise typer.Exit


def evaluate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=_help("eval_files"))],
    model: Annotated[
        list[str] | None, typer.Option("--model", metavar="NAME", help=_help("eval_models"))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_help("json"))] = False,
    junit: Annotated[
        Path | None, typer.Option("--junit", metavar="PATH", help=_help("eval_junit"))
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="PATH", help=_help("eval_html"))
    ] = None,
    language: Annotated[
        Literal["ar", "en"] | None, typer.Option("--language", help=_help("eval_language"))
    ] = None,
    _feedback: Annotated[
        Path | None,
        typer.Option(
            "--from-feedback",
            metavar="PATH",
            is_eager=True,
            callback=_make_cases,
            help=_help("eval_feedback"),
        ),
    ] = None,
    _schema: Annotated[
        bool,
        typer.Option("--schema", is_eager=True, callback=_print_schema, help=_help("eval_schema")),
    ] = False,
) -> None:
    """Run files of cases; the exit code says how they went."""
    spoken = language or language_of_surroundings()
    for path in filter(None, (junit, html)):
        _write(path, b"", "ab")  # what cannot be written is told before the work, not after it
    loaded, articles = _load(files, spoken)
    from assistant.evaluation import export
    from assistant.evaluation.report import html_report
    from assistant.evaluation.run import Outcome
    from assistant.evaluation.table import print_tables

    runs = _run(loaded, articles, list(dict.fromkeys(model or [])) or [None], spoken)
    if as_json:
        typer.echo(json.dumps(export.as_json(runs, spoken), ensure_ascii=False))
    else:
        print_tables(runs, spoken, Console())
    if junit:
        _write(junit, export.junit(runs, spoken))
    if html:
        _write(html, html_report(runs, spoken).encode())
    if any(run.count(Outcome.FAILED) for run in runs):
        raise typer.Exit(1)


def _run(
    files: "Sequence[CaseFile]",
    articles: "Sequence[Article]",
    models: Sequence[str | None],
    language: Language,
) -> "list[Run]":
    """All runs, their progress shown."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from assistant.evaluation.run import run

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    shown = console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=not shown) as bar:
        total = len(models) * sum(len(file.cases) for file in files)
        task = bar.add_task(message("evaluation", "running", language), total=total)
        return run(files, articles, models, progress=lambda: bar.advance(task))


def _load(paths: Sequence[Path], language: Language) -> "tuple[list[CaseFile], list[Article]]":
    """The files with their articles; what is wrong in any of them is told before a question is
    asked."""
    from assistant.evaluation.cases import load_cases

    files, articles, wrong = [], [], False
    for path in paths:
        try:
            file = load_cases(path)
            articles.append(file.article())
            files.append(file)
        except ArticleAssistantError as error:
            typer.echo(error.text(language), err=True)
            wrong = True
    if wrong:
        raise typer.Exit(2)
    return files, articles


def _write(path: Path, data: bytes, mode: Literal["wb", "ab"] = "wb") -> None:
    try:
        with path.open(mode) as file:
            file.write(data)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ArticleAssistantError("report_unwritable", file=path, reason=reason) from error
