"""Scores of a run, beside pass and fail, by arithmetic alone: no model judges another.

Citation precision and recall are averaged over questions, by citation and not by character, as in
Gao et al., "Enabling Large Language Models to Generate Text with Citations" (2023), but held
against stretches that a person marked. A quote is a whole sentence, a wanted stretch is as long as
its author made it ("Marco Rubio"): precision by characters would measure the author's brevity.
"""

import re
from collections.abc import Iterable
from statistics import fmean

from assistant.answer import Answer
from assistant.evaluation.checks import covered, quotes, relevant
from assistant.evaluation.run import TurnResult
from assistant.evaluation.scores import Estimate, contains_gold, estimate, token_f1

_MARKER = re.compile(r"\s*\[\d+\]")


def metrics(turns: Iterable[TurnResult]) -> dict[str, Estimate]:
    """The scores of all questions that were asked, in [0, 1], each with its own n of questions.

    - citation_precision: of the citations of an answer, the share that cover a wanted stretch; over
      the questions with `cites` that were answered with citations.
    - citation_recall: of the wanted stretches (an `any` is one), the share that some citation
      covers; over the questions with `cites`. An abstention cites nothing.
    - answer_f1: token F1 of the answer's text, without [n], against `answer`. An abstention is the
      empty answer.
    - answer_contained: whether a gold answer stands in the answer's text word for word.
    - abstention_precision: of the questions that were abstained from, the share that should be.
    - abstention_recall: of the questions to abstain from, the share that were.
    """
    asked = list(turns)
    cited = [t for t in asked if t.turn.cites]
    gold = [t for t in asked if t.turn.answers]
    judged = [t for t in asked if t.turn.answerable is not None]
    return {
        "citation_precision": estimate([citation_precision(t) for t in cited if _cites(t)]),
        "citation_recall": estimate([citation_recall(t) for t in cited]),
        "answer_f1": estimate([token_f1(said(t.answer), t.turn.answers) for t in gold]),
        "answer_contained": estimate([contains_gold(said(t.answer), t.turn.answers) for t in gold]),
        "abstention_precision": estimate(
            [not t.turn.answerable for t in judged if t.answer.abstained]
        ),
        "abstention_recall": estimate(
            [t.answer.abstained for t in judged if not t.turn.answerable]
        ),
    }


def citation_precision(result: TurnResult) -> float:
    """The share of the answer's citations, of which there is one, that cover a wanted stretch."""
    return fmean(relevant(result.turn.cites, quotes(result.answer)))


def citation_recall(result: TurnResult) -> float:
    """The share of the wanted stretches, of which there is one, that some citation covers."""
    return fmean(covered(result.turn.cites, quotes(result.answer) if _cites(result) else []))


def said(answer: Answer) -> str:
    """What an answer says: nothing when it abstains, else its text without [n]."""
    return "" if answer.abstained else _MARKER.sub("", answer.text)


def _cites(result: TurnResult) -> bool:
    return bool(result.answer.citations) and not result.answer.abstained
