"""Question sets: gold answers lie where they are said to, and what trains is never reported."""

import json
from pathlib import Path

from tests.benchmarks.questions import (
    ARABIC,
    ARCD_LONGER_THAN,
    ENGLISH,
    XQUAD_TRAINED,
    Split,
    load_questions,
    load_split,
    without,
)


def texts(folder: Path, split: Split) -> dict[str, list[str]]:
    return {
        name: [s.article.text for s in sets] for name, sets in load_split(folder, split).items()
    }


def test_training_and_held_out_articles_are_parted_whole(data: Path) -> None:
    train, held, everything = (texts(data, split) for split in ("train", "held", "all"))
    for name in ("ar", "en", "arcd", "english"):
        assert train[name] + held[name] == everything[name]
        assert not set(train[name]) & set(held[name])
        assert held[name]
    assert len(train["ar"]) == len(train["en"]) == len(train["english"]) == XQUAD_TRAINED


def test_of_arcd_only_longer_articles_are_asked(data: Path) -> None:
    sets = load_split(data, "all")["arcd"]
    assert sets
    assert all(len(s.passages) > ARCD_LONGER_THAN for s in sets)


def test_gold_answers_stand_in_the_article_and_begin_in_the_gold_passages(data: Path) -> None:
    for articles in load_split(data, "all").values():
        for s in articles:
            for asked in s.questions:
                for answer in asked.answers:
                    assert s.article.text[answer.start : answer.end] == answer.text
                assert asked.answers[0].text in s.passages[asked.gold].text
                paragraph = s.paragraphs[asked.paragraph]
                assert paragraph.start <= asked.answers[0].start < paragraph.end


def test_an_english_question_can_be_asked_of_the_arabic_article(data: Path) -> None:
    crossed = load_questions(data / ARABIC, data / ENGLISH)[0]
    assert crossed.index.article.language == "ar"
    assert crossed.questions[0].text.startswith("When did market")


def test_every_gold_answer_counts_once(tmp_path: Path) -> None:
    context = "Peter came. Paul came. Mary came."
    answers = [
        {"text": name, "answer_start": context.index(name)} for name in ("Paul", " Mary", "Paul")
    ]
    qa = {"id": "1", "question": "Who came?", "answers": answers}
    entry = {"title": "t", "paragraphs": [{"context": context, "qas": [qa]}]}
    (tmp_path / "set.json").write_text(json.dumps({"data": [entry]}), encoding="utf-8")
    (asked,) = load_questions(tmp_path / "set.json")[0].questions
    assert asked.golds == (1, 2)
    assert asked.gold == 1
    assert [answer.text for answer in asked.answers] == ["Paul", "Mary", "Paul"]


def test_an_index_without_a_passage_finds_it_no_more(data: Path) -> None:
    article = load_split(data)["ar"][0]
    asked = article.questions[0]
    left = without(article.index, asked.golds)
    assert len(left.passages) == len(left.vectors) == len(article.index.passages) - 1
    gold = article.index.passages[asked.gold]
    assert gold in [hit.passage for hit in article.index.search(asked.text, 99)]
    assert gold not in [hit.passage for hit in left.search(asked.text, 99)]
