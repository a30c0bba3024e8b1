"""What is expected of one answer, beside what was given."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answer import Answer
from assistant.evaluation.cases import Turn, Wanted
from assistant.evaluation.comparing import folded, stands_in

Kind = Literal["contains", "cites", "abstains", "language", "max_seconds"]


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation and whether it was met."""

    kind: Kind
    """The key of the expectation in the file."""
    met: bool


def check(turn: Turn, answer: Answer, seconds: float) -> tuple[Check, ...]:
    """Hold an answer against what its turn expects.

    Where an answer is expected (by `contains`, `cites`, a gold answer or `abstains: false`), an
    abstention fails as such, whatever its text and nearest quote hold: nothing else is looked at
    but language and time.
    """
    return tuple(_checks(turn, answer, seconds))


def _checks(turn: Turn, answer: Answer, seconds: float) -> Iterator[Check]:
    if turn.answerable is not None:
        yield Check("abstains", answer.abstained is not turn.answerable)
    if not (turn.answerable and answer.abstained):
        if turn.contains:
            yield Check("contains", all(covered(turn.contains, [answer.text])))
        if turn.cites:
            yield Check("cites", all(covered(turn.cites, quotes(answer))))
    if turn.language is not None:
        yield Check("language", answer.language == turn.language)
    if turn.max_seconds is not None:
        yield Check("max_seconds", seconds <= turn.max_seconds)


def covered(wanted: Wanted, texts: Sequence[str]) -> list[bool]:
    """Of each group that is wanted, whether one of its texts stands in one of `texts`."""
    given = [folded(text) for text in texts]
    return [
        any(stands_in(folded(one), text) for one in group for text in given) for group in wanted
    ]


def relevant(wanted: Wanted, texts: Sequence[str]) -> list[bool]:
    """Of each of `texts`, whether any text that is wanted stands in it."""
    return [any(covered(wanted, [text])) for text in texts]


def quotes(answer: Answer) -> list[str]:
    """The quotes of an answer's citations, in order."""
    return [citation.quote for citation in answer.citations]
