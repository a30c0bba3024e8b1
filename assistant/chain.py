"""The conversation as one chain: condense the follow-up -> retrieve -> read -> answer.

A follow-up that may stand alone is looked up and read both ways, and the surer reading answers.

Where a language model was chosen, it then words the answer; what it says goes through
`assistant.grounding`, sentence by sentence, before anyone reads it.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from langchain_core.documents import Document
from langchain_core.runnables import Runnable, RunnableLambda
from langsmith import tracing_context

from assistant.answer import Answer, Event, Evidence, Replaced, Words
from assistant.conversation import History, condense, leans_on, meanings
from assistant.grounding.rewording import reworded
from assistant.grounding.wording import Wording
from assistant.models.choosing import EXTRACTIVE, LanguageModel, check_name, open_model
from assistant.models.prompting import answer_prompt, condense_prompt, passages_to_give
from assistant.models.speaking import Speech, SpeechFailed
from assistant.phrasing import phrase, phrase_date
from assistant.question import Kind, Question
from assistant.reading.reader import ExtractiveReader, Reader, Reading
from index.article import Article
from index.article_index import ArticleIndex
from index.retriever import as_hit
from index.splitting import Passage

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

CANDIDATES = 24
"""Passages that the reader is given: most of a wire story's."""

_PIECE = re.compile(r"\S+\s*")


class Assistant:
    """Answers questions about one article. Safe to share between threads.

    Args:
        index: the article's index.
        model: the answerer: "extractive", a language model's name (see `assistant.models`) or the
            model itself; ARTICLE_ASSISTANT_MODEL, else "extractive", when None.
        reader: what chooses the sentences that answer; the extractive reader when None.

    Raises:
        ModelError: the answerer is not known, not installed or cannot be used.

    Example:
        >>> from index import Article, ArticleIndex
        >>> assistant = Assistant(ArticleIndex.build(Article.load("alaska-summit")))
        >>> assistant.ask("who attended?").citations[0].number
        1
    """

    def __init__(
        self,
        index: ArticleIndex,
        model: str | LanguageModel | None = None,
        reader: Reader | None = None,
    ) -> None:
        self._model = model if isinstance(model, LanguageModel) else _opened(model)
        self._index = index
        self._reader = reader or ExtractiveReader(index)
        self._chain = self._build_chain()

    @property
    def article(self) -> Article:
        """The article that is asked."""
        return self._index.article

    @property
    def index(self) -> ArticleIndex:
        """The index of the article that is asked."""
        return self._index

    @property
    def model(self) -> str:
        """The answerer's name."""
        return EXTRACTIVE if self._model is None else self._model.name

    @property
    def remote(self) -> bool:
        """Whether the passages of the article and the questions leave this machine."""
        return self._model is not None and self._model.remote

    def with_model(self, model: str | LanguageModel) -> "Assistant":
        """An assistant on the same article whose answers another model words. Raises ModelError."""
        return Assistant(self._index, model, self._reader)

    def ask(self, question: str, history: History | None = None) -> Answer:
        """Answer a question, or say that the article does not.

        Args:
            question: 1 to 2,000 characters, in Arabic or English.
            history: earlier turns, oldest first: messages with `role` and `content`, or pairs.

        Raises:
            QuestionError: the question or the history is not usable.
        """
        return _last(list(self.stream(question, history)))

    async def aask(self, question: str, history: History | None = None) -> Answer:
        """`ask` for asyncio: the work is done in threads, the loop stays free."""
        return _last([event async for event in self.astream(question, history)])

    def stream(self, question: str, history: History | None = None) -> Iterator[Event]:
        """Answer piece by piece: the Evidence, then Words as they are certain, then the Answer.

        Closing the iterator stops a language model that still writes.
        """
        turn = _turn(question, history)
        turn["reworded"] = self._reworded(turn)
        with tracing_context(enabled=False):
            turn = self._chain.invoke(turn)
        wording = self._wording(turn)
        if wording is None or self._model is None:
            yield from _events(turn["answer"])
            return
        yield from wording.open()
        failure: Replaced | None = None
        given = _given(turn)
        while given:
            failure = None
            try:
                with Speech(self._model, self._told(turn, given, wording)) as speech:
                    for piece in speech:
                        yield from wording.feed(piece)
                        if wording.over:
                            break
            except SpeechFailed as failed:
                failure = failed.reason
            given = _fewer(given, failure, wording)
        yield from wording.finish(failure)

    async def astream(self, question: str, history: History | None = None) -> AsyncIterator[Event]:
        """`stream` for asyncio; cancelling it stops the model at once, even before its
        first word."""
        turn = _turn(question, history)
        turn["reworded"] = await self._areworded(turn)
        with tracing_context(enabled=False):
            turn = await self._chain.ainvoke(turn)
        wording = self._wording(turn)
        if wording is None or self._model is None:
            for event in _events(turn["answer"]):
                yield event
            return
        for event in wording.open():
            yield event
        failure: Replaced | None = None
        given = _given(turn)
        while given:
            failure = None
            try:
                messages = await asyncio.to_thread(self._told, turn, given, wording)
                with Speech(self._model, messages) as speech:
                    async for piece in speech:
                        for event in await asyncio.to_thread(list, wording.feed(piece)):
                            yield event
                        if wording.over:
                            break
            except SpeechFailed as failed:
                failure = failed.reason
            given = _fewer(given, failure, wording)
        for event in await asyncio.to_thread(list, wording.finish(failure)):
            yield event

    def _reworded(self, turn: dict[str, Any]) -> str:
        """A follow-up in the model's words, to stand alone; empty where there is none."""
        if self._model is None:
            return ""
        said = leans_on(turn["question"], turn["history"])
        if not said:
            return ""
        try:
            with Speech(self._model, condense_prompt(turn["question"], said)) as speech:
                return "".join(speech)
        except SpeechFailed:  # the rules of `condense` do without
            return ""

    async def _areworded(self, turn: dict[str, Any]) -> str:
        """`_reworded` for asyncio."""
        if self._model is None:
            return ""
        said = leans_on(turn["question"], turn["history"])
        if not said:
            return ""
        try:
            with Speech(self._model, condense_prompt(turn["question"], said)) as speech:
                return "".join([piece async for piece in speech])
        except SpeechFailed:
            return ""

    def _wording(self, turn: dict[str, Any]) -> Wording | None:
        """What a model's words go through; None where no model is to speak.

        Whether the article answers is decided by the reader, not by a model's good will.
        """
        answer: Answer = turn["answer"]
        if self._model is None or answer.abstained or not answer.citations:
            return None
        kind = turn["condensed"].kind
        return Wording(answer, kind, self._model.name, self._index.embeddings)

    def _told(
        self, turn: dict[str, Any], given: list[Passage], wording: Wording
    ) -> "list[BaseMessage]":
        """What the model is told. Raises SpeechFailed when it does not fit its context."""
        assert self._model is not None
        messages, sent = answer_prompt(self._model, turn["condensed"], given, self.article.language)
        wording.listen(sent)
        return messages

    def _build_chain(self) -> Runnable[dict[str, Any], dict[str, Any]]:
        retriever = self._index.as_retriever(CANDIDATES)

        def retrieve(turn: dict[str, Any]) -> list[Document]:
            return retriever.invoke(turn["condensed"].text)

        def read(turn: dict[str, Any]) -> Reading:
            return self._reader.read(turn["condensed"], [as_hit(d) for d in turn["documents"]])

        find = _adding("documents", retrieve) | _adding("reading", read)

        def surest(turn: dict[str, Any]) -> dict[str, Any]:
            meant = meanings(turn["question"], turn["condensed"])
            found = [find.invoke({**turn, "condensed": question}) for question in meant]
            return max(found, key=lambda turn: turn["reading"].confidence)

        def answer(turn: dict[str, Any]) -> Answer:
            published = self.article.date
            if turn["condensed"].kind is Kind.PUBLISHED and published is not None:
                return phrase_date(turn["question"], published)
            return phrase(turn["question"], turn["condensed"], turn["reading"])

        return _adding("condensed", _condense) | RunnableLambda(surest) | _adding("answer", answer)


