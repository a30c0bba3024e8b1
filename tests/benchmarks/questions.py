"""Question sets in SQuAD's JSON as articles with gold sentences, and which of them may be learned.

Everything that is trained or chosen by looking at figures uses `load_split(folder, "train")`;
everything that is reported uses `"held"`.
"""

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from assistant.conversation import condense
from assistant.question import Question
from index import Article
from index.arabic import main_language
from index.article_index import ArticleIndex
from index.encoder import load_encoder
from index.splitting import Passage, SentenceSplitter

ARABIC, ENGLISH, ARCD = "xquad-dev.ar.json", "xquad-dev.en.json", "arcd-train.json"
"""The data folder's files; ENGLISH asks the questions of ARABIC, under the same ids."""

XQUAD_TRAINED = 16
"""XQuAD's first articles, in the file's order, are for training; the rest are held out."""
ARCD_LONGER_THAN = 12
"""Sentences. ARCD's other articles are too short to search in; of these the first half trains."""

Split = Literal["train", "held", "all"]


@dataclass(frozen=True)
class GoldAnswer:
    """An answer that an annotator marked, in characters of the article's text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Asked:
    """A question, with the numbers of the passages in which its gold answers begin."""

    text: str
    golds: tuple[int, ...]
    answers: tuple[GoldAnswer, ...]
    paragraph: int
    """The number of the paragraph that it was asked of."""
    id: str = ""
    """The question's id in its file, by which its translations are found."""
    before: tuple[str, ...] = ()
    """The questions that were asked before it, oldest first, where it follows up."""

    @property
    def history(self) -> list[tuple[str, str]]:
        """The turns before it, their answers left out."""
        return [(text, "") for text in self.before]

    @property
    def question(self) -> Question:
        """What it asks, with the words that it leans on. Raises QuestionError."""
        return condense(Question.parse(self.text), self.history)

    @property
    def gold(self) -> int:
        """The passage of the first answer."""
        return self.golds[0]


@dataclass(frozen=True)
class QuestionSet:
    """One article and what is asked of it."""

    article: Article
    passages: tuple[Passage, ...]
    paragraphs: tuple[Passage, ...]
    questions: tuple[Asked, ...]

    @property
    def index(self) -> ArticleIndex:
        """The article made ready when it is first asked."""
        return in_memory(self.article, self.passages)


@cache
def in_memory(article: Article, passages: tuple[Passage, ...]) -> ArticleIndex:
    """An index of an article that is measured and not kept."""
    encoder = load_encoder()
    texts = [passage.text for passage in passages]
    vectors = np.asarray(encoder.embed_documents(texts), dtype=np.float32)
    return ArticleIndex(article, passages, vectors, encoder)


def without(index: ArticleIndex, numbers: tuple[int, ...]) -> ArticleIndex:
    """The index as if the article had never held the passages of these numbers."""
    kept = [n for n in range(len(index.passages)) if n not in numbers]
    passages = tuple(index.passages[n] for n in kept)
    return replace(index, passages=passages, vectors=index.vectors[kept])


def load_split(folder: Path, split: Split = "held") -> dict[str, list[QuestionSet]]:
    """The articles of a data folder by question set.

    "ar": XQuAD in Arabic; "en": the same articles, asked in English; "arcd": ARCD's longer ones;
    "english": the articles of "ar" in English, asked in English.

    Raises FileNotFoundError when the folder lacks one of the three files.
    """
    sets = {
        "ar": load_questions(folder / ARABIC),
        "en": load_questions(folder / ARABIC, folder / ENGLISH),
        "arcd": [s for s in load_questions(folder / ARCD) if len(s.passages) > ARCD_LONGER_THAN],
        "english": load_questions(folder / ENGLISH),
    }
    ends = dict.fromkeys(sets, XQUAD_TRAINED) | {"arcd": len(sets["arcd"]) // 2}
    if split == "train":
        return {name: articles[: ends[name]] for name, articles in sets.items()}
    if split == "held":
        return {name: articles[ends[name] :] for name, articles in sets.items()}
    return sets


def load_questions(articles: Path, questions: Path | None = None) -> list[QuestionSet]:
    """The articles of one file, asked the questions of another with the same ids, if given."""
    return list(_load_questions(articles, questions))


@cache
def _load_questions(articles: Path, questions: Path | None) -> tuple[QuestionSet, ...]:
    wording: dict[str, str] = {}
    if questions is not None:
        for article in entries(questions):
            for paragraph in article["paragraphs"]:
                wording |= {qa["id"]: qa["question"] for qa in paragraph["qas"]}
    return tuple(question_set(entry, wording) for entry in entries(articles))


def entries(file: Path) -> list[dict[str, Any]]:
    """The articles of a file in SQuAD's JSON, as they stand there."""
    return list(json.loads(file.read_text(encoding="utf-8"))["data"])


def question_set(entry: dict[str, Any], wording: dict[str, str]) -> QuestionSet:
    """One article of SQuAD's JSON; `wording` replaces questions by their ids."""
    text = ""
    paragraphs, asked = [], []
    for number, paragraph in enumerate(entry["paragraphs"]):
        begin = len(text)
        paragraphs.append(Passage(paragraph["context"], begin, begin + len(paragraph["context"])))
        text += paragraph["context"] + "\n\n"
        for qa in paragraph["qas"]:
            question = wording.get(qa["id"], qa["question"]).strip(" -")
            answers = tuple(_gold_answer(answer, begin) for answer in qa["answers"])
            asked.append((question, answers, number, qa["id"]))
    article = Article(entry.get("title", "?"), "", None, "benchmark", main_language(text), text)
    passages = tuple(SentenceSplitter().passages(text))
    return QuestionSet(
        article,
        passages,
        tuple(paragraphs),
        tuple(
            Asked(question, golds, answers, number, identity)
            for question, answers, number, identity in asked
            if (golds := _begins_in(answers, passages))
        ),
    )


def _gold_answer(answer: dict[str, Any], begin: int) -> GoldAnswer:
    lead = len(answer["text"]) - len(answer["text"].lstrip())
    text = answer["text"].strip()
    start = begin + answer["answer_start"] + lead
    return GoldAnswer(text, start, start + len(text))


def _begins_in(answers: tuple[GoldAnswer, ...], passages: tuple[Passage, ...]) -> tuple[int, ...]:
    """The passages in which the answers begin, the first answer's first."""
    return tuple(
        dict.fromkeys(
            number
            for answer in answers
            for number, passage in enumerate(passages)
            if passage.start <= answer.start < passage.end
        )
    )
