"""The chart of the speed benchmark."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from assistant.evaluation.scores import estimate
from tests.benchmarks import report

if TYPE_CHECKING:
    from tests.benchmarks.speed.__main__ import Speed

_STEPS = {
    "imports": ("#94a3a8", "imports"),
    "encoder": ("#5b7a99", "encoder"),
    "index": ("#b45309", "index"),
    "first answer": (report.OURS, "first answer"),
}


def draw(speed: "Speed", path: Path) -> None:
    """Above, the cold start, warm answers, a store that grows; below, its size, users at once."""
    figure, axes = plt.subplots(2, 3, figsize=(13.5, 7), layout="constrained")
    _draw_cold(axes[0, 0], speed)
    _draw_warm(axes[1, 0], speed)
    _draw_store_times(axes[0, 1], speed)
    _draw_store_sizes(axes[1, 1], speed)
    _draw_throughput(axes[0, 2], speed)
    _draw_waiting(axes[1, 2], speed)
    report.save(figure, path)
    plt.close(figure)


def _draw_cold(axes: Axes, speed: "Speed") -> None:
    median = {phase: float(np.median(seconds)) for phase, seconds in speed.phases.items()}
    for at, state in enumerate(("new", "reopened")):
        left = 0.0
        for step, (color, label) in _STEPS.items():
            width = median[f"index, {state}" if step == "index" else step]
            axes.barh(at, width, left=left, color=color, label=label if at == 0 else None)
            left += width
        axes.text(left, at, f" {left:.1f} s", va="center")
    axes.set_yticks([0, 1], ["new\nindex", "index\nreopened"])
    axes.set_ylim(2.2, -0.6)
    axes.set_xlim(0, axes.get_xlim()[1] * 1.15)
    axes.set_xlabel("seconds")
    axes.set_title("From start to first answer")
    axes.legend(ncols=2, loc="lower center", columnspacing=1, handlelength=1)


def _draw_warm(axes: Axes, speed: "Speed") -> None:
    looks = {1: (report.OURS, "one core"), 2: (report.OTHERS[0], "two cores")}
    for cores, seconds in speed.warm.items():
        color, label = looks[cores]
        milliseconds = np.sort(seconds) * 1e3
        share = np.arange(1, len(seconds) + 1) / len(seconds)
        axes.plot(milliseconds, share, color=color, linewidth=2, label=label)
        middle = float(np.median(milliseconds))
        axes.plot(middle, 0.5, "o", color=color)
    axes.set_xlim(0, None)
    axes.set_ylim(0, 1)
    axes.grid(True)
    axes.set_xlabel("milliseconds")
    axes.set_ylabel("share of answers given by then")
    axes.set_title("A warm answer")
    axes.legend(loc="lower right")


def _draw_store_times(axes: Axes, speed: "Speed") -> None:
    lines = {
        "index one more": (report.OTHERS[0], [each.index for each in speed.store]),
        "reopen it": (report.OTHERS[2], [each.reopen for each in speed.store]),
        "ask it": (report.OURS, [each.ask for each in speed.store]),
        "ask all": (report.OTHERS[1], [each.across for each in speed.store]),
    }
    articles = [each.articles for each in speed.store]
    for label, (color, timings) in lines.items():
        medians = [estimate(np.multiply(seconds, 1e3), statistic=np.median) for seconds in timings]
        low, high = [m.low for m in medians], [m.high for m in medians]
        axes.fill_between(articles, low, high, color=color, alpha=0.2, linewidth=0)
        axes.plot(articles, [m.value for m in medians], "o-", color=color, label=label)
    _over_store(axes, articles)
    axes.set_ylabel("milliseconds")
    axes.set_title("One article among many: time")


def _draw_store_sizes(axes: Axes, speed: "Speed") -> None:
    articles = [each.articles for each in speed.store]
    for label, color, sizes in (
        ("memory of the process", report.OURS, [each.memory for each in speed.store]),
        ("disk", report.OTHERS[0], [each.disk for each in speed.store]),
    ):
        axes.plot(articles, sizes, "o-", color=color, label=label)
    _over_store(axes, articles)
    axes.set_ylabel("MB")
    axes.set_title("One article among many: room")


def _over_store(axes: Axes, articles: list[int]) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xticks(articles, [f"{n:,}" for n in articles])
    axes.minorticks_off()
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.grid(True)
    axes.set_xlabel("articles in the store")
    axes.legend()


def _draw_throughput(axes: Axes, speed: "Speed") -> None:
    _over_users(axes, speed, [each.throughput for each in speed.users], report.OURS)
    axes.set_title("Users at once: answers a second")


def _draw_waiting(axes: Axes, speed: "Speed") -> None:
    slow = [float(np.percentile(each.seconds or [np.nan], 95)) * 1e3 for each in speed.users]
    _over_users(axes, speed, slow, report.OTHERS[0])
    errors = sum(each.errors for each in speed.users)
    axes.set_title(f"Users at once: p95 of the wait, ms ({errors} errors)")


def _over_users(axes: Axes, speed: "Speed", values: list[float], color: str) -> None:
    places = range(len(speed.users))
    axes.bar_label(axes.bar(places, values, color=color, width=0.6), fmt="{:,.0f}", padding=2)
    axes.set_xticks(places, [str(each.users) for each in speed.users])
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.margins(y=0.12)
    axes.set_xlabel("users at once")
