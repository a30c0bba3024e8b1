"""Asking the cases, in the order of their conversations."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from assistant.answer import Answer
from assistant.conversation import History
from assistant.evaluation.cases import Case, CaseFile, Turn
from assistant.evaluation.checks import Check, check
from assistant.models.choosing import chosen_name
from index.article import Article
from index.messages import message


class Answerer(Protocol):
    """What can be asked: `assistant.Assistant`, or anything with its one method."""

    def ask(self, question: str, history: History | None = None) -> Answer:
        """Answer a question that follows `history`."""
        ...


class Outcome(StrEnum):
    """What became of a case."""

    PASSED = "passed"
    """Every turn met what was expected of it."""
    FAILED = "failed"
    """A turn did not; or one that is marked `known_failure` did."""
    KNOWN = "known"
    """It failed in the turns that are marked `known_failure`, and in no other."""


@dataclass(frozen=True, slots=True)
class TurnResult:
    """One question as it was answered."""

    turn: Turn
    answer: Answer
    seconds: float
    checks: tuple[Check, ...]

    @property
    def met(self) -> bool:
        """Whether the answer is what was expected."""
        return all(check.met for check in self.checks)

    @property
    def outcome(self) -> Outcome:
        """Whether that is as it should be, given the turn's mark."""
        if self.turn.known_failure:
            return Outcome.FAILED if self.met else Outcome.KNOWN
        return Outcome.PASSED if self.met else Outcome.FAILED


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case as it went."""

    file: CaseFile
    case: Case
    turns: tuple[TurnResult, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst of its turns: failed, else known, else passed."""
        outcomes = {turn.outcome for turn in self.turns}
        return next(o for o in (Outcome.FAILED, Outcome.KNOWN, Outcome.PASSED) if o in outcomes)

    @property
    def seconds(self) -> float:
        """The time that its answers took together."""
        return sum(turn.seconds for turn in self.turns)


@dataclass(frozen=True, slots=True)
class Run:
    """All cases of all files, as one answerer answered them."""

    model: str
    results: tuple[CaseResult, ...]

    def count(self, outcome: Outcome) -> int:
        """How many cases came out so."""
        return sum(result.outcome == outcome for result in self.results)

    @property
    def turns(self) -> Iterator[TurnResult]:
        """Every question that was asked, in order."""
        return (turn for result in self.results for turn in result.turns)


def run_case(file: CaseFile, case: Case, answerer: Answerer) -> CaseResult:
    """Ask the turns of one case, each with those before it as its history."""
    history: list[dict[str, str]] = []
    results = []
    for turn in case.turns:
        started = time.perf_counter()
        answer = answerer.ask(turn.question, history)
        seconds = time.perf_counter() - started
        results.append(TurnResult(turn, answer, seconds, check(turn, answer, seconds)))
        history += [
            {"role": "user", "content": turn.question},
            {"role": "assistant", "content": answer.text},
        ]
    return CaseResult(file, case, tuple(results))


def run(
    files: Sequence[CaseFile],
    articles: Sequence[Article],
    models: Sequence[str | None],
    progress: Callable[[], None] = lambda: None,
) -> list[Run]:
    """Ask every case of every file of every answerer.

    Args:
        files: the cases.
        articles: the article of each file.
        models: the answerers' names; None is the default one.
        progress: called after each case.

    Raises ArticleAssistantError when an answerer is not known.
    """
    # All are opened before the first is asked: a misspelt name is told at once.
    answerers = [[open_answerer(article, model) for article in articles] for model in models]
    runs = []
    for model, of_model in zip(models, answerers, strict=True):
        results = []
        for file, answerer in zip(files, of_model, strict=True):
            for case in file.cases:
                results.append(run_case(file, case, answerer))
                progress()
        runs.append(Run(chosen_name(model), tuple(results)))
    return runs


def open_answerer(article: Article, model: str | None) -> Answerer:
    """An assistant on the article, warm: no case's time holds what is loaded once.

    Raises ArticleAssistantError when the answerer is not known.
    """
    from assistant.asking import index_of
    from assistant.chain import Assistant

    assistant = Assistant(index_of(article), model)
    for spoken in ("ar", "en"):  # across the languages there is more to load
        assistant.ask(message("commands", "app", spoken))
    return assistant
