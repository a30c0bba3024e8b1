"""A question asked of an article that is open already."""

import time
from pathlib import Path

from assistant.evaluation.cases import load_cases

CASES = Path(__file__).parents[2] / "assistant" / "alaska-summit.qa.yaml"
QUESTIONS = [
    "من حضر؟",
    "who attended?",
    "أين عقد الاجتماع؟",
    "how long did the meeting last?",
    "What is the price of oil?",
]


def ask_many(rounds: int) -> dict[str, object]:
    """Seconds of the process's first `ask`, index included, and of every warm one thereafter.

    The warm questions are those of the scripted cases: more than a reader remembers, so that each
    is new to it, in every round.
    """
    from assistant import ask

    began = time.perf_counter()
    ask(QUESTIONS[0])
    first = time.perf_counter() - began
    for question in QUESTIONS:
        ask(question)
    warm = []
    new = list(dict.fromkeys(case.name for case in load_cases(CASES).cases))
    for question in new * rounds:
        began = time.perf_counter()
        ask(question)
        warm.append(time.perf_counter() - began)
    return {"first": first, "warm": warm}
