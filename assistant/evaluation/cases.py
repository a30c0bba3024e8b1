"""Cases: what is asked, in which order, and what is expected of each answer."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from assistant.evaluation.comparing import folded, stands_in
from assistant.evaluation.validation import shortened, validate
from assistant.evaluation.yaml_lines import At, Document, read_yaml
from assistant.question import Question
from index.article import Article
from index.errors import ArticleError, CaseFileError, QuestionError
from index.messages import Language
from index.sources import SAMPLE

Wanted = tuple[tuple[str, ...], ...]
"""Texts that are wanted: of each group at least one."""

_URL = re.compile(r"^[a-z][a-z0-9+.-]*://", re.I)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what is expected of its answer. None or empty: nothing is."""

    question: str
    line: int
    """Of the file, from 1."""
    contains: Wanted
    cites: Wanted
    abstains: bool | None
    answers: tuple[str, ...]
    """Gold answers, for the token F1."""
    language: Language | None
    max_seconds: float | None
    known_failure: bool
    note: str

    @property
    def answerable(self) -> bool | None:
        """Whether an answer is expected, or an abstention; None when neither is."""
        if self.abstains is not None:
            return not self.abstains
        return True if self.contains or self.cites or self.answers else None


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation: a question and the turns that follow it."""

    turns: tuple[Turn, ...]
    """At least one."""

    @property
    def name(self) -> str:
        """The first question, by which people know the case."""
        return self.turns[0].question

    @property
    def line(self) -> int:
        """Where in the file the case begins."""
        return self.turns[0].line


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One file: an article and the cases on it."""

    path: Path
    source: str | Path
    """The article: a sample's name, a URL or a path."""
    source_line: int
    cases: tuple[Case, ...]

    def article(self) -> Article:
        """The article, loaded.

        Raises CaseFileError when it cannot be loaded, or lacks a stretch that a case wants cited.
        """
        try:
            article = Article.load(self.source)
        except ArticleError as error:
            raise self._wrong(self.source_line, "cases_within", reason=error) from error
        text = folded(article.text)
        for turn in (turn for case in self.cases for turn in case.turns):
            for stretch in (stretch for group in turn.cites for stretch in group):
                if not stands_in(folded(stretch), text):
                    raise self._wrong(turn.line, "cases_stretch", stretch=shortened(stretch))
        return article

    def _wrong(self, line: int, why: str, /, **values: object) -> CaseFileError:
        return CaseFileError.at(self.path, line, why, **values)


def load_cases(path: Path) -> CaseFile:
    """Read a file of cases. The article is not loaded yet.

    Raises CaseFileError with the line of the first thing that is wrong.
    """
    document = read_yaml(path)
    validate(document)
    data = cast("dict[str, Any]", document.data)
    return CaseFile(
        path,
        _source(path, data["article"]),
        document.line(("article",)),
        tuple(_case(document, case, n) for n, case in enumerate(data["cases"])),
    )


def _source(path: Path, article: str) -> str | Path:
    if article == SAMPLE or _URL.match(article):
        return article
    return path.parent / Path(article)


def _case(document: Document, case: dict[str, Any], number: int) -> Case:
    at: At = ("cases", number)
    turns = [_turn(document, case, at)]
    for n, turn in enumerate(case.get("follow_up", [])):
        turns.append(_turn(document, turn, (*at, "follow_up", n)))
    return Case(tuple(turns))


def _turn(document: Document, turn: dict[str, Any], at: At) -> Turn:
    line = document.line((*at, "question"))
    try:
        question = Question.parse(turn["question"])
    except QuestionError as error:
        raise CaseFileError.at(document.file, line, "cases_within", reason=error) from error
    answers = turn.get("answer", ())
    return Turn(
        question=question.text,
        line=line,
        contains=_wanted(document, (*at, "contains"), turn.get("contains")),
        cites=_wanted(document, (*at, "cites"), turn.get("cites")),
        abstains=turn.get("abstains"),
        answers=(answers,) if isinstance(answers, str) else tuple(answers),
        language=turn.get("language"),
        max_seconds=turn.get("max_seconds"),
        known_failure=turn.get("known_failure", False),
        note=turn.get("note", ""),
    )


def _wanted(document: Document, at: At, value: Any) -> Wanted:
    groups = _groups(value)
    if not all(folded(text) for group in groups for text in group):
        # Of diacritics alone nothing would be left to look for, and nothing stands everywhere.
        raise CaseFileError.at(document.file, document.line(at), "cases_blank", key=at[-1])
    return groups


def _groups(value: Any) -> Wanted:
    if value is None:
        return ()
    if isinstance(value, str):
        return ((value,),)
    if isinstance(value, dict) and "any" in value:
        return (tuple(value["any"]),)
    return tuple((text,) for text in (value["all"] if isinstance(value, dict) else value))
