"""Questions with their candidate sentences, as the reader learns from them."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from assistant.question import Question
from assistant.reading.signals import Signals, signals
from index import Article
from index.arabic import main_language
from index.article_index import ArticleIndex, Hit
from index.encoder import load_encoder
from index.errors import QuestionError
from index.messages import Language
from tests.benchmarks.questions import (
    ARCD,
    Asked,
    GoldAnswer,
    QuestionSet,
    load_questions,
    load_split,
    question_set,
    without,
)
from tests.benchmarks.stories import LESSONS, RESERVED, load_stories

CANDIDATES = 8
"""Sentences that a question is trained with; it is read beside more (`assistant.chain`)."""
_CUT, _FOREIGN = 0.5, 0.3
"""Chance that a question is also asked of its article without the answer, and of another."""
_GROUP = 6
"""Passages of TyDi QA, which come alone, that make an article together."""

Fate = Literal["answered", "cut", "foreign", "swapped", "unsaid"]


@dataclass(frozen=True)
class Case:
    """A question beside its candidates."""

    source: str
    reserved: bool
    """Whether it is kept from the network, to learn what its scores are worth."""
    fate: Fate
    """Whether the article answers; else what was done so that it does not, or that its writer left
    it unsaid."""
    question: Question
    index: ArticleIndex
    hits: tuple[Hit, ...]
    signals: Signals
    gold: int
    """The place of the sentence that answers among `hits`; -1 when none does."""
    span: tuple[int, int] = (-1, -1)
    """The answer's first and last word in that sentence, where known."""

    @property
    def cross(self) -> bool:
        """Whether question and article are of different languages."""
        return self.question.language != main_language(self.hits[0].passage.text)


def case_of(
    index: ArticleIndex,
    asked: Asked,
    source: str,
    fate: Fate = "answered",
    reserved: bool = False,
) -> Case | None:
    """A case; None where the question is no question, or nothing is left to ask."""
    if not index.passages:
        return None
    try:
        question = asked.question
    except QuestionError:
        return None
    hits = index.search(question.text, len(index.passages))
    shown = hits[:CANDIDATES]
    gold, span = -1, (-1, -1)
    if fate == "answered":
        if asked.gold not in [hit.number for hit in shown]:
            shown[-1:] = [hit for hit in hits if hit.number == asked.gold]
        gold = [hit.number for hit in shown].index(asked.gold)
        span = _span(shown[gold], asked.answers)
    known = signals(index.lexical, question, shown)
    return Case(source, reserved, fate, question, index, tuple(shown), known, gold, span)


def _span(hit: Hit, answers: Sequence[GoldAnswer]) -> tuple[int, int]:
    """The first and last word of `hit` that the first answer touches."""
    if not answers:
        return -1, -1
    at, touched = 0, []
    for number, word in enumerate(hit.passage.text.split()):
        at = hit.passage.text.index(word, at)
        begin = hit.passage.start + at
        if begin < answers[0].end and begin + len(word) > answers[0].start:
            touched.append(number)
        at += len(word)
    return (touched[0], touched[-1]) if touched else (-1, -1)


def question_cases(folder: Path, seed: int, reserved_only: bool = False) -> Iterator[Case]:
    """All cases of the training question sets, or those of the articles that are reserved."""
    draw = random.Random(seed)
    split = load_split(folder, "train")
    arabic, english = split["ar"], split["english"]
    for name, sets, reserved_from in (
        ("xquad ar-ar", arabic, 13),
        ("xquad en-ar", split["en"], 13),
        ("xquad en-en", english, 13),
        ("xquad ar-en", _asked_as(english, arabic), 13),
    ):
        yield from _of_sets(
            name, sets, [n >= reserved_from for n in range(len(sets))], draw, reserved_only
        )
    # ARCD's longer articles of the held-out half are left out; its short ones are not measured.
    held = {s.article.text for s in load_split(folder, "held")["arcd"]}
    arcd = [s for s in load_questions(folder / ARCD) if s.article.text not in held]
    yield from _of_sets("arcd", arcd, [n % 5 == 4 for n in range(len(arcd))], draw, reserved_only)
    for name, file, nth in (
        ("tydi ar", "tydiqa-ar-a.json", 5),
        ("tydi en", "tydiqa-en-train.json", 16),
    ):
        sets = grouped(folder / file, draw)
        yield from _of_sets(
            name, sets, [n % nth == nth - 1 for n in range(len(sets))], draw, reserved_only
        )


