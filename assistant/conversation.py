"""Follow-ups: making a question that leans on the last ones stand alone.

Without a model, the words of what it leans on are added to it. A model's rewording is taken where
it can be trusted (`assistant.grounding.rewording`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.question import MARK, Kind, Question
from index.arabic import normalise, words
from index.errors import QuestionError
from index.stopwords import STOPWORDS

History = Sequence[Mapping[str, object] | Sequence[object]]
"""Earlier turns, oldest first: messages with `role` and `content`, or (question, answer) pairs."""

_TURNS = 6
"""How many earlier questions are looked at; older ones no longer belong to the subject."""

LONGEST = 300
"""Characters of a turn that a model is told."""

_CONTEXT = 150
"""Characters of the questions before a follow-up that a reader is told: the last ones."""

_MARKS = " .!?؟"

_LEANS = re.compile(
    r"^(?:and|but|so|what about|how about|what of|then|also)\b"
    r"|^(?:و|ف)(?:ماذا|ما|من|متي|اين|كيف|كم|هل|لماذا|في|علي|عن|بم|لم|بماذا|بكم|لمن|اي|بعد|مين|شو|شنو"
    r"|ايش|ايه|كام|بكام|شحال|بشحال|فين|وين|ليه|ليش|علاش|امتي|ايمتي|ازاي|شلون|بعدين|بعدها)\b"
    r"|^(?:وال|ماذا عن|و )"
    r"|\b(?:it|its|he|him|his|she|her|they|them|their|that|this|those|these|there)\b"
    r"|\b(?:ذلك|هناك|عنه|عنها|فيه|فيها|منه|منها|بينهما|لهما|معه|معها|معهم|بعده|قبله)\b"
)


def condense(question: Question, history: History | None) -> Question:
    """`question` with the words of the questions it leans on; itself when it stands alone.

    Its text is for looking up: their words are put behind its own. For a reader that knows grammar
    all are kept as they were asked, in `in_context`. What it asks for stays its own, unless it
    names nothing to ask for ("and on the other side?"), when it is what was asked before.

    Raises QuestionError when the history is not a list of turns.
    """
    earlier = _questions(history)
    text, kind = question.text, question.kind
    current, context = question, ""
    for previous in reversed(earlier):
        if not _leans(current):
            break
        if kind is Kind.OTHER or (kind is Kind.PERSON and previous.kind is Kind.PERSONS):
            kind = previous.kind
        text = f"{text.rstrip(_MARKS)} {_subject(previous.text)}".strip()
        text += MARK[question.language]
        context = f"{previous.marked} {context}"
        current = previous
    if not context:
        return question
    told = re.sub(r"^\S*\s+", "", context[-_CONTEXT:]) if len(context) > _CONTEXT else context
    return replace(question, text=text, kind=kind, in_context=told + question.marked)


def meanings(question: Question, condensed: Question) -> list[Question]:
    """What `question` may ask: `condensed`, and also itself alone where it has words of its own.

    "Will they meet again?" may be asked of what was spoken of last, or of the article.
    """
    alone = condensed != question and _subject(question.text)
    return [condensed, question] if alone else [condensed]


def leans_on(question: Question, history: History | None) -> list[str]:
    """What was said last, oldest first, where `question` leans on it; else nothing.

    At most the last turns, each cut to some hundred characters.

    Raises QuestionError when the history is not a list of turns.
    """
    if condense(question, history).text == question.text:
        return []
    said = [text for _, text in _turns(history) if text]
    return [" ".join(text.split())[:LONGEST] for text in said[-_TURNS:]]


def _leans(question: Question) -> bool:
    """Whether a question refers to what was said, or has no word of its own: "when?"."""
    return not _subject(question.text) or bool(_LEANS.search(normalise(question.text)))


def _subject(text: str) -> str:
    return " ".join(word for word in words(text) if word not in STOPWORDS)


def _questions(history: History | None) -> list[Question]:
    """The user's last questions in a history, of whichever form, however long it is."""
    asked = [text for role, text in _turns(history) if text and role in ("user", "human")]
    found: list[Question] = []
    for text in asked[-_TURNS:]:
        try:
            found.append(Question.parse(text))
        except QuestionError:
            continue  # an earlier question that was refused is nothing to lean on
    return found


def _turns(history: History | None) -> list[tuple[object, str]]:
    """Who said what, in order. Raises QuestionError when the history is not a list of turns."""
    if history is None:
        return []
    if isinstance(history, str | bytes | Mapping) or not isinstance(history, Sequence):
        raise QuestionError("history_invalid")
    return [said for turn in history for said in _said(turn)]


def _said(turn: object) -> list[tuple[object, str]]:
    if isinstance(turn, Mapping):
        return [(turn.get("role"), _text(turn.get("content")))]
    if isinstance(turn, Sequence) and not isinstance(turn, str) and len(turn) == 2:
        return [("user", _text(turn[0])), ("assistant", _text(turn[1]))]
    role = getattr(turn, "type", None)
    if role is None:
        raise QuestionError("history_invalid")
    return [(role, _text(getattr(turn, "content", None)))]


def _text(content: object) -> str:
    if isinstance(content, list):  # a browser sends parts: [{"type": "text", "text": ...}]
        parts = [p.get("text", "") for p in content if isinstance(p, Mapping)]
        return " ".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""
