"""What was said on the page: how it is held, how the browser keeps it, what comes back from there.

The conversation lives in the reader's browser alone and travels with each question, so that the
server holds nothing of it. What comes back is hostile input: it is checked against the article, and
a quote is never taken from it, only the offsets of one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypedDict, cast, get_args

from assistant.answer import Citation
from assistant.question import LIMIT
from index.article import Article
from index.splitting import Passage

Outcome = Literal["answered", "abstained", "failed", "stopped"]
Rating = Literal["", "up", "down"]

_MOST_TURNS = 200
_MOST_TALKS = 30
_LONGEST_TEXT = 20_000
_MOST_CITATIONS = 30


class Message(TypedDict):
    """One message in the form that `Assistant.ask` takes."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it."""

    question: str
    outcome: Outcome
    text: str
    """The answer; of a failure, what went wrong; of a stopped answer, what was written by then."""
    citations: tuple[Citation, ...] = ()
    """The proof; of an abstention, the passages that come nearest."""
    confidence: float = 0.0
    model: str = ""
    rating: Rating = ""
    remarked: bool = False
    """Whether the reader has told why it was rated so."""


Conversation = tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What the browser keeps: the article that is open and the conversation on each article."""

    article: str
    """The open article's id; empty for the one that the server was started with."""
    talks: Mapping[str, object]
    """Conversations by article id, the latest last, as they came: unchecked."""
    added: tuple[str, ...] = ()
    """The ids of the articles that this reader has added, in their order."""
    served: str = ""
    """The id of the article that the server was started with by then; empty where unknown."""

    def talk(self, article: Article) -> Conversation:
        """The conversation on `article`, without whatever in it is not one."""
        said = self.talks.get(article.id)
        if not isinstance(said, list):
            return ()
        turns = (_turn(value, article) for value in said[-_MOST_TURNS:])
        return tuple(turn for turn in turns if turn is not None)

    def said(self, article: Article, talk: Conversation) -> "Kept":
        """This, with `article` open and `talk` as its conversation."""
        others = {name: said for name, said in self.talks.items() if name != article.id}
        recent = dict(list(others.items())[-(_MOST_TALKS - 1) :])
        plain = [_plain(turn) for turn in talk[-_MOST_TURNS:]]
        talks = {**recent, article.id: plain} if plain else recent
        return replace(self, article=article.id, talks=talks)

    def adding(self, article_id: str) -> "Kept":
        """This, with that article among the added ones, and open."""
        others = tuple(name for name in self.added if name != article_id)
        return replace(self, article=article_id, added=(*others, article_id)[-_MOST_TALKS:])

    def without(self, article_id: str) -> "Kept":
        """This, with that article and the conversation on it forgotten."""
        talks = {name: said for name, said in self.talks.items() if name != article_id}
        added = tuple(name for name in self.added if name != article_id)
        article = "" if self.article == article_id else self.article
        return replace(self, article=article, talks=talks, added=added)

    def plain(self) -> dict[str, object]:
        """This as the browser stores it."""
        talks, added = dict(self.talks), list(self.added)
        return {"article": self.article, "talks": talks, "added": added, "served": self.served}


def read_kept(value: object) -> Kept:
    """What a browser sent, as far as it has the right form."""
    if not isinstance(value, Mapping):
        return Kept("", {})
    article, talks, added = value.get("article"), value.get("talks"), value.get("added")
    kept, served = talks if isinstance(talks, Mapping) else {}, value.get("served")
    return Kept(
        article if isinstance(article, str) else "",
        {str(name): said for name, said in list(kept.items())[-_MOST_TALKS:]},
        tuple(name for name in added[-_MOST_TALKS:] if isinstance(name, str))
        if isinstance(added, list)
        else (),
        served if isinstance(served, str) else "",
    )


def history(turns: Conversation) -> list[Message]:
    """The questions that were answered and their answers, for a follow-up question."""
    said: list[Message] = []
    for turn in turns:
        if turn.outcome in ("answered", "abstained"):
            said.append({"role": "user", "content": turn.question})
            said.append({"role": "assistant", "content": turn.text})
    return said


def _plain(turn: Turn) -> dict[str, object]:
    return {
        "question": turn.question,
        "outcome": turn.outcome,
        "text": turn.text,
        "citations": [_span(citation) for citation in turn.citations],
        "confidence": turn.confidence,
        "model": turn.model,
        "rating": turn.rating,
        "remarked": turn.remarked,
    }


def _turn(value: object, article: Article) -> Turn | None:
    """A kept turn, or None where it is none: hostile input, read field by field."""
    if not isinstance(value, Mapping):
        return None
    question, text, outcome = value.get("question"), value.get("text"), value.get("outcome")
    model, confidence = value.get("model", ""), value.get("confidence", 0.0)
    if not (isinstance(question, str) and isinstance(text, str) and isinstance(model, str)):
        return None
    if not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
        return None
    if outcome not in get_args(Outcome) or len(question) > LIMIT or len(text) > _LONGEST_TEXT:
        return None
    citations = _citations(value.get("citations"), article)
    rating = value.get("rating", "")
    if citations is None or rating not in get_args(Rating):
        return None
    return Turn(
        question,
        cast("Outcome", outcome),
        text,
        citations,
        float(confidence),
        model[:200],
        cast("Rating", rating),
        value.get("remarked") is True,
    )


def _span(citation: Citation) -> list[int]:
    phrase = citation.phrase
    return [citation.start, citation.end, *((phrase.start, phrase.end) if phrase else ())]


def _citations(value: object, article: Article) -> tuple[Citation, ...] | None:
    """Citations at the kept offsets, quoting the article; None where one lies outside of it.

    A marked phrase's offsets come behind those of its quote.
    """
    if not isinstance(value, list) or len(value) > _MOST_CITATIONS:
        return None
    found: list[Citation] = []
    for number, span in enumerate(value, start=1):
        if not isinstance(span, list) or not _is_span(span[:2], 0, len(article.text)):
            return None
        start, end, *marked = span
        if marked and not _is_span(marked, start, end):
            return None
        phrase = Passage(article.text[slice(*marked)], *marked) if marked else None
        found.append(Citation(number, article.text[start:end], start, end, phrase))
    return tuple(found)


def _is_span(span: list[Any], least: int, most: int) -> bool:
    return (
        len(span) == 2
        and all(isinstance(at, int) and not isinstance(at, bool) for at in span)
        and least <= span[0] < span[1] <= most
    )
