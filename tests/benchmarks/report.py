"""What every benchmark leaves behind: a Markdown table, JSON, and a chart."""

import argparse
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from io import BytesIO
from math import isfinite, isnan
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from assistant.evaluation.scores import Estimate
from tests.benchmarks.questions import ARABIC, ARCD, ENGLISH

FILES = (ARABIC, ENGLISH, ARCD)
CHARTS = Path(__file__).parent / "charts"
OURS = "#0f766e"
"""The project's own teal; what it is compared with is drawn in the muted colours."""
OTHERS = ("#b45309", "#6d5a8c", "#5b7a99", "#b0895a", "#8a8a8a", "#a3536b")
_COLOURS = 64
_NUMBERS = re.compile(r"\[[^\[\]{}]*\]")
INK, FAINT = "#292524", "#d6d3d1"

SETS = {
    "ar": "XQuAD\nArabic question, Arabic text",
    "en": "XQuAD\nEnglish question, Arabic text",
    "arcd": "ARCD\nArabic question, Arabic text",
    "english": "XQuAD\nEnglish question, English text",
    "wire ar": "Wire stories\nArabic question, Arabic text",
    "wire en": "Wire stories\nEnglish question, Arabic text",
}
"""The question sets of `stories.load_measured`, as charts name them."""
FOLLOW_UPS = {
    "follow-ups ar": "Wire stories, follow-ups\nArabic question, Arabic text",
    "follow-ups en": "Wire stories, follow-ups\nEnglish question, Arabic text",
}
"""Those of `stories.load_follow_ups`."""

mpl.use("Agg")
mpl.rcParams.update(
    {
        "font.size": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": INK,
        "axes.titlesize": 11,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.labelcolor": INK,
        "text.color": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "grid.color": FAINT,
        "grid.linewidth": 0.7,
        "legend.frameon": False,
    }
)


def options(
    description: str | None, sets: Collection[str] = tuple(SETS)
) -> argparse.ArgumentParser:
    """The options that all benchmarks share; `sets` are the question sets that it can measure."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=_data, help=f"the folder that holds {', '.join(FILES)}")
    parser.add_argument(
        "--output", type=Path, default=CHARTS, help="the folder for JSON and chart (%(default)s)"
    )
    parser.add_argument(
        "--only", action="append", choices=sets, help="a question set to measure, in place of all"
    )
    return parser


def _data(named: str) -> Path:
    folder = Path(named)
    if missing := [name for name in FILES if not (folder / name).is_file()]:
        raise argparse.ArgumentTypeError(f"{named} holds no {', '.join(missing)}")
    return folder


def markdown(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def cell(estimate: Estimate) -> str:
    """An estimate in a table that has a column for n: "0.74 [0.67, 0.80]"; a dash without value."""
    if isnan(estimate.value):
        return "–"
    return f"{estimate.value:.2f} [{estimate.low:.2f}, {estimate.high:.2f}]"


def write_json(path: Path, content: Any) -> None:
    """Write figures as JSON: estimates as objects, numbers to four places, what is none as null."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(_plain(content), ensure_ascii=False, indent=1)
    in_one_line = _NUMBERS.sub(lambda found: " ".join(found.group().split()), text)
    path.write_text(in_one_line + "\n", encoding="utf-8")


def _plain(content: Any) -> Any:
    if is_dataclass(content) and not isinstance(content, type):
        return _plain(asdict(content))
    if isinstance(content, Mapping):
        return {str(key): _plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    if isinstance(content, float):
        return round(content, 4) if isfinite(content) else None
    return content


def save(figure: Figure, path: Path) -> None:
    """Write a chart as a PNG of few colours, which is a third as large."""
    path.parent.mkdir(parents=True, exist_ok=True)
    drawn = BytesIO()
    figure.savefig(drawn, dpi=110)
    Image.open(drawn).convert("RGB").quantize(_COLOURS).save(path, optimize=True)


def bars(
    axes: Axes, names: Sequence[str], estimates: Sequence[Estimate], ours: Sequence[str]
) -> None:
    """Horizontal bars from the top down, with intervals and figures, those of `ours` in teal."""
    for at, (name, estimate) in enumerate(zip(names, estimates, strict=True)):
        axes.barh(at, estimate.value, color=OURS if name in ours else OTHERS[-2], height=0.66)
        axes.plot([estimate.low, estimate.high], [at, at], color=INK, linewidth=1.2)
        end = max(estimate.value, estimate.high)
        axes.text(end + 0.02, at, f"{estimate.value:.2f}", va="center")
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlim(0, 1.1)
    axes.set_xticks([0, 0.5, 1])
