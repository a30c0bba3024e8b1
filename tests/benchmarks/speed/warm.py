"""A question asked of an article that is open already."""

import time

QUESTIONS = [
    "من حضر؟",
    "who attended?",
    "أين عقد الاجتماع؟",
    "how long did the meeting last?",
    "What is the price of oil?",
]


def ask_many(rounds: int) -> dict[str, object]:
    """Seconds of the process's first `ask`, index included, and of every warm one thereafter."""
    from assistant import ask

    began = time.perf_counter()
    ask(QUESTIONS[0])
    first = time.perf_counter() - began
    for question in QUESTIONS:
        ask(question)
    warm = []
    for question in QUESTIONS * rounds:
        began = time.perf_counter()
        ask(question)
        warm.append(time.perf_counter() - began)
    return {"first": first, "warm": warm}
