"""What was said on the page: kept as plain text, shown as escaped HTML."""

import re
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Literal, TypedDict

# A quote up to the number that cites it, or the beginning of one that is still being written.
_QUOTE = re.compile(r"«.*?(?:»(?= \[\d+\])|$)", re.DOTALL)
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"

Kind = Literal["question", "answer", "error"]


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
        if asked.kind == "question" and reply.kind == "answer":
            said += [
                {"role": "user", "content": asked.text},
                {"role": "assistant", "content": reply.text},
            ]
    return said


def shown(lines: tuple[Line, ...]) -> list[Message]:
    """The messages for the chat, in their order, all of it escaped: text, not markup.

    They carry no elements of our own: Gradio reads the content out to screen readers as it stands.
    """
    return [
        {
            "role": "user" if line.kind == "question" else "assistant",
            "content": escape(_isolate_quotes(line.text), quote=False),
        }
        for line in lines
    ]


def _isolate_quotes(text: str) -> str:
    """`text` with every quote in a direction of its own (Unicode's first strong isolate).

    Else an Arabic quote in an English sentence would draw its closing mark and the number behind
    it to its other side. The isolates are characters: they cost screen readers nothing.
    """
    return _QUOTE.sub(lambda quote: f"{_ISOLATE}{quote.group()}{_END_ISOLATE}", text)
