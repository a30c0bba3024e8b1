"""The default reader: it chooses among what it is given, or says that none of it answers."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.question import Question
from assistant.reading.judging import Judgement, NetworkJudge, default_calibration
from assistant.reading.reader import ExtractiveReader, quoted_of
from index import ArticleIndex
from index.splitting import Passage

QUESTIONS = ("من حضر الاجتماع؟", "How long did it last?", "What is the price of oil?", "هل وقع؟")


def test_a_reading_quotes_one_to_three_of_the_sentences_that_it_was_given(
    index: ArticleIndex,
) -> None:
    reader = ExtractiveReader(index)
    for text in QUESTIONS:
        hits = index.search(text, 12)
        reading = reader.read(Question.parse(text), hits)
        assert 1 <= len(reading.hits) <= 3
        assert set(reading.hits) <= set(hits)


def test_it_abstains_exactly_where_its_confidence_is_below_the_threshold(
    index: ArticleIndex,
) -> None:
    reader, threshold = ExtractiveReader(index), default_calibration().threshold
    readings = [reader.read(Question.parse(q), index.search(q, 12)) for q in QUESTIONS]
    assert all(0 <= reading.confidence <= 1 for reading in readings)
    assert all(r.abstained == (r.confidence < threshold) for r in readings)
    assert {reading.abstained for reading in readings} == {True, False}


def test_the_order_in_which_sentences_are_given_does_not_matter(index: ArticleIndex) -> None:
    reader, question = ExtractiveReader(index), Question.parse("من ضم الوفد الروسي؟")
    hits = index.search(question.text, 12)
    shuffled = random.Random(3).sample(hits, len(hits))
    one, other = reader.read(question, hits), reader.read(question, shuffled)
    assert one.hits == other.hits
    assert abs(one.confidence - other.confidence) < 1e-5


def test_a_single_sentence_can_be_read(index: ArticleIndex) -> None:
    reading = ExtractiveReader(index).read(Question.parse("من حضر؟"), index.search("من حضر؟", 1))
    assert len(reading.hits) == 1


def test_a_yes_or_no_question_whose_words_lie_apart_is_not_answered(index: ArticleIndex) -> None:
    question = Question.parse("هل حضر زيلينسكي الاجتماع؟")
    reading = ExtractiveReader(index).read(question, index.search(question.text, 12))
    assert reading.abstained


def test_what_the_second_part_of_a_question_asks_for_is_quoted_beside_the_best(
    index: ArticleIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ["رحب الوفدان.", "شكر الوفدان.", "صمت الوفدان.", "وسيلتقون في القاهرة.", "وذلك الجمعة."]
    found = index.search("الوفدان", len(said))
    hits = [
        replace(hit, passage=Passage(text, 0, len(text)), number=n)
        for n, (hit, text) in enumerate(zip(found, said, strict=True))
    ]
    judged = Judgement(np.array([5.0, 4.9, 4.8, 1.0, 0.5]), lambda n: hits[n].passage)
    monkeypatch.setattr(NetworkJudge, "judge", lambda *_: judged)
    question = Question.parse("Where will they meet, and when?")
    reading = ExtractiveReader(index, NetworkJudge(index)).read(question, hits)
    assert [hit.passage.text for hit in reading.hits] == [said[0], said[1], said[4]]


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=12))
@settings(max_examples=100)
def test_the_best_sentence_is_always_quoted_and_no_worse_one_before_it(
    ranking: list[float],
) -> None:
    scores = np.array(ranking)
    quoted = quoted_of(scores)
    assert scores[quoted[0]] == scores.max()
    assert list(scores[quoted]) == sorted(scores[quoted], reverse=True)