def _opened(model: str | None) -> LanguageModel | None:
    name = check_name(model)
    return None if name == EXTRACTIVE else open_model(name)


def _given(turn: dict[str, Any]) -> list[Passage]:
    """The passages that a model is given, most important first."""
    found = [as_hit(document).passage for document in turn["documents"]]
    return passages_to_give([hit.passage for hit in turn["reading"].hits], found)


def _fewer(given: list[Passage], failure: Replaced | None, wording: Wording) -> list[Passage]:
    """The passages to try again with, where a server found them too many; else none."""
    if failure is Replaced.CONTEXT and not wording.begun and len(given) > 1:
        return given[: len(given) // 2]
    return []


def _last(events: list[Event]) -> Answer:
    answer = events[-1]
    assert isinstance(answer, Answer)
    return answer


def _adding(key: str, step: Callable[[dict[str, Any]], Any]) -> Runnable[Any, dict[str, Any]]:
    """A link that adds what `step` makes of the turn, under `key`.

    `RunnablePassthrough.assign` does the same by starting a thread for every link of every
    question: a quarter of the time that an answer took.
    """
    return RunnableLambda(lambda turn: {**turn, key: step(turn)}, name=key)


def _turn(question: str, history: History | None) -> dict[str, Any]:
    return {"question": Question.parse(question), "history": history}


def _condense(turn: dict[str, Any]) -> Question:
    """The question to stand alone: in a model's words where they can be trusted."""
    question, history = turn["question"], turn["history"]
    by_rule = condense(question, history)
    if not turn["reworded"]:
        return by_rule
    found = reworded(turn["reworded"], question, leans_on(question, history))
    if found is None:
        return by_rule
    return replace(found, kind=by_rule.kind) if found.kind is Kind.OTHER else found


def _events(answer: Answer) -> Iterator[Event]:
    yield Evidence(answer.citations)
    for piece in _PIECE.findall(answer.text):
        yield Words(piece)
    yield answer
