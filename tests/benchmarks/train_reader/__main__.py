"""Teach the reader anew, and say what it is worth on articles that it was not taught on.

    python -m tests.benchmarks.train_reader DATA_FOLDER [--write] [--epochs 2]

The network is taught on the question sets, and on questions written from the parallel lines. Then
its confidence is fitted on whole articles that were kept from it. The articles that the benchmarks
report on are met in neither. Half an hour on one core; the same data and seed give the same
weights on the same machine.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from assistant.reading.confidence import CONFIDENCE_FEATURES, Calibration, confidence_features
from assistant.reading.reader import quoted_of
from index.verified import write_sums
from tests.benchmarks.metrics import auroc, balanced_accuracy, best_threshold, calibration_error
from tests.benchmarks.train_reader.cases import Case, lesson_cases, question_cases
from tests.benchmarks.train_reader.learning import WordStore, batch_of, folded, learn
from tests.benchmarks.train_reader.written import read_pairs, written_cases

SEED = 20261124
WEIGHTS = Path(__file__).parents[3] / "assistant" / "reading" / "weights"
SOURCES = ("ntrex", "flores-dev", "tico19", "tatoeba", "questions")
_SHARES = {"answered": 0.5, "cut": 0.2, "foreign": 0.2, "unsaid": 0.1}


@dataclass(frozen=True)
class Read:
    """A reserved case and the network's log-odds of its sentences."""

    case: Case
    log_odds: np.ndarray


def minimum(loss: Callable[[Tensor], Tensor], size: int) -> np.ndarray:
    """The `size` numbers of which `loss` is least, by L-BFGS, with a weak pull to zero."""
    weights = torch.zeros(size, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def step() -> float:
        optimiser.zero_grad()
        value = loss(weights) + 1e-3 * (weights**2).sum()
        value.backward()
        return value.item()

    optimiser.step(step)
    return weights.detach().numpy()


def across_languages(case: Case) -> object:
    """Whether a case crosses the languages: most do not, and most that are asked might."""
    return case.cross


def calibrated(
    read: Sequence[Read], sort: Callable[[Case], object] = across_languages
) -> Calibration:
    """The confidence in what is quoted, and the threshold of highest balanced accuracy.

    Args:
        read: reserved cases.
        sort: of cases of one fate, each sort counts alike, however many cases it has.
    """
    counts = Counter((r.case.fate, sort(r.case)) for r in read)
    sorts = Counter(fate for fate, _ in counts)
    rows = torch.tensor(np.array([[*features_of(r), 1.0] for r in read]))
    labels = torch.tensor([float(is_right(r)) for r in read], dtype=torch.float64)
    shares = torch.tensor(
        [
            _SHARES[r.case.fate] / counts[r.case.fate, sort(r.case)] / sorts[r.case.fate]
            for r in read
        ],
        dtype=torch.float64,
    )

    def loss(weights: Tensor) -> Tensor:
        return torch.nn.functional.binary_cross_entropy_with_logits(
            rows @ weights, labels, weight=shares, reduction="sum"
        )

    weights = minimum(loss, rows.shape[1])
    return Calibration(weights, threshold_of(read, Calibration(weights, 0.5)))


def threshold_of(read: Sequence[Read], calibration: Calibration) -> float:
    """The confidence from which answering has the highest balanced accuracy: the mean over 200
    bootstrap draws, for the optimum of one sample is a matter of chance."""
    stated = np.array([calibration.probability(features_of(r)) for r in read])
    asked = np.array([r.case.fate == "answered" for r in read])
    answered, refused, draw = stated[asked], stated[~asked], np.random.default_rng(SEED)
    drawn = [
        best_threshold(draw.choice(answered, len(answered)), draw.choice(refused, len(refused)))
        for _ in range(200)
    ]
    return float(np.mean(drawn))


def features_of(read: Read) -> np.ndarray:
    """CONFIDENCE_FEATURES of a reading."""
    return confidence_features(read.case.question, read.case.hits, read.log_odds)


def is_right(read: Read) -> bool:
    """Whether the sentence that answers is quoted."""
    return read.case.gold in quoted_of(read.log_odds)


def table(read: Sequence[Read], calibration: Calibration) -> str:
    """What the reader is worth on the reserved articles, by source; its confidence was fitted to
    them, so the last two columns flatter it."""
    lines = [
        "| reserved | n | R@1 | R@3 | AUROC: cut or unsaid | foreign | balanced | ECE |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for source in dict.fromkeys(r.case.source for r in read):
        own = [r for r in read if r.case.source == source]
        stated = [calibration.probability(features_of(r)) for r in own]
        by_fate = {
            fate: [p for p, r in zip(stated, own, strict=True) if r.case.fate == fate]
            for fate in _SHARES
        }
        asked = [r for r in own if r.case.gold >= 0]
        ranks = np.array([(r.log_odds > r.log_odds[r.case.gold]).sum() for r in asked])
        own_article = by_fate["cut"] + by_fate["unsaid"]
        refusable = np.array(own_article + by_fate["foreign"])
        answered = np.array(by_fate["answered"])
        cells = [
            np.mean(ranks < 1),
            np.mean(ranks < 3),
            auroc(answered, own_article),
            auroc(answered, by_fate["foreign"]),
            balanced_accuracy(
                answered >= calibration.threshold, refusable >= calibration.threshold
            ),
            calibration_error(stated, [is_right(r) for r in own]),
        ]
        numbers = " | ".join(f"{cell:.3f}" for cell in cells)
        lines.append(f"| {source} | {len(asked)} | {numbers} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Teach, calibrate, print and, with --write, store."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("data", type=Path)
    options.add_argument("--epochs", type=int, default=2)
    options.add_argument("--write", action="store_true", help="store the weights in the project")
    chosen = options.parse_args(arguments)
    torch.set_num_threads(1)

    cases = [
        *question_cases(chosen.data, SEED),
        *lesson_cases(SEED),
        *written_cases(chosen.data, SEED),
    ]
    print(Counter((case.source, case.fate, case.reserved) for case in cases), flush=True)
    taught = [case for case in cases if not case.reserved]
    sources = [read_pairs(chosen.data, name) for name in SOURCES]
    texts = [case.hits[0].passage.text for case in cases]
    store = WordStore(random.Random(SEED).sample(texts, min(len(texts), 2500)))
    network = learn(taught, sources, store, chosen.epochs, SEED)

    read = []
    with torch.inference_mode():
        for case in (case for case in cases if case.reserved):
            scores = network(batch_of([case], store, network)).scores[0]
            read.append(Read(case, scores.double().numpy()))
    calibration = calibrated(read)
    print(table(read, calibration))
    stored = {
        "confidence": named((*CONFIDENCE_FEATURES, "intercept"), calibration.weights),
        "threshold": round(calibration.threshold, 4),
    }
    print(json.dumps(stored, indent=1))
    if chosen.write:
        whole = folded(network, store.reduction).state_dict()
        half = {name: w.half().contiguous() for name, w in whole.items()}
        save_file(half, WEIGHTS / "reader.safetensors")
        (WEIGHTS / "reader.json").write_text(json.dumps(stored, indent=1) + "\n", "utf-8")
        write_sums(WEIGHTS, "reader.safetensors", "reader.json")


def named(names: Sequence[str], values: Sequence[float] | np.ndarray) -> dict[str, float]:
    """Numbers under their names, rounded to what they are known to."""
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}


if __name__ == "__main__":
    main()
