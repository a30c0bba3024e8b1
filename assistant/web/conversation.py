"""What was said on the page: kept as plain text, shown as escaped HTML."""

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Literal, TypedDict

Kind = Literal["question", "answer", "abstention", "error"]


class Message(TypedDict):
    """One message in the form that both Gradio and `Assistant.ask` take."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said, in plain text."""

    kind: Kind
    text: str


def history(lines: tuple[Line, ...]) -> list[Message]:
    """The questions that were answered and their answers, for a follow-up question."""
    said: list[Message] = []
    for asked, reply in pairwise(lines):
        if asked.kind == "question" and reply.kind in ("answer", "abstention"):
            said += [
                {"role": "user", "content": asked.text},
                {"role": "assistant", "content": reply.text},
            ]
    return said


def shown(lines: tuple[Line, ...]) -> list[Message]:
    """The messages as HTML, in their order. All of it is escaped: text, not markup."""
    return [
        {
            "role": "user" if line.kind == "question" else "assistant",
            "content": f'<div class="line {line.kind}" dir="auto">{escape(line.text)}</div>',
        }
        for line in lines
    ]