def lesson_cases(seed: int, reserved_only: bool = False) -> Iterator[Case]:
    """All cases of the lessons, or the reserved ones, with the questions that a story was written
    not to answer."""
    draw = random.Random(seed)
    for language in get_args(Language):
        taught = [] if reserved_only else load_stories(LESSONS, language)
        stories = [*taught, *load_stories(RESERVED, language)]
        reserved = [n >= len(taught) for n in range(len(stories))]
        source = f"lessons {language}-ar"
        for sets in ([s.answered for s in stories], [s.follow_ups for s in stories]):
            yield from _of_sets(source, sets, reserved, draw, reserved_only)
        for story, kept in zip(stories, reserved, strict=True):
            for asked in story.unanswered:
                yield from _some(case_of(story.answered.index, asked, source, "unsaid", kept))


def _asked_as(sets: Sequence[QuestionSet], others: Sequence[QuestionSet]) -> list[QuestionSet]:
    """The articles of `sets`, asked the same questions in the words of `others`."""
    asked = []
    for own, other in zip(sets, others, strict=True):
        wording = {question.id: question.text for question in other.questions}
        questions = tuple(
            replace(question, text=wording[question.id])
            for question in own.questions
            if question.id in wording
        )
        asked.append(replace(own, questions=questions))
    return asked


def _of_sets(
    source: str,
    sets: Sequence[QuestionSet],
    reserved: Sequence[bool],
    draw: random.Random,
    reserved_only: bool,
) -> Iterator[Case]:
    for own, kept in zip(sets, reserved, strict=True):
        if reserved_only and not kept:
            continue
        alike = [s for s, r in zip(sets, reserved, strict=True) if r == kept and s is not own]
        for asked in own.questions:
            yield from _some(case_of(own.index, asked, source, "answered", kept))
            if draw.random() < _CUT:
                cut = without(own.index, asked.golds)
                yield from _some(case_of(cut, asked, source, "cut", kept))
            if draw.random() < _FOREIGN and alike:
                other = draw.choice(alike).index
                yield from _some(case_of(other, asked, source, "foreign", kept))


def _some(case: Case | None) -> Iterator[Case]:
    if case is not None:
        yield case


def grouped(file: Path, draw: random.Random) -> list[QuestionSet]:
    """Articles of six passages on one subject each, by their vectors: sentences to tell apart."""
    data = json.loads(file.read_text(encoding="utf-8"))["data"]
    paragraphs = [paragraph for entry in data for paragraph in entry["paragraphs"]]
    openings = [paragraph["context"][:400] for paragraph in paragraphs]
    vectors = np.asarray(load_encoder().embed_documents(openings), np.float32)
    order = draw.sample(range(len(paragraphs)), len(paragraphs))
    left = np.ones(len(paragraphs), bool)
    articles = []
    for first in order:
        if left[first]:
            likeness = np.where(left, vectors @ vectors[first], -np.inf)
            members = [int(n) for n in np.argsort(-likeness)[:_GROUP] if left[n]]
            left[members] = False
            entry = {"title": "", "paragraphs": [paragraphs[n] for n in members]}
            articles.append(question_set(entry, {}))
    return articles


def article_of_lines(lines: Sequence[str]) -> Article:
    """An article with a paragraph for each line."""
    text = "\n\n".join(lines)
    return Article("", "", None, "benchmark", main_language(text), text)
