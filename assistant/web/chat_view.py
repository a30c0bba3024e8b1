"""The conversation as HTML. All that was said is hostile data, and escaped."""

import re
from html import escape

from assistant.answer import Citation
from assistant.models.choosing import EXTRACTIVE
from assistant.phrasing import abstention
from assistant.web.answerers import answerer_name
from assistant.web.conversation import Conversation, Turn
from assistant.web.direction import spoken
from index.arabic import main_language
from index.messages import Language, message

# A quote with the number that cites it, or the beginning of one that is still being written.
_QUOTE = re.compile(r"\s*(«.*?(?:» \[\d+\]|$))\s*", re.DOTALL)
_NUMBER = re.compile(r"\[(\d+)\]")
_EVENTS = {"up": "like", "down": "like"}
"""Gradio's names for what a tool does, where they are others."""
_LONG_QUOTE = 60
"""Characters from which a quote stands apart even in an answer of its own language."""


def chat_html(
    talk: Conversation, language: Language, waiting: str | None = None, editing: int | None = None
) -> str:
    """The turns in their order, controls in `language`.

    Args:
        talk: what was said; the last turn may still be written.
        language: of the interface.
        waiting: what the last turn waits for, a sentence; None when nothing is under way.
        editing: the turn (from 0) whose question is being edited.
    """
    if not talk:
        empty = escape(message("interface", "chat_empty", language))
        return f'<p class="empty">{empty}</p>'
    last = len(talk) - 1
    items = "".join(
        _turn(n, turn, language, waiting if n == last else None, n == editing)
        for n, turn in enumerate(talk)
    )
    return f'<ol class="turns">{items}</ol>'


def _turn(number: int, turn: Turn, language: Language, waiting: str | None, is_edited: bool) -> str:
    asked = message("interface", "you_asked", language)
    edit = "" if waiting is not None else _tool("edit", number, language)
    state = "pending" if waiting is not None else turn.outcome
    edited = " edited" if is_edited else ""
    return (
        f'<li class="turn{edited}" id="turn-{number}" tabindex="-1">'
        f'<div class="asked"><span class="unseen">{escape(asked)}</span>'
        f"<p {spoken(turn.question)}>{escape(turn.question)}</p>"
        f'<div class="tools">{edit}</div></div>'
        f'<div class="answer {state}" data-turn="{number}" data-text="{_attribute(turn.text)}">'
        f'<span class="unseen">{escape(message("interface", "answer", language))}</span>'
        f"{_reply(number, turn, language, waiting)}</div></li>"
    )


def _reply(number: int, turn: Turn, language: Language, waiting: str | None) -> str:
    if waiting is not None:
        evidence = _evidence(number, turn.citations, language)
        return f"{evidence}{_said(number, turn, language)}{_waiting(waiting)}"
    match turn.outcome:
        case "answered":
            body = _said(number, turn, language)
        case "abstained":
            body = _abstained(number, turn, language)
        case "failed":
            body = f'<p class="notice" dir="auto">{escape(turn.text)}</p>'
        case "stopped":
            told = escape(message("interface", "stopped", language))
            body = f'{_said(number, turn, language)}<p class="notice">{told}</p>'
    return body + _tools(number, turn, language)


def _waiting(what: str) -> str:
    dots = '<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>'
    return f'<p class="waiting">{dots} {escape(what)}</p>'


def quotes_apart(text: str) -> str:
    """`text` with every quote of the other language on a line of its own, for plain text.

    Each line is drawn in its own direction, so an Arabic quote in an English answer reads from
    the right, its number behind it; within the English line the two would be mingled.
    """
    frame = main_language(_QUOTE.sub(" ", text))

    def placed(found: re.Match[str]) -> str:
        return found.group() if main_language(found[1]) == frame else f"\n{found[1]}\n"

    return _QUOTE.sub(placed, text).replace("\n\n", "\n").strip()


def _evidence(number: int, citations: tuple[Citation, ...], language: Language) -> str:
    """The numbers of the quotes, which are marked before the first word is written."""
    if not citations:
        return ""
    found = escape(message("interface", "evidence", language))
    links = " ".join(_link(number, c.number, language) for c in citations)
    return f'<p class="evidence">{found} {links}</p>'


