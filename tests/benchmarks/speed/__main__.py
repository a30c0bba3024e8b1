"""How quick an answer is: warm, cold, in a full store, and with many users at once.

    python -m tests.benchmarks.speed DATA_FOLDER [--quick]

Warm: `ask` on the embedded article in a process held to one core, then to two. Cold: a fresh
process from its first import to its first answer, by phase, with an index to make and with one to
reopen; and `article-assistant ask` as a whole, on one thread, against importing the four main
packages, in turns. Store: what one more article costs beside 1 to 10,000 others, and a question to
all of them, each size measured in a fresh process. Users: 1 to 64 at once on the page's server,
each asking again when answered; server and users share the machine.

Timings are noisy: medians, with 95 % bootstrap intervals over the n timings where there are five or
more, and ratios. `--quick` takes small sizes: to see that it runs, not for figures.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from assistant.evaluation.scores import Estimate, estimate
from tests.benchmarks import report
from tests.benchmarks.speed import cold, growth, users, warm
from tests.benchmarks.speed.chart import draw
from tests.benchmarks.speed.process import call, cores_here


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    cores: tuple[int, ...]
    """On which `ask` is measured warm."""
    rounds: int
    """Fresh processes; new articles at each size of the store."""
    warm: int
    """Rounds of the scripted questions."""
    store: tuple[int, ...]
    users: tuple[int, ...]
    questions: int
    """Asked at each number of users, or one of each user where those are more."""


FULL = Sizes(cores=(1, 2), rounds=5, warm=3, store=growth.SIZES, users=users.USERS, questions=192)
QUICK = Sizes(cores=(1,), rounds=1, warm=1, store=(3,), users=(4,), questions=4)
FEW = 5
"""Timings. Fewer have no interval worth showing."""
FILLING = 1800.0
"""Seconds that filling the store to one size may take."""


@dataclass(frozen=True)
class Speed:
    """All timings, in seconds, as they were taken."""

    cores: int
    warm: dict[int, list[float]]
    """By the number of cores."""
    first: list[float]
    """The first `ask` of those processes, index included."""
    phases: dict[str, list[float]]
    processes: dict[str, list[float]]
    store: list[growth.Grown]
    users: list[users.Load]


def measure(data: Path, sizes: Sizes) -> Speed:
    """All timings, one thing at a time."""
    with tempfile.TemporaryDirectory(prefix="speed-") as name:
        folder = Path(name)
        asked = {
            cores: call(warm.ask_many, sizes.warm, home=folder / f"warm-{cores}", cores=cores)
            for cores in sizes.cores
            if cores <= cores_here()
        }
        return Speed(
            cores=cores_here(),
            warm={cores: each["warm"] for cores, each in asked.items()},
            first=[each["first"] for each in asked.values()],
            phases=cold.measure_phases(folder, sizes.rounds),
            processes=cold.measure_processes(folder, sizes.rounds),
            store=growth.measure(folder, data, sizes.store, sizes.rounds, FILLING),
            users=users.measure(folder, sizes.users, sizes.questions),
        )


def tables(speed: Speed) -> str:
    """The figures as Markdown: latency, the store's growth, users at once."""
    return "\n\n".join([_latency(speed), _store(speed), _users(speed)])


def _latency(speed: Speed) -> str:
    cores = {1: "one core", 2: "two cores"}
    timed = {f"warm `ask`, {cores[n]}": seconds for n, seconds in speed.warm.items()}
    timed["first `ask` of a process, index included"] = speed.first
    timed |= {f"cold: {phase}": seconds for phase, seconds in speed.phases.items()}
    timed["cold `article-assistant ask`"] = speed.processes["ask"]
    timed["importing the four packages"] = speed.processes["imports"]
    rows = [
        [what, len(seconds), _time(_median(seconds)), *_percentiles(seconds)]
        for what, seconds in timed.items()
    ]
    ratio = estimate(speed.processes["ask"], speed.processes["imports"], statistic=_ratio)
    rows.append(["cold `ask` : imports", ratio.n, report.cell(ratio), "", ""])
    return report.markdown(["what", "n", "median", "p95", "p99"], rows)


def _percentiles(seconds: Sequence[float]) -> list[str]:
    """p95 and p99, where there are enough timings for them to be more than the slowest one."""
    return [
        f"{np.percentile(seconds, q) * 1e3:.1f} ms" if len(seconds) >= 100 else "" for q in (95, 99)
    ]


def _store(speed: Speed) -> str:
    rows = [
        [
            f"{each.articles:,}",
            f"{each.passages:,}",
            _time(_median(each.index)),
            _time(_median(each.reopen)),
            _time(_median(each.ask)),
            _time(_median(each.across)),
            f"{each.memory:,.0f} MB",
            f"{each.disk:,.0f} MB",
            len(each.index),
        ]
        for each in speed.store
    ]
    header = ["articles", "sentences", "index one more", "reopen it", "ask it", "ask all", "memory"]
    return report.markdown([*header, "disk", "n"], rows)


def _users(speed: Speed) -> str:
    rows = [
        [
            each.users,
            f"{each.throughput:.1f}",
            _time(_median(each.seconds)),
            f"{np.percentile(each.seconds, 95) * 1e3:,.0f} ms" if each.seconds else "–",
            each.errors,
            len(each.seconds) + each.errors,
        ]
        for each in speed.users
    ]
    header = ["users at once", "answers a second", "median", "p95", "errors", "n"]
    return report.markdown(header, rows)


def _median(seconds: Sequence[float]) -> Estimate:
    return estimate(seconds, statistic=np.median)


def _ratio(asked: Sequence[float], imported: Sequence[float]) -> float:
    return float(np.median(asked) / np.median(imported))


def _time(estimate: Estimate) -> str:
    """Seconds as a table shows them, with their interval."""
    if np.isnan(estimate.value):
        return "–"
    factor, unit, places = (1e3, "ms", 1) if estimate.value < 1 else (1, "s", 2)
    value, low, high = (
        f"{seconds * factor:.{places}f}"
        for seconds in (estimate.value, estimate.low, estimate.high)
    )
    return f"{value} [{low}, {high}] {unit}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the tables, write speed.json and speed.png."""
    parser = report.options(__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    chosen = parser.parse_args(arguments)
    speed = measure(chosen.data.resolve(), QUICK if chosen.quick else FULL)
    print(tables(speed))
    report.write_json(chosen.output / "speed.json", {"quick": chosen.quick} | asdict(speed))
    draw(speed, chosen.output / "speed.png")


if __name__ == "__main__":
    main()
