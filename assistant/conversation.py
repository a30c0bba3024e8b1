"""Follow-ups: making a question that leans on the last ones stand alone, without a model."""

import re
from collections.abc import Mapping, Sequence

from assistant.question import Kind, Question
from index.arabic import normalise, words
from index.errors import QuestionError
from index.stopwords import STOPWORDS

History = Sequence[Mapping[str, object] | Sequence[object]]
"""Earlier turns, oldest first: messages with `role` and `content`, or (question, answer) pairs."""

_TURNS = 6
"""How many earlier questions are looked at; older ones no longer belong to the subject."""

_LEANS = re.compile(
    r"^(?:and|but|so|what about|how about|what of|then|also)\b"
    r"|^(?:و|ف)(?:ماذا|ما|من|متي|اين|كيف|كم|هل|لماذا|في|علي|عن|بم|لم)\b|^(?:وال|ماذا عن|و )"
    r"|\b(?:it|its|he|him|his|she|her|they|them|their|that|this|those|these|there)\b"
    r"|\b(?:ذلك|هناك|عنه|عنها|فيه|فيها|منه|منها|بينهما|لهما|معه|معها|معهم|بعده|قبله)\b"
)


def condense(question: Question, history: History | None) -> Question:
    """`question` with the words of the questions it leans on; itself when it stands alone.

    What it asks for stays its own, unless it names nothing to ask for ("and on the other side?"),
    when it is what was asked before.

    Raises QuestionError when the history is not a list of turns.
    """
    earlier = _questions(history)[-_TURNS:]
    text, kind = question.text, question.kind
    current = question
    for previous in reversed(earlier):
        if not _leans(current):
            break
        if kind is Kind.OTHER or (kind is Kind.PERSON and previous.kind is Kind.PERSONS):
            kind = previous.kind
        text = f"{text} {_subject(previous.text)}".strip()
        current = previous
    return Question(text, kind, question.language)


def _leans(question: Question) -> bool:
    """Whether a question refers to what was said, or has no word of its own: "when?"."""
    return not _subject(question.text) or bool(_LEANS.search(normalise(question.text)))


def _subject(text: str) -> str:
    return " ".join(word for word in words(text) if word not in STOPWORDS)


def _questions(history: History | None) -> list[Question]:
    """The user's questions in a history, of whichever form."""
    if history is None:
        return []
    if isinstance(history, str | bytes | Mapping) or not isinstance(history, Sequence):
        raise QuestionError("history_invalid")
    found: list[Question] = []
    for turn in history:
        text = _user_text(turn)
        try:
            if text:
                found.append(Question.parse(text))
        except QuestionError:
            continue  # an earlier question that was refused is nothing to lean on
    return found


def _user_text(turn: object) -> str:
    if isinstance(turn, Mapping):
        role, content = turn.get("role"), turn.get("content")
    elif isinstance(turn, Sequence) and not isinstance(turn, str) and len(turn) == 2:
        role, content = "user", turn[0]
    else:
        role, content = getattr(turn, "type", None), getattr(turn, "content", None)
        if role is None:
            raise QuestionError("history_invalid")
    if role not in ("user", "human"):
        return ""
    if isinstance(content, list):  # a browser sends parts: [{"type": "text", "text": ...}]
        parts = [p.get("text", "") for p in content if isinstance(p, Mapping)]
        return " ".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""
