"""Results as tables in a terminal."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.evaluation.metrics import metrics
from assistant.evaluation.run import CaseResult, Outcome, Run
from assistant.evaluation.wording import differences, say, shown_seconds
from index.messages import Language

_STYLES = {Outcome.PASSED: "green", Outcome.FAILED: "bold red", Outcome.KNOWN: "yellow"}


def print_tables(runs: Sequence[Run], language: Language, console: Console) -> None:
    """Print the cases with their outcomes, what failed, the scores, and how many passed."""
    console.print(_cases(runs, language))
    for run in runs:
        failed = [result for result in run.results if result.outcome is Outcome.FAILED]
        if failed:
            console.print(_failures(run.model, failed, language))
    console.print(_scores(runs, language))
    for run in runs:
        console.print(_summary(run, language))


def _cases(runs: Sequence[Run], language: Language) -> Table:
    table = Table()
    table.add_column(say("case", language), ratio=1, overflow="fold")
    for run in runs:
        table.add_column(Text(run.model), no_wrap=True)
        table.add_column(say("time", language), justify="right", no_wrap=True)
    for results in zip(*(run.results for run in runs), strict=True):
        cells = (cell for result in results for cell in _outcome(result, language))
        table.add_row(Text(results[0].case.name), *cells)
    return table


def _outcome(result: CaseResult, language: Language) -> Iterator[Text]:
    yield Text(say(f"outcome_{result.outcome}", language), _STYLES[result.outcome])
    yield Text(shown_seconds(result.seconds, language), "dim")


def _failures(model: str, failed: Sequence[CaseResult], language: Language) -> Table:
    table = Table(title=Text(f"{model}: {say('failed', language)}"), show_lines=True)
    for column in ("question", "expected", "given"):
        table.add_column(say(column, language), ratio=1, overflow="fold")
    for result in failed:
        for turn in result.turns:
            if turn.outcome is not Outcome.FAILED:
                continue
            where = Text(f"\n{result.file.path.name}:{turn.turn.line}", "dim")
            for difference in differences(turn, language):
                question = Text(turn.turn.question).append_text(where)
                table.add_row(question, Text(difference.expected), Text(difference.given))
    return table


def _scores(runs: Sequence[Run], language: Language) -> Table:
    table = Table()
    table.add_column(say("score", language))
    for run in runs:
        table.add_column(Text(run.model), no_wrap=True)
    scored = [metrics(run.turns) for run in runs]
    for name in scored[0]:
        table.add_row(say(name, language), *(Text(str(one[name])) for one in scored))
    return table


def _summary(run: Run, language: Language) -> Text:
    line = Text(f"{run.model}: ")
    parts = [
        Text(f"{run.count(outcome)} {say(outcome, language)}", style)
        for outcome, style in _STYLES.items()
        if run.count(outcome) or outcome is Outcome.PASSED
    ]
    seconds = shown_seconds(sum(result.seconds for result in run.results), language)
    return line.append_text(Text(", ").join([*parts, Text(seconds, "dim")]))
