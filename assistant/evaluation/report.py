"""Results as one HTML file with charts, for people: nothing in it is loaded from elsewhere."""

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from assistant.evaluation.metrics import metrics
from assistant.evaluation.run import CaseResult, Outcome, Run, TurnResult
from assistant.evaluation.scores import Estimate
from assistant.evaluation.wording import differences, rounded, say, shown_seconds
from assistant.web.chat_view import quotes_apart
from index.arabic import main_language
from index.messages import Language

_GROUPS = ("all", "ar", "en", "answerable", "unanswerable", "follow_up")
_ORDER = (Outcome.FAILED, Outcome.KNOWN, Outcome.PASSED)


@dataclass(frozen=True, slots=True)
class Compared:
    """One case beside itself: as each answerer answered it."""

    number: int
    results: tuple[CaseResult, ...]
    """One for each run."""

    @property
    def outcome(self) -> Outcome:
        """The worst of the outcomes."""
        outcomes = {result.outcome for result in self.results}
        return next(outcome for outcome in _ORDER if outcome in outcomes)


@dataclass(frozen=True, slots=True)
class Share:
    """How the questions of one group came out."""

    group: str
    counts: Counter[Outcome]

    @property
    def n(self) -> int:
        """The questions of the group."""
        return self.counts.total()


@dataclass(frozen=True, slots=True)
class Times:
    """The times of one run's answers, in seconds."""

    dots: tuple[tuple[float, Outcome], ...]
    median: float
    slowest: float


def html_report(runs: Sequence[Run], language: Language) -> str:
    """The report, in `language`; whatever an article or a file of cases holds is escaped."""
    environment = Environment(
        loader=PackageLoader("assistant.evaluation"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    cases = [
        Compared(number, results)
        for number, results in enumerate(zip(*(run.results for run in runs), strict=True), start=1)
    ]
    return environment.get_template("report.html").render(
        language=language,
        runs=runs,
        paths=list(dict.fromkeys(result.file.path.name for result in runs[0].results)),
        sections=[(outcome, [c for c in cases if c.outcome is outcome]) for outcome in _ORDER],
        shares=[shares(run.results) for run in runs],
        scores=_by_score(runs),
        times=[times(run.turns) for run in runs],
        say=lambda key, **values: say(key, language, **values),
        shown_seconds=lambda seconds: shown_seconds(seconds, language),
        rounded=rounded,
        apart=quotes_apart,
        differences=lambda turn: differences(turn, language),
    )


def shares(results: Iterable[CaseResult]) -> list[Share]:
    """The outcomes of all questions, and of each kind of which there are any."""
    found: dict[str, Counter[Outcome]] = {group: Counter() for group in _GROUPS}
    for result in results:
        for number, turn in enumerate(result.turns):
            for group in _groups(number, turn):
                found[group][turn.outcome] += 1
    return [Share(group, counts) for group, counts in found.items() if counts]


def _groups(number: int, result: TurnResult) -> Iterator[str]:
    """The groups of the question that stands at `number` in its conversation."""
    yield "all"
    yield main_language(result.turn.question)
    if result.turn.answerable is not None:
        yield "answerable" if result.turn.answerable else "unanswerable"
    if number > 0:
        yield "follow_up"


def times(turns: Iterable[TurnResult]) -> Times:
    """The answers' times, at least one."""
    dots = tuple((turn.seconds, turn.outcome) for turn in turns)
    seconds = [second for second, _ in dots]
    return Times(dots, statistics.median(seconds), max(seconds))


def _by_score(runs: Sequence[Run]) -> dict[str, list[Estimate]]:
    """Each score, as the runs have it."""
    scored = [metrics(run.turns) for run in runs]
    return {name: [one[name] for one in scored] for name in scored[0]}
