"""What happens when a question is asked on the page: from the question to the page's updates."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from html import escape
from typing import Any, NamedTuple, cast

import gradio as gr

from assistant.answer import Answer, Citation, Event, Evidence, Words
from assistant.chain import Assistant
from assistant.models.choosing import is_open, public_name
from assistant.question import Question
from assistant.web.article_view import article_html
from assistant.web.chat_view import chat_html
from assistant.web.conversation import Conversation, Kept, Turn, history
from assistant.web.desk import Desk
from index.arabic import main_language
from index.errors import ArticleAssistantError
from index.messages import Language, message

_SHOWN_EVERY = 0.08
"""Seconds between two looks of a growing answer: smooth, and few messages."""
_NEAREST = 3
"""Passages that are offered where the article does not say."""

SKIP: Any = gr.skip()


class Update(NamedTuple):
    """New values of the page's parts, in the order of its outputs; SKIP leaves one as it is."""

    question: Any = SKIP
    chat: Any = SKIP
    article: Any = SKIP
    kept: Any = SKIP
    notice: Any = SKIP
    editing: Any = SKIP


def shown(
    assistant: Assistant, kept: Kept, talk: Conversation, language: Language, **others: Any
) -> Update:
    """The whole page after `talk` has become what was said on the assistant's article."""
    return Update(
        chat=chat_html(talk, language),
        article=article_html(assistant.article, talk, language),
        kept=kept.said(assistant.article, talk).plain(),
        **others,
    )


def notice_html(text: str) -> str:
    """A line above the question box that tells what is wrong or under way."""
    return f'<p class="notice" role="alert" dir="auto">{escape(text)}</p>' if text else ""


async def asked(
    desk: Desk,
    question: str,
    kept: Kept,
    before: Conversation,
    answerer: str,
    language: Language,
    client: str,
) -> AsyncGenerator[Update]:
    """Updates of the page while `answerer` answers `question`, which follows the turns `before`.

    The question waits its turn; the quotes are shown before the first word; closing this closes
    the answer's stream.
    """
    assistant = desk.assistant(kept.article)
    try:
        text = Question.parse(question).text
        desk.limits.questions.take(client)
    except ArticleAssistantError as error:
        # The question stays in its box, to be mended.
        yield Update(notice=notice_html(error.text(main_language(question, language))))
        return
    asking = Asking(assistant, kept, before, Turn(text, "stopped", ""), language)
    looking = message("interface", "looking", language)
    yield asking.update(looking, article=True, question="", notice="", editing=None)
    with desk.line.ticket() as places:
        async for ahead in places:
            waits = message("interface", "queue", language, ahead=ahead)
            yield asking.update(waits)
        async with aclosing(_answered(asking, answerer, desk)) as updates:
            async for update in updates:
                yield update


@dataclass(slots=True)
class Asking:
    """A question under way, and its turn as far as it has come."""

    assistant: Assistant
    kept: Kept
    before: Conversation
    turn: Turn
    language: Language

    def update(self, waiting: str | None, article: bool = False, **others: Any) -> Update:
        """The page as it stands; the article's panel only where its marks have changed."""
        talk = (*self.before, self.turn)
        read = self.assistant.article
        return Update(
            chat=chat_html(talk, self.language, waiting),
            article=article_html(read, talk, self.language) if article else SKIP,
            kept=self.kept.said(read, talk).plain(),
            **others,
        )


async def _answered(asking: Asking, answerer: str, desk: Desk) -> AsyncGenerator[Update]:
    writing = message("interface", "writing", asking.language)
    last_shown = 0.0
    said = history(asking.before)
    try:
        if not is_open(answerer):
            yield asking.update(message("interface", "opening", asking.language))
        speaking = await asyncio.to_thread(_speaking, asking.assistant, answerer)
        stream = speaking.astream(asking.turn.question, history=said)
        async with aclosing(cast("AsyncGenerator[Event]", stream)) as events:
            async for event in events:
                match event:
                    case Evidence(citations):
                        asking.turn = replace(asking.turn, citations=citations)
                        yield asking.update(writing, article=True)
                    case Words(text):
                        asking.turn = replace(asking.turn, text=asking.turn.text + text)
                        if time.monotonic() - last_shown >= _SHOWN_EVERY:
                            last_shown = time.monotonic()
                            yield asking.update(writing)
                    case Answer():
                        asking.turn = _turn(event, desk, asking.assistant)
                        yield asking.update(None, article=True)
    except ArticleAssistantError as error:
        told = error.text(main_language(asking.turn.question, asking.language))
        asking.turn = Turn(asking.turn.question, "failed", told)
        yield asking.update(None, article=True)


def _speaking(assistant: Assistant, answerer: str) -> Assistant:
    """The assistant on the same article whose answers `answerer` words. Raises ModelError."""
    return assistant if assistant.model == answerer else assistant.with_model(answerer)


def _turn(answer: Answer, desk: Desk, assistant: Assistant) -> Turn:
    """The turn that an answer makes; of an abstention with the passages that come nearest."""
    citations = answer.citations
    if answer.abstained:
        near = desk.nearest(assistant.article.id, answer.question, _NEAREST)
        others = [p for p in near if all(p.start != c.start for c in citations)]
        more = others[: max(0, _NEAREST - len(citations))]
        citations += tuple(
            Citation(number, p.text, p.start, p.end)
            for number, p in enumerate(more, start=len(citations) + 1)
        )
    return Turn(
        answer.question,
        "abstained" if answer.abstained else "answered",
        answer.text,
        citations,
        answer.confidence,
        public_name(answer.model),
    )
