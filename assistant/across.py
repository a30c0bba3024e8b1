"""Asking the whole library: the nearest articles are read as one, and each quote finds its own."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assistant.answer import Answer, Citation
from assistant.chain import Assistant
from assistant.conversation import History, condense
from assistant.question import Question
from index.arabic import main_language
from index.article import Article
from index.article_index import ArticleIndex
from index.errors import ArticleUnreadable
from index.library import Library
from index.records import digest
from index.splitting import Passage

NEAREST = 8
"""Articles that are read for one question."""
_BETWEEN = "\n\n"


class LibraryAssistant:
    """Answers questions about all articles of a library. Safe to share between threads.

    Args:
        library: the library; articles that are added later are asked as well.
        model: the answerer's name, as of `Assistant`.
    """

    def __init__(self, library: Library, model: str | None = None) -> None:
        self._library = library
        self._model = model

    def ask(self, question: str, history: History | None = None) -> Answer:
        """Answer from whichever articles say it; each citation names its article.

        For every citation `library.get(citation.article).text[start:end] == quote`.

        Raises:
            QuestionError: the question or the history is not usable.
            ArticleUnreadable: the library holds no article.
        """
        condensed = condense(Question.parse(question), history)
        near = self._library.nearest(condensed.text, NEAREST)
        if not near:
            raise ArticleUnreadable("library_empty")
        joined, starts = join(near)
        answer = Assistant(joined, self._model).ask(question, history)
        cited = tuple(_in_its_article(citation, near, starts) for citation in answer.citations)
        return replace(answer, citations=cited)


def join(indexes: Sequence[ArticleIndex]) -> tuple[ArticleIndex, tuple[int, ...]]:
    """One index over the passages of several, and where each article begins in its text."""
    starts, begins, text = [], [], ""
    passages: list[Passage] = []
    for index in indexes:
        start = len(text) + len(_BETWEEN) if text else 0
        text = text + _BETWEEN + index.article.text if text else index.article.text
        starts.append(start)
        begins.append(len(passages))
        passages += [Passage(p.text, p.start + start, p.end + start) for p in index.passages]
    article = Article(digest(text), "", None, "text", main_language(text), text)
    vectors = np.concatenate([index.vectors for index in indexes])
    embeddings = indexes[0].embeddings
    joined = ArticleIndex(article, tuple(passages), vectors, embeddings, tuple(begins))
    return joined, tuple(starts)


def _in_its_article(
    citation: Citation, near: Sequence[ArticleIndex], starts: Sequence[int]
) -> Citation:
    number = bisect_right(starts, citation.start) - 1
    article, start = near[number].article, starts[number]
    phrase = citation.phrase
    return replace(
        citation,
        start=citation.start - start,
        end=citation.end - start,
        phrase=phrase and Passage(phrase.text, phrase.start - start, phrase.end - start),
        article=article.id,
        title=article.title,
    )
