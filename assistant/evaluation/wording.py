"""Results in words, in the language of the person who reads them."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.evaluation.cases import Wanted
from assistant.evaluation.checks import Kind, quotes
from assistant.evaluation.run import TurnResult
from index.messages import Language, message


@dataclass(frozen=True, slots=True)
class Difference:
    """What was expected of an answer, and what was given."""

    expected: str
    given: str


def say(key: str, language: Language, /, **values: object) -> str:
    """A sentence of `prompts/evaluation.toml`."""
    return message("evaluation", key, language, **values)


def differences(result: TurnResult, language: Language) -> list[Difference]:
    """Why a question's outcome is "failed" or "known": each expectation beside what was given."""
    if result.turn.known_failure and result.met:
        expected = say("expects_known_failure", language)
        return [Difference(expected, say("gives_success", language))]
    return list(_unmet(result, language))


def _unmet(result: TurnResult, language: Language) -> Iterator[Difference]:
    for check in result.checks:
        if not check.met:
            yield Difference(
                _expected(check.kind, result, language), _given(check.kind, result, language)
            )


def _expected(kind: Kind, result: TurnResult, language: Language) -> str:
    turn = result.turn
    match kind:
        case "contains":
            return say("expects_contains", language, wanted=_wanted(turn.contains, language))
        case "cites":
            return say("expects_cites", language, wanted=_wanted(turn.cites, language))
        case "abstains":
            expected = "expects_answer" if turn.answerable else "expects_abstention"
            return say(expected, language)
        case "language":
            wanted = say(f"language_{turn.language}", language)
            return say("expects_language", language, language=wanted)
        case "max_seconds":
            return say("expects_max_seconds", language, seconds=f"{turn.max_seconds:g}")


def _given(kind: Kind, result: TurnResult, language: Language) -> str:
    match kind:
        case "contains" | "abstains":
            return result.answer.text
        case "cites":
            quoted = "\n".join(f"«{quote}»" for quote in quotes(result.answer))
            return quoted or say("none", language)
        case "language":
            return say(f"language_{result.answer.language}", language)
        case "max_seconds":
            return shown_seconds(result.seconds, language)


def _wanted(wanted: Wanted, language: Language) -> str:
    one_of = say("or", language)
    return say("and", language).join(one_of.join(f"«{text}»" for text in group) for group in wanted)


def shown_seconds(seconds: float, language: Language) -> str:
    """A time, to two digits that matter: "0.012 s", "1.2 s"."""
    return say("seconds", language, seconds=rounded(seconds))


def rounded(seconds: float) -> str:
    """Seconds to the millisecond where they are few, else to the tenth."""
    return f"{seconds:.3f}" if seconds < 1 else f"{seconds:.1f}"
