"""Results for programs: one JSON object, and JUnit XML for CI servers."""

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.evaluation.metrics import metrics
from assistant.evaluation.run import CaseResult, Outcome, Run, TurnResult
from assistant.evaluation.scores import Estimate
from assistant.evaluation.wording import differences, say
from index.messages import Language

# XML 1.0 has no way to write these.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_json(runs: Sequence[Run], language: Language) -> dict[str, object]:
    """Everything about the runs, for `json.dumps`; a score without a value is null."""
    return {
        "passed": not any(run.count(Outcome.FAILED) for run in runs),
        "runs": [
            {
                "model": run.model,
                "passed": run.count(Outcome.PASSED),
                "failed": run.count(Outcome.FAILED),
                "known_failures": run.count(Outcome.KNOWN),
                "scores": {name: _score(score) for name, score in metrics(run.turns).items()},
                "cases": [_case(result, language) for result in run.results],
            }
            for run in runs
        ],
    }


def _score(score: Estimate) -> dict[str, float | int | None]:
    known = not math.isnan(score.value)
    return {
        "value": score.value if known else None,
        "low": score.low if known else None,
        "high": score.high if known else None,
        "n": score.n,
    }


def _case(result: CaseResult, language: Language) -> dict[str, object]:
    return {
        "file": str(result.file.path),
        "line": result.case.line,
        "outcome": result.outcome,
        "seconds": round(result.seconds, 4),
        "turns": [_turn(turn, language) for turn in result.turns],
    }


def _turn(result: TurnResult, language: Language) -> dict[str, object]:
    return {
        "line": result.turn.line,
        "outcome": result.outcome,
        "checks": {check.kind: check.met for check in result.checks},
        "differences": [
            {"expected": one.expected, "given": one.given} for one in differences(result, language)
        ],
        "answer": result.answer.as_json(result.seconds),
    }


def junit(runs: Sequence[Run], language: Language) -> bytes:
    """JUnit XML, UTF-8: a suite for each file and answerer; a known failure counts as skipped."""
    root = ET.Element("testsuites")
    for run in runs:
        for path, results in groupby(run.results, key=lambda result: result.file.path):
            root.append(_suite(str(path), run.model, list(results), language))
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _suite(path: str, model: str, results: list[CaseResult], language: Language) -> ET.Element:
    outcomes = [result.outcome for result in results]
    suite = ET.Element(
        "testsuite",
        name=_xml(f"{path} ({model})"),
        tests=str(len(results)),
        failures=str(outcomes.count(Outcome.FAILED)),
        errors="0",
        skipped=str(outcomes.count(Outcome.KNOWN)),
        time=f"{sum(result.seconds for result in results):.4f}",
    )
    properties = ET.SubElement(suite, "properties")
    for name, score in metrics(turn for result in results for turn in result.turns).items():
        ET.SubElement(properties, "property", name=name, value=str(score))
    for result in results:
        suite.append(_testcase(path, model, result, language))
    return suite


def _testcase(path: str, model: str, result: CaseResult, language: Language) -> ET.Element:
    case = ET.Element(
        "testcase",
        classname=_xml(f"{path}.{model}"),
        name=_xml(result.case.name),
        file=_xml(path),
        line=str(result.case.line),
        time=f"{result.seconds:.4f}",
    )
    if result.outcome is Outcome.KNOWN:
        ET.SubElement(case, "skipped", message=say("outcome_known", language))
    if result.outcome is Outcome.FAILED:
        lines = list(explained(result, language))
        first = " ".join(" ".join(lines[:2]).split())
        ET.SubElement(case, "failure", message=_xml(first)).text = _xml("\n".join(lines))
    return case


def explained(result: CaseResult, language: Language) -> Iterator[str]:
    """The failed turns of a case, line by line: the question, what was expected and given."""
    words = [say(key, language) for key in ("expected", "given")]
    wide = max(map(len, words))
    for turn in result.turns:
        if turn.outcome is Outcome.FAILED:
            yield f"{turn.turn.question} ({result.file.path.name}:{turn.turn.line})"
            for one in differences(turn, language):
                for word, text in zip(words, (one.expected, one.given), strict=True):
                    first, *more = text.splitlines()
                    yield f"  {word:<{wide}}  {first}"
                    yield from (" " * (wide + 4) + line for line in more)


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
