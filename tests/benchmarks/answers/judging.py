"""What answers and abstentions are worth; the measures are explained in `__main__`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.scores import Estimate, contains_gold, estimate, token_f1
from tests.benchmarks import metrics
from tests.benchmarks.answers.asking import GOLD, NEAREST, Given, Outcome
from tests.benchmarks.questions import Asked, QuestionSet


@dataclass(frozen=True)
class Quotes:
    """How well the answerable questions were answered; an abstention counts as no answer."""

    quoted: Estimate
    contains: Estimate
    f1: Estimate
    phrase: Estimate | None
    """Token F1 of the marked phrase; None of a system that marks none."""
    characters: Estimate
    """Of the quotes, over the questions that were answered."""


@dataclass(frozen=True)
class Abstention:
    """How well answerable questions are told from those that are not."""

    answered: Estimate
    refused_easy: Estimate
    refused_hard: Estimate
    accuracy_easy: Estimate
    accuracy_hard: Estimate
    auroc_easy: Estimate
    auroc_hard: Estimate


@dataclass(frozen=True)
class Answers:
    """One system's figures on one question set."""

    questions: str
    system: str
    quotes: Quotes
    abstention: Abstention | None
    """None of the gold sentence, which is never doubted."""
    calibration_error: Estimate | None
    """None where the confidence is no probability."""


def judge_quotes(asked: Sequence[Asked], given: Sequence[Given]) -> Quotes:
    """What the answers to answerable questions are worth."""
    texts = ["" if g.abstained else " ".join(quote.text for quote in g.quotes) for g in given]
    golds = [[answer.text for answer in a.answers] for a in asked]
    quoted = [covers(g, a) and not g.abstained for a, g in zip(asked, given, strict=True)]
    said = [contains_gold(*pair) for pair in zip(texts, golds, strict=True)]
    phrases = [g.phrase if not g.abstained else "" for g in given]
    return Quotes(
        quoted=estimate(np.array(quoted, float)),
        contains=estimate(np.array([quoted, said], float).max(axis=0)),
        f1=estimate([token_f1(*pair) for pair in zip(texts, golds, strict=True)]),
        phrase=estimate([token_f1(p or "", g) for p, g in zip(phrases, golds, strict=True)])
        if any(phrases)
        else None,
        characters=estimate([sum(len(q.text) for q in g.quotes) for g in given if not g.abstained]),
    )


def covers(given: Given, asked: Asked) -> bool:
    """Whether one of the quotes holds a gold answer in its place, whole."""
    return any(
        quote.start <= answer.start and answer.end <= quote.end
        for quote in given.quotes
        for answer in asked.answers
    )


def judge_abstention(outcomes: Sequence[Outcome]) -> Abstention:
    """How abstaining, and the confidence, tell answerable questions from the others."""
    own, easy, hard = ([getattr(o, name) for o in outcomes] for name in ("own", "easy", "hard"))
    said, said_easy, said_hard = (
        np.array([not given.abstained for given in group], float) for group in (own, easy, hard)
    )
    sure, sure_easy, sure_hard = (
        np.array([given.confidence for given in group]) for group in (own, easy, hard)
    )
    return Abstention(
        answered=estimate(said),
        refused_easy=estimate(1 - said_easy),
        refused_hard=estimate(1 - said_hard),
        accuracy_easy=estimate(said, said_easy, statistic=metrics.balanced_accuracy),
        accuracy_hard=estimate(said, said_hard, statistic=metrics.balanced_accuracy),
        auroc_easy=estimate(sure, sure_easy, statistic=metrics.auroc),
        auroc_hard=estimate(sure, sure_hard, statistic=metrics.auroc),
    )


def predictions(outcomes: Sequence[Outcome]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The confidence in each question's quotes, and whether they were right, of half a mixture.

    Both have shape (2, questions). Row 0: asked of its own article. Row 1: of another (even
    questions) or of what is left of its own (odd ones), where nothing is right.
    """
    negatives = [(o.hard if n % 2 else o.easy).confidence for n, o in enumerate(outcomes)]
    confidence = np.array([[o.own.confidence for o in outcomes], negatives])
    right = np.array([[covers(o.own, o.asked) for o in outcomes], [False] * len(outcomes)], float)
    return confidence, right


def judge_calibration(outcomes: Sequence[Outcome]) -> Estimate:
    """The expected calibration error, questions drawn with both of their predictions."""
    confidence, right = predictions(outcomes)

    def error(drawn: NDArray[np.int64]) -> float:
        return metrics.calibration_error(confidence[:, drawn].ravel(), right[:, drawn].ravel())

    return estimate(np.arange(len(outcomes)), statistic=error)


def judge(questions: str, outcomes: Mapping[str, Sequence[Outcome]]) -> list[Answers]:
    """Every system's figures on one question set, and those of the gold sentences quoted."""
    found = []
    for system, given in outcomes.items():
        quotes = judge_quotes([o.asked for o in given], [o.own for o in given])
        calibration = None if system == NEAREST else judge_calibration(given)
        found.append(Answers(questions, system, quotes, judge_abstention(given), calibration))
    return found


def judge_gold(questions: str, articles: Sequence[QuestionSet]) -> Answers:
    """What quoting the first gold answer's sentence, always, would get."""
    asked = [(s.passages[a.gold], a) for s in articles for a in s.questions]
    given = [Given((passage,), 1.0, abstained=False) for passage, _ in asked]
    return Answers(questions, GOLD, judge_quotes([a for _, a in asked], given), None, None)
