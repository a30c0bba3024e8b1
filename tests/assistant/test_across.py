"""A question to the whole library is answered from whichever article says it."""

from pathlib import Path

import pytest

from assistant.across import LibraryAssistant
from index import Article, Library
from index.errors import ArticleUnreadable

STORIES = (
    "The council met in Paris on Monday.\n\nIt approved the budget after a long debate.",
    "The river rose by two metres.\n\nThe old bridge was closed on Friday.",
    "فاز المخبز بجائزة المدينة.\n\nيصنع المخبز خبزه من الجاودار.",
)
QUESTIONS = ("When was the old bridge closed?", "Where did the council meet?", "بماذا فاز المخبز؟")


def test_each_citation_names_its_article_and_quotes_it(home: Path) -> None:
    library = Library(home)
    for text in STORIES:
        library.add(Article.load(text))
    answered = set()
    for question in (
        "When was the old bridge closed?",
        "Where did the council meet?",
        "بماذا فاز المخبز؟",
    ):
        answer = LibraryAssistant(library).ask(question)
        assert answer.citations
        for citation in answer.citations:
            article = library.get(citation.article)
            assert article.text[citation.start : citation.end] == citation.quote
            assert citation.title == article.title
            assert citation.as_json()["article"] == article.id
        answered.add(answer.citations[0].article)
    assert len(answered) == 3, "each question is answered from an article of its own"


def test_an_empty_library_says_so(home: Path) -> None:
    with pytest.raises(ArticleUnreadable, match="article-assistant index"):
        LibraryAssistant(Library(home)).ask("Who attended?")
