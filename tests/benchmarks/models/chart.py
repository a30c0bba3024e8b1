"""The chart of the models benchmark."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib import pyplot as plt

from tests.benchmarks import report
from tests.benchmarks.models.judging import Verification

SHOWN = {
    "wrong_shown": "Shown, without a reference answer",
    "cut_shown": "Shown, its answer cut out",
    "right_refused": "Refused, with a reference answer",
}


def draw(found: Sequence[Verification], path: Path) -> None:
    """What gets through, and what is refused, by question set."""
    figure, axes = plt.subplots(1, len(SHOWN), figsize=(11.5, 2.6), layout="constrained")
    for place, (field, title) in zip(axes, SHOWN.items(), strict=True):
        names = [report.SETS.get(each.questions, each.questions) for each in found]
        report.bars(place, names, [getattr(each, field) for each in found], names)
        place.set_title(title)
        if place is not axes[0]:
            place.set_yticklabels([])
    report.save(figure, path)
    plt.close(figure)
