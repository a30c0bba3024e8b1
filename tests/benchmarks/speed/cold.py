"""The first answer of a fresh process, by phase."""

import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

from tests.benchmarks.speed.process import ROOT, call, surroundings

IMPORTS = "import sentence_transformers, langchain, langchain_chroma, gradio"
ASK = "from assistant.cli import main; main(['ask', 'من حضر؟', '--json'])"
PHASES = ("imports", "encoder", "index, new", "index, reopened", "first answer")


def phases() -> dict[str, float]:
    """Seconds of each step from the program's own imports to the first answer."""
    marks = [time.perf_counter()]
    from assistant import Assistant
    from index import Article, ArticleIndex
    from index.encoder import load_encoder

    marks.append(time.perf_counter())
    load_encoder().embed_query("من حضر؟")
    marks.append(time.perf_counter())
    index = ArticleIndex.build(Article.load("alaska-summit"))
    marks.append(time.perf_counter())
    Assistant(index).ask("من حضر؟")
    marks.append(time.perf_counter())
    steps = [later - earlier for earlier, later in pairwise(marks)]
    return dict(zip(("imports", "encoder", "index", "first answer"), steps, strict=True))


def measure_phases(folder: Path, rounds: int) -> dict[str, list[float]]:
    """Seconds of each of PHASES in `rounds` processes that index, and as many that reopen."""
    found: dict[str, list[float]] = {phase: [] for phase in PHASES}
    for number in range(rounds):
        for state in ("new", "reopened"):
            steps = call(phases, home=folder / f"cold-{number}")
            found[f"index, {state}"].append(steps.pop("index"))
            for phase, seconds in steps.items():
                found[phase].append(seconds)
    return found


def measure_processes(folder: Path, rounds: int) -> dict[str, list[float]]:
    """Seconds of whole processes, in turns: `ask` on a stored index; importing the packages."""
    home = folder / "cold-0"  # where `measure_phases` left an index
    found: dict[str, list[float]] = {"ask": [], "imports": []}
    for _ in range(rounds):
        found["imports"].append(_seconds(IMPORTS, home))
        found["ask"].append(_seconds(ASK, home))
    return found


def _seconds(code: str, home: Path) -> float:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        cwd=ROOT,
        env=surroundings(home, 1),
    )
    return time.perf_counter() - began
