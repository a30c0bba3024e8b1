"""Teach the thorough reader anew, and say what it is worth on articles that were kept from it.

    python -m tests.benchmarks.train_thorough DATA_FOLDER [--steps 1250] [--write]

What is taught are additions to the pretrained model and the pointer (`assistant.reading.thorough`),
on the question sets, the lessons, and questions written from the parallel lines: 1,887 articles,
which 1,250 steps go through five times. The last three fifths of the steps are taken three times
over, and the mean is kept. On one H100 GPU, in bfloat16, all took 16 minutes and 35 GB; on a
processor, in single precision, it would take days. No two GPUs give the same weights to the last
bit, but they give weights of the same worth. What is written asks for its confidence to be fitted
anew: `python -m tests.benchmarks.train_thorough.fitting DATA_FOLDER --write`.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from assistant.reading.thorough import pages
from assistant.reading.thorough.base import load_base
from index.verified import write_sums
from tests.benchmarks.train_reader.__main__ import SEED
from tests.benchmarks.train_thorough.articles import Exercise, all_exercises
from tests.benchmarks.train_thorough.learning import Learner, optimiser_of, rate_at, teach
from tests.benchmarks.train_thorough.measuring import table
from tests.benchmarks.train_thorough.packing import batches

WEIGHTS = Path(pages.__file__).parent / "weights"
NAME = "thorough.safetensors"
STEPS, WAYS = 1250, 3
_COMMON = 0.4
"""Share of the steps before the ways part."""
_SAID_EVERY = 50
"""Steps."""


def learn(learner: Learner, exercises: Sequence[Exercise], steps: int) -> None:
    """Teach the exercises, and print how it goes.

    After a common beginning each way goes on with draws of its own, and the mean of where they end
    is kept: Gupta et al., "Stochastic Weight Averaging in Parallel" (2020).
    """
    optimiser = optimiser_of(learner)
    rates = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: rate_at(step, steps))
    taught = [weight for weight in learner.parameters() if weight.requires_grad]
    parting = int(_COMMON * steps)

    def go(way: int, numbers: range) -> list[Tensor]:
        torch.manual_seed(SEED + way)
        lessons = batches(learner.reader, exercises, random.Random(SEED + way))
        began, losses = time.perf_counter(), []
        for step, batch in zip(numbers, lessons, strict=False):
            losses.append(teach(learner, batch, optimiser))
            rates.step()
            if step % _SAID_EVERY == 0 or step == steps:
                loss, seconds = float(torch.stack(losses).mean()), time.perf_counter() - began
                said = f"way {way}, step {step} of {steps}: loss {loss:.3f}, {seconds:.0f} s"
                print(said, flush=True)
                losses.clear()
        return [weight.detach().clone() for weight in taught]

    start = go(0, range(1, parting + 1))
    held = deepcopy((optimiser.state_dict(), rates.state_dict()))
    ends = []
    for way in range(1, WAYS + 1):
        _put(taught, start)
        for part, state in zip((optimiser, rates), deepcopy(held), strict=True):
            part.load_state_dict(state)
        ends.append(go(way, range(parting + 1, steps + 1)))
    _put(taught, [torch.stack(each).mean(dim=0) for each in zip(*ends, strict=True)])


def _put(taught: Sequence[Tensor], weights: Sequence[Tensor]) -> None:
    for own, weight in zip(taught, weights, strict=True):
        own.data.copy_(weight)


def main(arguments: Sequence[str] | None = None) -> None:
    """Teach, print and, with --write, store."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("data", type=Path)
    options.add_argument("--steps", type=int, default=STEPS)
    options.add_argument("--write", action="store_true", help="store the weights in the project")
    chosen = options.parse_args(arguments)
    torch.manual_seed(SEED)

    exercises = all_exercises(chosen.data, SEED)
    print(Counter((exercise.source, exercise.reserved) for exercise in exercises), flush=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    learner = Learner(load_base(), device)
    learn(learner, [exercise for exercise in exercises if not exercise.reserved], chosen.steps)
    print(table(learner, [exercise for exercise in exercises if exercise.reserved], SEED))
    if chosen.write:
        save_file(learner.taught(), WEIGHTS / NAME)
        write_sums(WEIGHTS, NAME)


if __name__ == "__main__":
    main()
