"""Suggested questions are made from the article, and the article answers each of them."""

import pytest

from assistant import Assistant
from assistant.suggesting import suggested_questions
from index import Article, ArticleIndex
from index.messages import Language

OUTAGE = """Power outage leaves thousands in the dark in Lisbon

A power outage left 40,000 homes without electricity in Lisbon on Tuesday, the grid operator said.

Energy minister Maria Lopez said the outage was caused by a fire at a substation near the airport.

Trains between Lisbon and Porto were suspended. Service resumed at night, the company announced.
"""


@pytest.fixture(scope="module")
def on_outage() -> Assistant:
    return Assistant(ArticleIndex.build(Article.load(OUTAGE)))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_each_is_answered_and_by_sentences_of_its_own(
    assistant: Assistant, on_outage: Assistant, language: Language
) -> None:
    for asked in (assistant, on_outage):
        questions = suggested_questions(asked, language)
        assert questions
        proofs: list[int] = []
        for question in questions:
            answer = asked.ask(question)
            assert not answer.abstained
            assert answer.language == language
            proofs += [citation.start for citation in answer.citations]
        assert len(proofs) == len(set(proofs))


def test_they_differ_with_the_article(assistant: Assistant, on_outage: Assistant) -> None:
    assert not set(suggested_questions(assistant, "en")) & set(suggested_questions(on_outage, "en"))
    assert suggested_questions(on_outage, "en")


def test_an_article_that_offers_nothing_suggests_nothing() -> None:
    bare = Assistant(ArticleIndex.build(Article.load("Yes.\n\nNo.")))
    assert suggested_questions(bare, "en") == ()
