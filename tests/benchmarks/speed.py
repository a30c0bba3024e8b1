"""How quick an answer is, warm and cold, as a table.

    python -m tests.benchmarks.speed

Warm: `ask` on the embedded article with one thread, 200 questions. Cold: `article-assistant ask` in
a fresh process against importing the four main packages in one, medians of five, in turns.
"""

import os

os.environ["OMP_NUM_THREADS"] = "1"

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

IMPORTS = "import sentence_transformers, langchain, langchain_chroma, gradio"
COLD = "from assistant.cli import main; main(['ask', 'من حضر؟', '--json'])"
QUESTIONS = [
    "من حضر؟",
    "who attended?",
    "أين عقد الاجتماع؟",
    "how long did the meeting last?",
    "What is the price of oil?",
]


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def process(code: str) -> Callable[[], object]:
    command = [sys.executable, "-c", code]
    return lambda: subprocess.run(command, check=True, capture_output=True)


def main() -> None:
    import torch

    torch.set_num_threads(1)
    from assistant import ask

    first = seconds(lambda: ask(QUESTIONS[0]))
    for question in QUESTIONS:
        ask(question)
    warm = [seconds(lambda q=q: ask(q)) for q in QUESTIONS * 40]
    process(COLD)()
    cold, imports = [], []
    for _ in range(5):
        imports.append(seconds(process(IMPORTS)))
        cold.append(seconds(process(COLD)))
    percentile = statistics.quantiles(warm, n=20)[-1]
    print("| what | n | median | p95 |")
    print("|---|---|---|---|")
    print(
        f"| warm `ask`, one core | {len(warm)} | {statistics.median(warm) * 1e3:.1f} ms "
        f"| {percentile * 1e3:.1f} ms |"
    )
    print(f"| first `ask` of a process, index included | 1 | {first:.1f} s | |")
    print(f"| cold `article-assistant ask` | {len(cold)} | {statistics.median(cold):.1f} s | |")
    print(f"| importing the four packages | 5 | {statistics.median(imports):.1f} s | |")
    ratio = statistics.median(cold) / statistics.median(imports)
    print(f"| cold `ask` : imports | 5 | {ratio:.2f} | |")


if __name__ == "__main__":
    main()
