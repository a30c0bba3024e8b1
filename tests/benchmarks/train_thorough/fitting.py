"""Fit what the pages' reader and the small network say into one, and say what that is worth.

    python -m tests.benchmarks.train_thorough.fitting DATA_FOLDER [--write]

Both were taught already. On the articles that were kept from both, the weights are fitted by which
their scores are added, and then the confidence, as the network's own is
(`tests.benchmarks.train_reader`). Half an hour on one core: every article from which an answer is
cut out is read anew.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from assistant.reading.confidence import CONFIDENCE_FEATURES
from assistant.reading.judging import NetworkJudge
from assistant.reading.thorough import judging
from assistant.reading.thorough.judging import ThoroughJudge, scores_of
from index.verified import write_sums
from tests.benchmarks.train_reader.__main__ import (
    SEED,
    Read,
    calibrated,
    minimum,
    named,
    table,
)
from tests.benchmarks.train_reader.cases import Case, lesson_cases, question_cases

WEIGHTS = Path(judging.__file__).parent / "weights"
PARTS = ("pages", "network", "none")
"""What is added up: the score of the pages' reader, the network's log-odds, and a constant."""
_OPEN = 8
"""Articles that are held open: one comes again and again, between others that come once."""

Scored = tuple[Case, np.ndarray]
"""A case, and of its k sentences (k, 3) what is added up."""


def kept_cases(folder: Path) -> list[Case]:
    """The cases that neither was taught with. Those of TyDi QA are none: its passages come alone,
    and were put together into other articles for the one than for the other."""
    questions = question_cases(folder, SEED, reserved_only=True)
    kept = [case for case in questions if not case.source.startswith("tydi")]
    return [as_read(case) for case in (*kept, *lesson_cases(SEED, reserved_only=True))]


def as_read(case: Case) -> Case:
    """A case beside as many sentences as are read in use; what answers may not be among them."""
    answers = {case.hits[case.gold].number} if case.gold >= 0 else set()
    hits = case.index.search(case.question.text, ThoroughJudge.candidates)
    gold = next((n for n, hit in enumerate(hits) if hit.number in answers), -1)
    return replace(case, hits=tuple(hits), gold=gold)


def genre(case: Case) -> object:
    """News or encyclopaedia, across the languages or within one."""
    return case.source.startswith("lessons"), case.cross


def scored(cases: Sequence[Case]) -> list[Scored]:
    """What both make of every case."""
    found = []
    thorough, light = lru_cache(_OPEN)(ThoroughJudge), lru_cache(_OPEN)(NetworkJudge)
    for case in cases:
        pointed = thorough(case.index).pointed(case.question, case.hits)
        pages = scores_of(pointed, case.hits)
        network = light(case.index).weigh(case.question, case.hits).log_odds
        found.append((case, np.stack([pages, network, np.ones(len(pages))], axis=1)))
    return found


def fitted(found: Sequence[Scored]) -> np.ndarray:
    """The weights of PARTS by which the sentence that answers, or none, is likeliest.

    Every source and fate (see `Case`) counts as much as any other, however many cases it has.
    """
    counts = Counter((case.source, case.fate) for case, _ in found)
    rows = [torch.tensor(parts) for _, parts in found]
    golds = [case.gold for case, _ in found]
    shares = [1 / counts[case.source, case.fate] / len(counts) for case, _ in found]

    def loss(weights: Tensor) -> Tensor:
        total = torch.zeros((), dtype=torch.float64)
        for row, gold, share in zip(rows, golds, shares, strict=True):
            log_odds = row @ weights
            with_none = torch.cat([torch.zeros(1, dtype=torch.float64), log_odds])
            total = total - share * with_none.log_softmax(0)[gold + 1]
        return total

    return minimum(loss, len(PARTS))


def main(arguments: Sequence[str] | None = None) -> None:
    """Read, fit, print and, with --write, store."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("data", type=Path)
    options.add_argument("--write", action="store_true", help="store what was fitted")
    chosen = options.parse_args(arguments)
    found = scored(kept_cases(chosen.data))
    weights = fitted(found)
    read = [Read(case, parts @ weights) for case, parts in found]
    calibration = calibrated(read, genre)
    print(table(read, calibration))
    stored = {
        "log_odds": named(PARTS, weights),
        "confidence": named((*CONFIDENCE_FEATURES, "intercept"), calibration.weights),
        "threshold": round(calibration.threshold, 4),
    }
    print(json.dumps(stored, indent=1))
    if chosen.write:
        (WEIGHTS / "thorough.json").write_text(json.dumps(stored, indent=1) + "\n", "utf-8")
        write_sums(WEIGHTS, "thorough.json")


if __name__ == "__main__":
    main()
