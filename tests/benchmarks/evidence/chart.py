"""The chart of the evidence benchmark."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from tests.benchmarks import report
from tests.benchmarks.evidence.measuring import Evidence
from tests.benchmarks.evidence.systems import OURS, OURS_LIGHT, OURS_READ, OURS_RETRIEVED


def draw(found: Sequence[Evidence], path: Path) -> None:
    """Above, what one has to read until the answer; below, how often the first sentence has it."""
    names = list(dict.fromkeys(each.questions for each in found))
    figure, axes = plt.subplots(
        2,
        len(names),
        figsize=(3.4 * len(names), 6.6),
        squeeze=False,
        layout="constrained",
        height_ratios=(1.5, 1),
    )
    for column, name in enumerate(names):
        own = [each for each in found if each.questions == name]
        _draw_curves(axes[0, column], own)
        source, asked = report.SETS[name].split("\n")
        axes[0, column].set_title(f"{source} (n={len(own[0].characters)})\n{asked}")
        ranked = [(each.system, each.recall[1]) for each in own if each.recall]
        report.bars(
            axes[1, column],
            [system for system, _ in ranked],
            [first for _, first in ranked],
            ours=OURS,
        )
        axes[1, column].set_title("The first sentence has it (R@1)", weight="normal")
        if column:
            axes[0, column].set_ylabel("")
            axes[1, column].set_yticklabels([])
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(labels))
    report.save(figure, path)
    plt.close(figure)


def _draw_curves(axes: Axes, found: Sequence[Evidence]) -> None:
    budgets = np.geomspace(50, 4000, 200)
    others = iter(report.OTHERS)
    for each in found:
        read = np.asarray(each.characters)
        shares = [(read <= budget).mean() for budget in budgets]
        ours = each.system in OURS
        axes.plot(
            budgets,
            shares,
            label=each.system,
            color=report.OURS if ours else next(others),
            linewidth=2.4 if each.system == OURS_READ else 1.5,
            linestyle={OURS_LIGHT: "--", OURS_RETRIEVED: ":"}.get(each.system, "-"),
        )
    axes.set_xscale("log")
    ticks = [50, 100, 200, 500, 1000, 2000]
    axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.minorticks_off()
    axes.set_xlim(50, 4000)
    axes.set_ylim(0, 1)
    axes.grid(True)
    axes.set_xlabel("characters read, in the order returned")
    axes.set_ylabel("questions whose answer was read")
