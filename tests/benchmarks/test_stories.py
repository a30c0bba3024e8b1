"""Our own stories are sound: what is measured with them means something."""

from typing import get_args

import pytest

from index.messages import Language
from tests.benchmarks.stories import LESSONS, RESERVED, WIRE, load_stories


@pytest.fixture(
    scope="module", params=[WIRE, LESSONS, RESERVED], ids=["wire", "lessons", "reserved"]
)
def questions(request: pytest.FixtureRequest) -> list:
    return [story for lang in get_args(Language) for story in load_stories(request.param, lang)]


def test_every_question_has_a_sentence_that_holds_its_answer(questions: list) -> None:
    for story in questions:
        text, passages = story.answered.article.text, story.answered.passages
        for asked in (*story.answered.questions, *story.follow_ups.questions):
            for gold, answer in zip(asked.golds, asked.answers, strict=True):
                assert text[answer.start : answer.end] == answer.text
                assert passages[gold].start <= answer.start < answer.end <= passages[gold].end


def test_every_story_is_asked_at_least_forty_questions_some_without_an_answer(
    questions: list,
) -> None:
    stories = {story.answered.article.text for story in questions}
    asked = sum(len(s.answered.questions) + len(s.unanswered) for s in questions)
    assert asked >= 40 * len(stories)
    assert all(story.unanswered for story in questions)


def test_nothing_that_is_measured_with_is_taught() -> None:
    texts = [
        {story.answered.article.text for story in load_stories(folder, "ar")}
        for folder in (WIRE, LESSONS, RESERVED)
    ]
    assert all(len(own) >= 3 for own in texts)
    assert len(set.union(*texts)) == sum(map(len, texts))


def test_a_follow_up_is_asked_with_the_words_that_it_leans_on() -> None:
    stories = load_stories(WIRE, "ar")
    asked = [a for s in stories for a in (*s.follow_ups.questions, *s.unanswered) if a.before]
    assert len(asked) > 100
    assert all(a.question.text.startswith(a.text.rstrip(" ?؟")) for a in asked)
    longer = [a for a in asked if len(a.question.text) > len(a.text)]
    assert len(longer) > len(asked) / 2
