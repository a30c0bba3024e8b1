"""Answers and results made by hand, for tests of what is computed from them."""

from pathlib import Path

from assistant.answer import Answer, Citation
from assistant.evaluation.cases import Case, CaseFile, Turn, load_cases
from assistant.evaluation.checks import check
from assistant.evaluation.run import CaseResult, TurnResult

HEAD = "article: alaska-summit\ncases:\n"


def answer(
    text: str = "So it is. [1]", *quotes: str, abstained: bool = False, question: str = "who?"
) -> Answer:
    """An answer of this text with these quotes."""
    citations = tuple(Citation(n, q, 0, len(q)) for n, q in enumerate(quotes, start=1))
    return Answer(question, text, citations, abstained, 0.5, "en", "extractive")


def cases_in(folder: Path, text: str) -> CaseFile:
    """The file of cases with this text."""
    path = folder / "story.qa.yaml"
    path.write_text(text, encoding="utf-8")
    return load_cases(path)


def turn(folder: Path, keys: str) -> Turn:
    """The question of one case whose keys, but for the question, are given as YAML."""
    return cases_in(folder, f"{HEAD}  - {{question: who?, {keys}}}\n").cases[0].turns[0]


def result(asked: Turn, given: Answer, seconds: float = 0.01) -> TurnResult:
    """The turn's result when it is answered so."""
    return TurnResult(asked, given, seconds, check(asked, given, seconds))


def case_result(file: CaseFile, case: Case, *given: Answer) -> CaseResult:
    """The case's result when its turns are answered so."""
    return CaseResult(file, case, tuple(map(result, case.turns, given)))
