"""What the page does on each event. Event data is hostile input: any client can make it up."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import gradio as gr

from assistant import feedback
from assistant.models.choosing import public_name
from assistant.suggesting import suggested_questions
from assistant.web import adding, export
from assistant.web.answerers import picker_html, where_html
from assistant.web.asking import SKIP, Update, asked, notice_html, shown
from assistant.web.chat_view import chat_html
from assistant.web.conversation import Kept, read_kept
from assistant.web.desk import Desk
from assistant.web.frame import suggestions_html
from assistant.web.guard import client_address
from index.errors import ArticleAssistantError
from index.messages import Language, message

_LONGEST_REMARK = 1000

Shelved = tuple[Any, ...]
"""An Update, then the list of articles, what is told of adding, and the two boxes' values."""


@dataclass(frozen=True, slots=True)
class Handlers:
    """The handlers of one page, whose controls are in `language`."""

    desk: Desk
    language: Language

    async def ask(
        self,
        question: str,
        stored: object,
        editing: object,
        chosen: object,
        request: gr.Request,
        event: gr.EventData,
    ) -> AsyncGenerator[Update]:
        """Answer the question in the box, a suggested one, or an earlier one anew."""
        kept = self._kept(stored)
        if self._is_gone(kept):  # another article is not asked in its place
            yield self._shown(kept)
            return
        talk = kept.talk(self.desk.assistant(kept.article).article)
        data, turn = _data(event), _turn_of(event, len(talk))
        suggestion, keeps_box = data.get("question"), True
        if isinstance(suggestion, str):
            question = suggestion
        elif turn is not None:
            question, talk = talk[turn].question, talk[:turn] if turn == len(talk) - 1 else talk
        else:
            keeps_box = False
            talk = talk[:editing] if isinstance(editing, int) else talk
        answerer = self.desk.answerer(chosen)
        updates = asked(self.desk, question, kept, talk, answerer, self.language, _client(request))
        async with aclosing(updates):
            async for update in updates:
                # What was being typed when another way to ask was pressed is left in its box.
                yield update._replace(question=SKIP) if keeps_box else update

    def choose(self, event: gr.EventData) -> tuple[str, str]:
        """Let another of the answerers answer from now on; where the text goes then."""
        answerer = self.desk.answerer(_data(event).get("value"))
        return public_name(answerer), where_html(answerer, self.language)

    def chosen(self, chosen: object) -> tuple[str, str]:
        """Show the answerer that this browser kept."""
        answerer = self.desk.answerer(chosen)
        picker = picker_html(self.desk.answerers, answerer, self.language)
        return picker, where_html(answerer, self.language)

    def stop(self, stored: object) -> Update:
        """Show what was written by the time the answer was stopped or broke off."""
        return self._shown(self._kept(stored))

    def open(self, stored: object) -> Update:
        """Show the conversation that this browser kept, when the page is opened."""
        return self._shown(self._kept(stored))

    async def suggest(self, stored: object) -> str:
        """Questions that the open article answers."""
        assistant = self.desk.assistant(self._kept(stored).article)
        found = await asyncio.to_thread(suggested_questions, assistant, self.language)
        return suggestions_html(found, self.language)

    async def add_file(
        self, given: str | None, stored: object, request: gr.Request
    ) -> AsyncGenerator[Shelved]:
        """Add the article in an uploaded file, and open it."""
        async for shelved in self._adding("file", given or "", stored, request):
            yield shelved

    async def add_text(
        self, given: str, stored: object, request: gr.Request
    ) -> AsyncGenerator[Shelved]:
        """Add the article whose text was pasted, and open it."""
        async for shelved in self._adding("text", given, stored, request):
            yield shelved

    async def add_address(
        self, given: str, stored: object, request: gr.Request
    ) -> AsyncGenerator[Shelved]:
        """Fetch the article at an address, add and open it."""
        async for shelved in self._adding("address", given, stored, request):
            yield shelved

    async def _adding(
        self, kind: adding.Kind, given: str, stored: object, request: gr.Request
    ) -> AsyncGenerator[Shelved]:
        kept = self._kept(stored)
        steps = adding.added(self.desk, kind, given, self.language, _client(request))
        async with aclosing(steps):
            async for step in steps:
                if isinstance(step, str):
                    yield (*Update(), SKIP, step, SKIP, SKIP)
                    continue
                done = escape(message("interface", "added", self.language))
                told = f'<p class="added">{done}</p>'
                yield (*self._opened(kept.adding(step.id)), told, "", "")

    def shelve(self, stored: object) -> str:
        """The list of this reader's articles."""
        return self._shelf(self._kept(stored))

    def select(self, stored: object, event: gr.EventData) -> Shelved:
        """Open another of the reader's articles."""
        kept = self._kept(stored)
        named = str(_data(event).get("id", ""))
        return (*self._opened(replace(kept, article=named)), "", SKIP, SKIP)

    def delete(self, stored: object, event: gr.EventData) -> Shelved:
        """Take one of the reader's articles away, and what was said on it."""
        kept = self._kept(stored)
        named = str(_data(event).get("id", ""))
        if named in kept.added or self.desk.lists_all:
            self.desk.forget(named)
            kept = kept.without(named)
        return (*self._opened(kept), "", SKIP, SKIP)

    def _opened(self, kept: Kept) -> tuple[Any, ...]:
        update = self._shown(kept)
        return (*update, self._shelf(self._kept(update.kept)))

    def _shelf(self, kept: Kept) -> str:
        open_id = self.desk.assistant(kept.article).article.id
        return adding.shelf_html(self.desk.articles(kept.added), open_id, self.language)

    def edit(self, stored: object, event: gr.EventData) -> Update:
        """Put an earlier question into the box, to be asked in another form."""
        kept = self._kept(stored)
        talk = kept.talk(self.desk.assistant(kept.article).article)
        turn = _turn_of(event, len(talk))
        if turn is None:
            return Update()
        told = message("interface", "editing", self.language, turn=turn + 1)
        cancel = escape(message("interface", "cancel", self.language))
        return Update(
            question=talk[turn].question,
            chat=chat_html(talk, self.language, editing=turn),
            notice=f'<p class="notice calm">{escape(told)} <button type="button" class="plain"'
            f' data-do="cancel">{cancel}</button></p>',
            editing=turn,
        )

    def cancel_edit(self, stored: object) -> Update:
        """Leave the question that was being edited as it was."""
        return self._shown(self._kept(stored), question="")

    def start_anew(self, stored: object) -> Update:
        """Forget what was said on the open article."""
        kept = self._kept(stored)
        assistant = self.desk.assistant(kept.article)
        return shown(assistant, kept, (), self.language, notice="", editing=None)

    def rate(self, stored: object, request: gr.Request, event: gr.EventData) -> Update:
        """Keep what the reader thinks of an answer: a thumb, then perhaps a remark."""
        kept, data = self._kept(stored), _data(event)
        article = self.desk.assistant(kept.article).article
        talk = list(kept.talk(article))
        number = _turn_of(event, len(talk))
        if number is None or talk[number].outcome not in ("answered", "abstained"):
            return Update()
        pressed, remark = data.get("name"), data.get("remark")
        turn = talk[number]
        if pressed in ("up", "down"):
            turn, remark = replace(turn, rating=pressed, remarked=False), ""
        elif turn.rating and isinstance(remark, str):
            turn = replace(turn, remarked=True)
        else:
            return Update()
        try:
            self.desk.limits.questions.take(_client(request))
            feedback.append(
                feedback.Rated(
                    article=article,
                    asked=(*(t.question for t in talk[:number]), turn.question),
                    text=turn.text,
                    citations=turn.citations,
                    abstained=turn.outcome == "abstained",
                    is_good=turn.rating == "up",
                    remark=str(remark)[:_LONGEST_REMARK],
                    model=turn.model,
                )
            )
        except ArticleAssistantError as error:
            return Update(notice=notice_html(error.text(self.language)))
        talk[number] = turn
        return self._shown(kept.said(article, tuple(talk)))

    def export(self, stored: object, event: gr.EventData) -> dict[str, str] | None:
        """The conversation as a file for the browser to save: name, type and text."""
        kept = self._kept(stored)
        article = self.desk.assistant(kept.article).article
        talk, name = kept.talk(article), export.file_name(article)
        if _data(event).get("format") == "json":
            text = export.as_json(article, talk)
            return {"name": f"{name}.json", "type": "application/json", "text": text}
        text = export.as_markdown(article, talk, self.language)
        return {"name": f"{name}.md", "type": "text/markdown", "text": text}

    def _kept(self, stored: object) -> Kept:
        """What the browser keeps. A server that was started on another article opens that one."""
        kept, first = read_kept(stored), self.desk.first.article.id
        other = kept.served not in ("", first)
        return replace(kept, served=first, article="" if other else kept.article)

    def _is_gone(self, kept: Kept) -> bool:
        """Whether the article that was open has been taken away, in another window perhaps."""
        return kept.article not in ("", self.desk.assistant(kept.article).article.id)

    def _shown(self, kept: Kept, **others: Any) -> Update:
        assistant = self.desk.assistant(kept.article)
        talk = kept.talk(assistant.article)
        notice = message("interface", "gone", self.language) if self._is_gone(kept) else ""
        cleared = {"notice": notice_html(notice), "editing": None, **others}
        return shown(assistant, kept, talk, self.language, **cleared)


def _client(request: gr.Request) -> str:
    return client_address(request.request.scope) if request.request else ""


def _data(event: gr.EventData) -> dict[str, object]:
    """What came with an event: nothing, of a plain press."""
    data = event._data
    return data if isinstance(data, dict) else {}


def _turn_of(event: gr.EventData, turns: int) -> int | None:
    """The turn (from 0) that an event is about, where it is one of so many."""
    named = str(_data(event).get("turn", ""))
    number = int(named) if named.isascii() and named.isdigit() and len(named) < 6 else turns
    return number if number < turns else None
