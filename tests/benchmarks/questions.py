"""Question sets in SQuAD's JSON as articles with gold sentences."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index import Article
from index.article_index import ArticleIndex
from index.encoder import load_encoder
from index.lexical import Lexical
from index.splitting import Passage, SentenceSplitter


@dataclass(frozen=True)
class Asked:
    """A question with the number of the passage that holds its gold answer."""

    text: str
    gold: int


@dataclass(frozen=True)
class QuestionSet:
    """One article's index and what is asked of it."""

    index: ArticleIndex
    questions: tuple[Asked, ...]


def in_memory(article: Article, passages: tuple[Passage, ...]) -> ArticleIndex:
    """An index of an article that is measured and not kept."""
    encoder = load_encoder()
    texts = [passage.text for passage in passages]
    vectors = np.asarray(encoder.embed_documents(texts), dtype=np.float32)
    return ArticleIndex(article, passages, vectors, Lexical.build(texts), encoder)


def load_questions(articles: Path, questions: Path | None = None) -> list[QuestionSet]:
    """The articles of one file, asked the questions of another with the same ids, if given."""
    wording: dict[str, str] = {}
    if questions is not None:
        for article in json.loads(questions.read_text(encoding="utf-8"))["data"]:
            for paragraph in article["paragraphs"]:
                wording |= {qa["id"]: qa["question"] for qa in paragraph["qas"]}
    data = json.loads(articles.read_text(encoding="utf-8"))["data"]
    return [_question_set(entry, wording) for entry in data]


def _question_set(entry: dict, wording: dict[str, str]) -> QuestionSet:
    text, golds = "", []
    for paragraph in entry["paragraphs"]:
        begin = len(text)
        text += paragraph["context"] + "\n\n"
        golds += [
            (wording.get(qa["id"], qa["question"]), begin + qa["answers"][0]["answer_start"])
            for qa in paragraph["qas"]
        ]
    article = Article(entry.get("title", "?"), "", None, "benchmark", "ar", text)
    passages = tuple(SentenceSplitter().passages(text))
    asked = tuple(
        Asked(question.strip(" -"), number)
        for question, at in golds
        for number, passage in enumerate(passages)
        if passage.start <= at < passage.end
    )
    return QuestionSet(in_memory(article, passages), asked)
