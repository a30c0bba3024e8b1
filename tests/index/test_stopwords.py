"""What a question is about is told from the words that only ask."""

import pytest

from index.arabic import words
from index.stopwords import content


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Where was the meeting held?", ["meeting"]),
        ("Where was it held?", ["held"]),
        ("أين عقد الاجتماع؟", ["الاجتماع"]),
        ("متى عقدت؟", ["عقدت"]),
        ("Who was it?", []),
    ],
)
def test_a_verb_that_only_says_that_it_was_counts_where_nothing_else_does(
    question: str, told: list[str]
) -> None:
    assert content(words(question)) == told