def _said(number: int, turn: Turn, language: Language) -> str:
    """The answer's text: each paragraph and each longer quote in a direction of its own."""
    known = {citation.number for citation in turn.citations}
    phrases = [citation.phrase.text for citation in turn.citations if citation.phrase]
    frame = main_language(_QUOTE.sub(" ", turn.text))
    blocks: list[str] = []
    for n, piece in enumerate(_QUOTE.split(turn.text)):
        if not piece.strip():
            continue
        written = _linked(number, piece.strip(), known, language, phrases if n % 2 else [])
        apart = len(piece) > _LONG_QUOTE or main_language(piece) != frame
        if n % 2 == 0:
            blocks.append(f"<p {spoken(piece, frame)}>{written}</p>")
        elif apart or not blocks:
            blocks.append(f"<blockquote {spoken(piece)}>{written}</blockquote>")
        else:
            blocks[-1] = f"{blocks[-1].removesuffix('</p>')} {written}</p>"
    return "".join(blocks)


def _abstained(number: int, turn: Turn, language: Language) -> str:
    """That the article does not say, and what comes nearest: plainly not an answer."""
    said = abstention(main_language(turn.question))
    nearest = escape(message("interface", "nearest", language))
    passages = "".join(
        f"<li><blockquote {spoken(cited.quote)}>{escape(' '.join(cited.quote.split()))} "
        f"{_link(number, cited.number, language)}</blockquote></li>"
        for cited in turn.citations
    )
    shown = f'<p class="nearest">{nearest}</p><ul>{passages}</ul>' if passages else ""
    return f'<p class="silent" {spoken(said)}>{escape(said)}</p>{shown}'


def _linked(number: int, text: str, known: set[int], language: Language, phrases: list[str]) -> str:
    """Escaped text whose [n] are buttons that show the quote; a number of no quote stays text.

    The first of each of `phrases` is bold.
    """

    def link(found: re.Match[str]) -> str:
        cited = int(found[1])
        return _link(number, cited, language) if cited in known else found.group()

    written = escape(text, quote=False)
    for phrase in (escape(phrase, quote=False) for phrase in phrases):
        written = written.replace(phrase, f"<strong>{phrase}</strong>", 1)
    return _NUMBER.sub(link, written).replace("\n", "<br>")


def _link(turn: int, number: int, language: Language) -> str:
    label = escape(message("interface", "to_quote", language, number=number), quote=True)
    return (
        f'<button type="button" class="cite" data-turn="{turn}" data-number="{number}"'
        f' aria-label="{label}">[{number}]</button>'
    )


def _confidence(turn: Turn, language: Language) -> str:
    told = message("interface", "confidence", language, percent=round(turn.confidence * 100))
    return f'<span class="confidence">{escape(told)}</span>'


def _worded_by(turn: Turn, language: Language) -> str:
    """The model whose words these are: one reader may ask several."""
    if turn.model in ("", EXTRACTIVE):
        return ""
    told = message("interface", "worded_by", language, model=answerer_name(turn.model, language))
    return f'<span class="confidence">{escape(told)}</span>'


def _tools(number: int, turn: Turn, language: Language) -> str:
    names = ["copy", "retry"] if turn.text else ["retry"]
    tools = "".join(_tool(name, number, language) for name in names)
    answered = turn.outcome == "answered"
    rating = _rating(number, turn, language) if answered or turn.outcome == "abstained" else ""
    sure = _confidence(turn, language) + _worded_by(turn, language) if answered else ""
    return f'<div class="tools">{tools}{rating}{sure}</div>'


def _rating(number: int, turn: Turn, language: Language) -> str:
    """Two thumbs; once one is pressed, a form for a remark."""
    thumbs = "".join(
        _tool(name, number, language, pressed=turn.rating == name) for name in ("up", "down")
    )
    if not turn.rating:
        return thumbs
    remark, send, rated = (
        escape(message("interface", key, language), quote=True)
        for key in ("remark", "send_remark", "rated")
    )
    if turn.remarked:
        return f'{thumbs}<span class="rated" role="status">{rated}</span>'
    return (
        f'{thumbs}<form class="remark" data-turn="{number}">'
        f'<input name="remark" maxlength="1000" dir="auto" autocomplete="off"'
        f' placeholder="{remark}" aria-label="{remark}">'
        f'<button type="submit" class="plain">{send}</button></form>'
    )


def _tool(name: str, number: int, language: Language, pressed: bool | None = None) -> str:
    """A button that bears a sign; `pressed` where it stays down."""
    label = escape(message("interface", name, language), quote=True)
    state = "" if pressed is None else f' aria-pressed="{str(pressed).lower()}"'
    return (
        f'<button type="button" class="tool {name}" data-do="{_EVENTS.get(name, name)}"'
        f' data-turn="{number}" data-name="{name}"'
        f' title="{label}" aria-label="{label}"{state}></button>'
    )


def _attribute(text: str) -> str:
    return escape(text, quote=True).replace("\n", "&#10;")
