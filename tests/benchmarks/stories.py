"""Stories of our own with questions on them: the question sets are all of encyclopaedias, and ask
mostly in the text's own words.

A story is a text beside scripted cases on it, which `article-assistant eval` runs as they are.
Those in wire/ are measured with, and nothing else is done with them. The writer of three of them
had seen neither the product nor the lessons, those of the others one lesson, for its form. Those in
lessons/, 236 wire stories and 61 articles in the manner of an encyclopaedia, are what the reader is
taught on; every eighth is reserved to fit its confidence.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from assistant.evaluation.cases import Case, load_cases
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


@dataclass(frozen=True)
class Story:
    """A story, what it is asked in one language, and what of that it does not answer."""

    answered: QuestionSet
    unanswered: tuple[str, ...]


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
    folders = {"train": (LESSONS,), "held": (WIRE,), "all": (WIRE, LESSONS)}[split]
    sets = {name: sets for name, sets in load_split(folder, split).items() if _in(only, name)}
    for language in get_args(Language):
        if _in(only, name := f"wire {language}"):
            sets[name] = [s.answered for f in folders for s in load_stories(f, language)]
    return sets


def _in(only: Collection[str] | None, name: str) -> bool:
    return only is None or name in only


def _story(file: Path, language: Language) -> Story:
    file_of_cases = load_cases(file)
    article = file_of_cases.article()
    passages = tuple(SentenceSplitter().passages(article.text))
    paragraphs = _paragraphs(article.text)
    cases = [case for case in file_of_cases.cases if main_language(case.name) == language]
    questions = tuple(_asked(c, article.text, passages, paragraphs) for c in cases if _says(c))
    return Story(
        QuestionSet(article, passages, paragraphs, questions),
        tuple(case.name for case in cases if not _says(case)),
    )


def _says(case: Case) -> bool:
    return bool(case.turns[0].answerable)


def _paragraphs(text: str) -> tuple[Passage, ...]:
    found, at = [], 0
    for paragraph in text.split("\n\n"):
        found.append(Passage(paragraph, at, at + len(paragraph)))
        at += len(paragraph) + 2
    return tuple(found)


def _asked(
    case: Case, text: str, passages: tuple[Passage, ...], paragraphs: tuple[Passage, ...]
) -> Asked:
    """A case's question; an answer is its gold phrase, or the sentence that it wants cited."""
    turn = case.turns[0]
    cited = [text.index(stretch) for group in turn.cites for stretch in group]
    golds = [n for at in cited for n, p in enumerate(passages) if p.start <= at < p.end]
    answers = tuple(_answer(passages[n], turn.answers) for n in dict.fromkeys(golds))
    paragraph = next(n for n, p in enumerate(paragraphs) if p.start <= cited[0] <= p.end)
    return Asked(case.name, tuple(dict.fromkeys(golds)), answers, paragraph, case.name)


def _answer(passage: Passage, phrases: tuple[str, ...]) -> GoldAnswer:
    for phrase in phrases:
        at = passage.text.find(phrase)
        if at >= 0:
            return GoldAnswer(phrase, passage.start + at, passage.start + at + len(phrase))
    return GoldAnswer(passage.text, passage.start, passage.end)
