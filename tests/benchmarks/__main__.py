"""Remake every figure and chart of the README: python -m tests.benchmarks DATA_FOLDER

Evidence, ablation, answers, across, speed, models, one after the other; each is also a command of
its own.
"""

from collections.abc import Sequence

from tests.benchmarks import ablation, across, report
from tests.benchmarks.answers import __main__ as answers
from tests.benchmarks.evidence import __main__ as evidence
from tests.benchmarks.models import __main__ as models
from tests.benchmarks.speed import __main__ as speed


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmarks in turn, each on the same folders."""
    chosen = report.options(__doc__).parse_args(arguments)
    for benchmark in (evidence, ablation, answers, across, speed, models):
        benchmark.main([str(chosen.data), "--output", str(chosen.output)])
        print(flush=True)


if __name__ == "__main__":
    main()
