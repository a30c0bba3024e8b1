"""Articles with all that is asked of them, as the thorough reader learns from them.

They are those that the small reader learns from (`train_reader`), but an article is read whole,
once for all of its questions. The same of them are reserved, but for TyDi QA's, whose passages are
grouped into articles by a draw of their own.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from index.messages import Language
from index.splitting import Passage
from tests.benchmarks.questions import (
    ARABIC,
    ARCD,
    ENGLISH,
    XQUAD_TRAINED,
    Asked,
    QuestionSet,
    load_questions,
    load_split,
)
from tests.benchmarks.stories import LESSONS, RESERVED, load_stories
from tests.benchmarks.train_reader.cases import Case, grouped
from tests.benchmarks.train_reader.written import written_articles

_XQUAD_RESERVED_FROM, _NTH_ARCD = 13, 5
"""The last of XQuAD's articles are reserved, and of ARCD's every fifth."""
_TYDI = (("tydi ar", "tydiqa-ar-a.json", 5), ("tydi en", "tydiqa-en-train.json", 16))
"""TyDi QA's sources, their files, and which of their articles are reserved: every so many."""


@dataclass(frozen=True)
class Gold:
    """A sentence that answers."""

    sentence: int
    """Its place among the article's."""
    phrase: tuple[int, int] | None = None
    """Where the answer begins and ends in it, in characters, where known."""


@dataclass(frozen=True)
class Query:
    """A question, with the sentences that answer it: none where the article does not."""

    text: str
    language: Language
    golds: tuple[Gold, ...]


@dataclass(frozen=True)
class Exercise:
    """An article and all that is asked of it, in any language."""

    source: str
    reserved: bool
    """Whether it is kept from the reader, to measure it."""
    passages: tuple[Passage, ...]
    paragraphs: tuple[int, ...]
    """Of each passage, the number of its paragraph."""
    queries: tuple[Query, ...]

    def rearranged(self, kept: Sequence[int]) -> "Exercise":
        """As if the article held these of its passages alone, in this order."""
        place = {number: n for n, number in enumerate(kept)}

        def moved(query: Query) -> Query:
            golds = (
                replace(g, sentence=place[g.sentence]) for g in query.golds if g.sentence in place
            )
            return replace(query, golds=tuple(golds))

        return replace(
            self,
            passages=tuple(self.passages[n] for n in kept),
            paragraphs=tuple(self.paragraphs[n] for n in kept),
            queries=tuple(map(moved, self.queries)),
        )


def all_exercises(folder: Path, seed: int) -> list[Exercise]:
    """Those of the training question sets in the data folder, of the lessons, and written ones."""
    sets = (_of_xquad(folder), _of_arcd(folder), _of_tydi(folder, seed))
    return list(chain(*sets, _of_lessons(), _written(folder, seed)))


def _of_xquad(folder: Path) -> Iterator[Exercise]:
    """Arabic and English articles, each asked in both languages."""
    split = load_split(folder, "train")
    arabic_of_english = load_questions(folder / ENGLISH, folder / ARABIC)[:XQUAD_TRAINED]
    for n, (arabic, asked_in_english, english, asked_in_arabic) in enumerate(
        zip(split["ar"], split["en"], split["english"], arabic_of_english, strict=True)
    ):
        kept = n >= _XQUAD_RESERVED_FROM
        yield _exercise("xquad ar", kept, arabic, asked_in_english)
        yield _exercise("xquad en", kept, english, asked_in_arabic)


def _of_arcd(folder: Path) -> Iterator[Exercise]:
    held = {s.article.text for s in load_split(folder, "held")["arcd"]}
    arcd = [s for s in load_questions(folder / ARCD) if s.article.text not in held]
    for n, own in enumerate(arcd):
        yield _exercise("arcd", n % _NTH_ARCD == _NTH_ARCD - 1, own)


def _of_tydi(folder: Path, seed: int) -> Iterator[Exercise]:
    draw = random.Random(seed)
    for source, file, nth in _TYDI:
        for n, own in enumerate(grouped(folder / file, draw)):
            yield _exercise(source, n % nth == nth - 1, own)


def _of_lessons() -> Iterator[Exercise]:
    """Arabic stories, each asked in both languages, also what it was written not to answer."""
    for folder in (LESSONS, RESERVED):
        for both in zip(load_stories(folder, "ar"), load_stories(folder, "en"), strict=True):
            answered = [own for story in both for own in (story.answered, story.follow_ups)]
            told = _exercise("lessons", folder == RESERVED, *answered)
            unsaid = (_query(asked, ()) for story in both for asked in story.unanswered)
            yield replace(told, queries=(*told.queries, *unsaid))


def _exercise(source: str, reserved: bool, *sets: QuestionSet) -> Exercise:
    """The article that the question sets share, with the questions of all."""
    passages, paragraphs = sets[0].passages, sets[0].paragraphs
    around = [
        next((n for n, p in enumerate(paragraphs) if p.start <= passage.start <= p.end), 0)
        for passage in passages
    ]
    queries = (
        _query(asked, tuple(_golds(asked, passages))) for own in sets for asked in own.questions
    )
    return Exercise(source, reserved, passages, tuple(around), tuple(queries))


def _query(asked: Asked, golds: tuple[Gold, ...]) -> Query:
    """As it is put to the reader: a follow-up behind the questions that it leans on."""
    question = asked.question
    return Query(question.in_full, question.language, golds)


def _golds(asked: Asked, passages: Sequence[Passage]) -> Iterator[Gold]:
    """Each gold sentence with the first answer that begins in it and is not the whole of it."""
    for number in asked.golds:
        own = passages[number]
        phrases = (
            (answer.start - own.start, min(answer.end, own.end) - own.start)
            for answer in asked.answers
            if own.start <= answer.start < own.end
            and (answer.start, answer.end) != (own.start, own.end)
        )
        yield Gold(number, next(phrases, None))


def _written(folder: Path, seed: int) -> Iterator[Exercise]:
    """Lines in a row with the questions that are written from them; none is reserved."""
    articles = written_articles(folder, seed, twice=("ar", "en"))
    return (_of_cases(cases) for cases in articles if cases)


def _of_cases(cases: Sequence[Case]) -> Exercise:
    """One article's cases in one: the sentences that some case shows, in their order."""
    shown = {hit.passage for case in cases for hit in case.hits}
    passages = tuple(sorted(shown, key=lambda passage: passage.start))
    place = {passage: n for n, passage in enumerate(passages)}
    queries = (
        Query(
            case.question.text,
            case.question.language,
            (Gold(place[case.hits[case.gold].passage]),) if case.gold >= 0 else (),
        )
        for case in cases
    )
    return Exercise("written", False, passages, tuple(range(len(passages))), tuple(queries))
