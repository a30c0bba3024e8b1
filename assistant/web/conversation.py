"""What was said on the page: kept as plain text, shown as escaped HTML."""

import re
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Literal, TypedDict

from index.arabic import main_language

# A quote with the number that cites it, or the beginning of one that is still being written.
_QUOTE = re.compile(r"\s*(«.*?(?:» \[\d+\]|$))\s*", re.DOTALL)

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
            "content": escape(quotes_apart(line.text), quote=False),
        }
        for line in lines
    ]


def quotes_apart(text: str) -> str:
    """`text` with every quote of the other language on a line of its own.

    Each line is drawn in its own direction, so an Arabic quote in an English answer reads from
    the right, its number behind it; within the English line the two would be mingled.
    """
    frame = main_language(_QUOTE.sub(" ", text))

    def placed(found: re.Match[str]) -> str:
        return found.group() if main_language(found[1]) == frame else f"\n{found[1]}\n"

    return _QUOTE.sub(placed, text).replace("\n\n", "\n").strip()
