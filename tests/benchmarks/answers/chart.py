"""The chart of the answers benchmark."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from assistant.evaluation.scores import Estimate, estimate
from tests.benchmarks import metrics, report
from tests.benchmarks.answers.asking import NEAREST, OURS, Outcome
from tests.benchmarks.answers.judging import Answers, predictions

_FEW = 10
"""Answers. A bin with fewer is drawn hollow and joined to no other."""


def draw(found: Sequence[Answers], ours: Sequence[Outcome], path: Path) -> None:
    """Left, what was answered and what refused; right, whether `confidence` means what it says."""
    figure = plt.figure(figsize=(11.5, 5.6), layout="constrained")
    grid = figure.add_gridspec(2, 2, height_ratios=(3, 1))
    _draw_shares(figure.add_subplot(grid[:, 0]), found)
    _draw_reliability(figure.add_subplot(grid[0, 1]), figure.add_subplot(grid[1, 1]), ours)
    report.save(figure, path)
    plt.close(figure)


def _shares(found: Answers) -> dict[str, Estimate]:
    """What is drawn, by its heading."""
    assert found.abstention
    return {
        "Answered, and the quote holds the answer": found.quotes.quoted,
        "Refused: the question of another article": found.abstention.refused_easy,
        "Refused: its sentence was cut out of the article": found.abstention.refused_hard,
    }


def _draw_shares(axes: Axes, found: Sequence[Answers]) -> None:
    names = list(dict.fromkeys(f.questions for f in found))
    of = {(f.questions, f.system): _shares(f) for f in found if f.abstention}
    places, labels = [], []
    for group, title in enumerate(of[names[0], OURS]):
        top = group * (len(names) + 1.4)
        axes.text(0, top - 0.75, title, weight="bold", va="center")
        for at, name in enumerate(names):
            _draw_share(axes, top + at, of[name, OURS][title], of[name, NEAREST][title])
            places.append(top + at)
            labels.append((report.SETS | report.FOLLOW_UPS)[name].replace("\n", ": "))
    axes.set_yticks(places, labels)
    axes.set_ylim(places[-1] + 0.7, -1.3)
    axes.set_xlim(0, 1.1)
    axes.set_xticks([0, 0.5, 1])
    axes.tick_params(axis="y", length=0)
    handles = [
        Patch(color=report.OURS, label=OURS),
        Line2D([], [], color=report.OTHERS[0], marker="D", linestyle="", label=NEAREST),
    ]
    axes.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.4, -0.04), ncols=2)


def _draw_share(axes: Axes, at: float, ours: Estimate, other: Estimate) -> None:
    axes.barh(at, ours.value, color=report.OURS, height=0.7)
    axes.plot([ours.low, ours.high], [at, at], color=report.INK, linewidth=1.2)
    axes.plot(other.value, at, "D", color=report.OTHERS[0], markersize=5)
    axes.text(1.02, at, f"{ours.value:.2f}", va="center")


def _draw_reliability(above: Axes, below: Axes, outcomes: Sequence[Outcome]) -> None:
    confidence, right = (part.ravel() for part in predictions(outcomes))
    numbers, bins = metrics.bin_of(confidence), metrics.reliability(confidence, right)
    above.plot([0, 1], [0, 1], color=report.FAINT, linewidth=1.5, zorder=0)
    for number, each in zip(np.unique(numbers), bins, strict=True):
        share = estimate(right[numbers == number])
        above.plot([each.confidence] * 2, [share.low, share.high], color=report.OURS, linewidth=1.5)
        face = report.OURS if each.n >= _FEW else "white"
        above.plot(each.confidence, each.right, "o", color=report.OURS, markerfacecolor=face)
    joined = [each for each in bins if each.n >= _FEW]
    above.plot([b.confidence for b in joined], [b.right for b in joined], color=report.OURS)
    error = metrics.calibration_error(confidence, right)
    above.set_title(f"Is the confidence true? (ECE {error:.2f})")
    above.set_ylabel("share that was right")
    above.set_ylim(-0.02, 1.02)
    above.grid(True)
    below.hist(
        confidence, bins=np.linspace(0, 1, metrics.BINS + 1).tolist(), color=report.OURS, rwidth=0.9
    )
    below.set_xlabel(f"confidence (n={len(confidence):,})")
    below.set_ylabel("answers")
    for axes in (above, below):
        axes.set_xlim(0, 1)
        axes.set_xticks(np.linspace(0, 1, 6))
