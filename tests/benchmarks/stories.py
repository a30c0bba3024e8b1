"""Stories of our own with questions on them: the question sets are all of encyclopaedias, and ask
mostly in the text's own words.

A story is a text beside scripted cases on it, which `article-assistant eval` runs as they are.
Those in wire/ are measured with, and nothing else is done with them. The writer of three of them
had seen neither the product nor the lessons, those of the others one lesson, for its form. Those in
lessons/, news and articles in the manner of an encyclopaedia, are what the readers are taught on,
and those in lessons/reserved/, one of eight, what their confidence is fitted on.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

from assistant.evaluation.cases import Case, Turn, load_cases
from index import Article
from index.arabic import main_language
from index.messages import Language
from index.splitting import Passage, SentenceSplitter
from tests.benchmarks.questions import (
    Asked,
    GoldAnswer,
    QuestionSet,
    Split,
    load_split,
)

WIRE = Path(__file__).parent / "wire"
LESSONS = Path(__file__).parent / "lessons"
RESERVED = LESSONS / "reserved"


@dataclass(frozen=True)
class Story:
    """A story, what it is asked in one language, and what of that it does not answer."""

    answered: QuestionSet
    """The questions that it answers and that stand alone."""
    follow_ups: QuestionSet
    """Those that it answers and that follow another."""
    unanswered: tuple[Asked, ...]
    """Of both kinds."""


def load_stories(folder: Path, language: Language) -> list[Story]:
    """The stories of `folder` by name, all Arabic, with the questions of one language."""
    return [_story(file, language) for file in sorted(folder.glob("*.yaml"))]


def load_measured(
    folder: Path, split: Split = "held", only: Collection[str] | None = None
) -> dict[str, list[QuestionSet]]:
    """The question sets of `load_split`, and of the stories "wire ar" and "wire en".

    Args:
        folder: the data folder.
        split: the lessons are the stories' training half.
        only: the names of those that are wanted; all when None.
    """
    sets = {name: sets for name, sets in load_split(folder, split).items() if _in(only, name)}
    for language in get_args(Language):
        if _in(only, name := f"wire {language}"):
            sets[name] = [story.answered for story in _stories_of(split, language)]
    return sets


def load_follow_ups(
    split: Split = "held", only: Collection[str] | None = None
) -> dict[str, list[QuestionSet]]:
    """What follows the stories' questions, as `load_measured`: "follow-ups ar", "follow-ups en"."""
    sets = {}
    for language in get_args(Language):
        if _in(only, name := f"follow-ups {language}"):
            stories = _stories_of(split, language)
            sets[name] = [s.follow_ups for s in stories if s.follow_ups.questions]
    return sets


def _stories_of(split: Split, language: Language) -> list[Story]:
    lessons = (LESSONS, RESERVED)
    folders = {"train": lessons, "held": (WIRE,), "all": (WIRE, *lessons)}[split]
    return [story for folder in folders for story in load_stories(folder, language)]


def _in(only: Collection[str] | None, name: str) -> bool:
    return only is None or name in only


@cache
def _read(file: Path) -> tuple[Article, tuple[Case, ...]]:
    """The story of a file and its cases, which are asked for in each language."""
    file_of_cases = load_cases(file)
    return file_of_cases.article(), file_of_cases.cases


def _story(file: Path, language: Language) -> Story:
    article, cases = _read(file)
    passages = tuple(SentenceSplitter().passages(article.text))
    paragraphs = _paragraphs(article.text)
    asked = [
        (turn, case.turns[:n])
        for case in cases
        if main_language(case.name) == language
        for n, turn in enumerate(case.turns)
    ]

    def questions(follow: bool) -> QuestionSet:
        wanted = [(t, before) for t, before in asked if t.answerable and bool(before) == follow]
        own = (_asked(t, before, article.text, passages, paragraphs) for t, before in wanted)
        return QuestionSet(article, passages, paragraphs, tuple(own))

    unanswered = (
        Asked(t.question, (), (), 0, before=_texts(b)) for t, b in asked if not t.answerable
    )
    return Story(questions(follow=False), questions(follow=True), tuple(unanswered))


def _texts(turns: Sequence[Turn]) -> tuple[str, ...]:
    return tuple(turn.question for turn in turns)


def _paragraphs(text: str) -> tuple[Passage, ...]:
    found, at = [], 0
    for paragraph in text.split("\n\n"):
        found.append(Passage(paragraph, at, at + len(paragraph)))
        at += len(paragraph) + 2
    return tuple(found)


def _asked(
    turn: Turn,
    before: Sequence[Turn],
    text: str,
    passages: tuple[Passage, ...],
    paragraphs: tuple[Passage, ...],
) -> Asked:
    """A question; an answer is its gold phrase, or the sentence that it wants cited."""
    cited = [text.index(stretch) for group in turn.cites for stretch in group]
    golds = [n for at in cited for n, p in enumerate(passages) if p.start <= at < p.end]
    answers = tuple(_answer(passages[n], turn.answers) for n in dict.fromkeys(golds))
    paragraph = next(n for n, p in enumerate(paragraphs) if p.start <= cited[0] <= p.end)
    name = turn.question
    return Asked(name, tuple(dict.fromkeys(golds)), answers, paragraph, name, _texts(before))


def _answer(passage: Passage, phrases: tuple[str, ...]) -> GoldAnswer:
    for phrase in phrases:
        at = passage.text.find(phrase)
        if at >= 0:
            return GoldAnswer(phrase, passage.start + at, passage.start + at + len(phrase))
    return GoldAnswer(passage.text, passage.start, passage.end)
