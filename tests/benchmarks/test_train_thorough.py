"""The thorough reader can be taught anew, and what is taught is what is run."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from assistant.reading.thorough.base import load_base
from assistant.reading.thorough.installed import COMMAND, is_installed
from assistant.reading.thorough.pages import default_page_reader
from index.splitting import Passage
from index.verified import verified
from tests.benchmarks.data import write_data, write_lines, write_some
from tests.benchmarks.stories import LESSONS, RESERVED
from tests.benchmarks.train_reader.cases import question_cases
from tests.benchmarks.train_thorough import __main__ as train_thorough
from tests.benchmarks.train_thorough import articles
from tests.benchmarks.train_thorough.articles import Exercise, Gold, Query, all_exercises
from tests.benchmarks.train_thorough.learning import Learner, loss_of, optimiser_of, teach
from tests.benchmarks.train_thorough.packing import Batch, laid_out, packed, varied

SHIPPED = train_thorough.WEIGHTS / train_thorough.NAME
CPU = torch.device("cpu")
TEXTS = (
    "The market of Amman opened in 1905 near the river.",
    "Its traders sell olives to the whole country.",
    "وزار الوزير السوق يوم الاثنين.",
    "ووعد التجار بطريق جديد.",
)
YEAR = (TEXTS[0].index("1905"), TEXTS[0].index(" near"))
MINISTER = (TEXTS[2].index("الوزير"), TEXTS[2].index(" السوق"))
MARKET = Exercise(
    "lessons",
    False,
    tuple(Passage(text, 0, len(text)) for text in TEXTS),
    (0, 0, 1, 1),
    (
        Query("When did the market open?", "en", (Gold(0, YEAR),)),
        Query("من زار السوق؟", "ar", (Gold(2, MINISTER),)),
        Query("How much did the road cost?", "en", ()),
    ),
)


@pytest.fixture(autouse=True)
def installed() -> None:
    """Skip, and name the command, where the packages are missing."""
    if not is_installed():
        pytest.skip(f"the thorough reader is not installed; run: {COMMAND}")


@pytest.fixture
def learner() -> Learner:
    """One that was taught nothing yet."""
    torch.manual_seed(0)
    return Learner(load_base(), CPU)


@pytest.fixture
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every file that teaching reads."""
    folder = write_data(tmp_path_factory.mktemp("data"))
    write_lines(folder)
    return folder


@pytest.fixture(autouse=True)
def some_lessons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven of the lessons, and a reserved one."""
    for name, source, size in (("LESSONS", LESSONS, 7), ("RESERVED", RESERVED, 1)):
        monkeypatch.setattr(articles, name, write_some(source, tmp_path / name, size))


def loss(learner: Learner, batch: Batch) -> float:
    learner.eval()
    with torch.inference_mode():
        return float(sum(map(loss_of, learner(batch), batch.sheets)))


def test_a_question_on_a_row_sees_its_page_and_itself_alone_as_in_use(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, weight in load_file(SHIPPED).items():
        whole = name if name.startswith("pointer.") else f"gemma.{name}"
        learner.get_parameter(whole).data = weight.float()
    learner.eval()
    sheet, other = (laid_out(learner.reader, MARKET, size) for size in (24, 60))
    assert len(sheet.pages) > 1
    with torch.inference_mode():
        rows, _ = learner(packed([sheet, other]))
    in_use = default_page_reader()  # its additions are already in the layers
    # A page is kept in half precision: here as it is, so that the layout alone is compared.
    monkeypatch.setattr(Tensor, "half", lambda own: own)
    for n, query in enumerate(MARKET.queries):
        alone = in_use.point(query.text, query.language, sheet.pages)
        for found, expected in zip(rows, alone, strict=True):
            own = (found.sentences[n], found.none[n], found.ends[:, n], found.held[:, n])
            run = (part.squeeze(0) for part in (expected.sentences, expected.none))
            parts = (*run, expected.ends[:, 0], expected.held[:, 0])
            for taught, used in zip(own, parts, strict=True):
                torch.testing.assert_close(taught, used, atol=1e-3, rtol=1e-3)


def test_where_the_sentence_that_answers_is_left_out_the_answer_is_none(learner: Learner) -> None:
    assert [list(row).index(True) for row in laid_out(learner.reader, MARKET).golds] == [1, 3, 0]
    without = MARKET.rearranged([3, 2, 1])
    assert [q.golds for q in without.queries] == [(), (Gold(1, MINISTER),), ()]
    sheet = laid_out(learner.reader, without)
    assert [list(row).index(True) for row in sheet.golds] == [0, 2, 0]
    assert [phrase.query for phrase in sheet.phrases] == [1]


def test_the_phrase_is_marked_by_the_tokens_that_it_touches(learner: Learner) -> None:
    sheet, tokenizer = laid_out(learner.reader, MARKET), learner.reader.base.tokenizer
    said = [
        "".join(map(tokenizer.id_to_token, sheet.pages[p.page].tokens[p.first : p.last + 1]))
        for p in sheet.phrases
    ]
    assert [text.strip("▁") for text in said] == ["1905", "الوزير"]


def test_a_varied_article_is_also_asked_what_another_answers() -> None:
    other = replace(MARKET, queries=(Query("Who won the cup?", "en", (Gold(1),)),))
    for seed in range(20):
        own = varied(MARKET, other, random.Random(seed))
        assert {query.text: query.golds for query in own.queries}["Who won the cup?"] == ()
        for query in own.queries:
            assert query.text.endswith(tuple(q.text for q in (*MARKET.queries, *other.queries)))
            for gold in query.golds:
                text = own.passages[gold.sentence].text
                assert text in (TEXTS[0], TEXTS[2])
                assert text[slice(*gold.phrase)] in ("1905", "الوزير")


def test_one_step_on_an_article_lowers_its_loss(learner: Learner) -> None:
    batch = packed([laid_out(learner.reader, MARKET)])
    before = loss(learner, batch)
    teach(learner, batch, optimiser_of(learner))
    assert loss(learner, batch) < before


def test_the_articles_of_the_question_sets_are_reserved_that_the_small_reader_was_kept_from(
    data: Path,
) -> None:
    exercises = [e for e in all_exercises(data, 1) if e.source.startswith(("xquad", "arcd"))]
    cases = [
        case
        for case in question_cases(data, 1)
        if case.source.startswith(("xquad", "arcd")) and case.fate == "answered"
    ]
    for kept in (False, True):
        own = {e.passages for e in exercises if e.reserved is kept}
        assert own == {case.index.passages for case in cases if case.reserved is kept}


def test_no_article_of_the_lessons_or_of_tydi_is_both_taught_and_reserved(data: Path) -> None:
    for source in ("lessons", "tydi ar"):
        taught, reserved = (
            {
                e.passages
                for e in all_exercises(data, 1)
                if e.source == source and e.reserved is kept
            }
            for kept in (False, True)
        )
        assert taught
        assert reserved
        assert not taught & reserved


def test_after_a_common_beginning_the_mean_of_several_ways_is_kept(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drift(own: Learner, _: Batch, optimiser: torch.optim.Optimizer) -> Tensor:
        own.pointer.mix.data += torch.rand(2)
        optimiser.step()
        return torch.zeros(())

    def drawn(way: int, steps: int) -> Tensor:
        torch.manual_seed(train_thorough.SEED + way)
        return torch.stack([torch.rand(2) for _ in range(steps)]).sum(dim=0)

    monkeypatch.setattr(train_thorough, "teach", drift)
    begin = learner.pointer.mix.detach().clone()
    train_thorough.learn(learner, [MARKET], steps=5)
    ways = [drawn(way, 3) for way in range(1, train_thorough.WAYS + 1)]
    expected = begin + drawn(0, 2) + torch.stack(ways).mean(dim=0)
    torch.testing.assert_close(learner.pointer.mix.detach(), expected)


def test_teaching_writes_weights_of_the_names_and_shapes_of_those_that_ship(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = replace(MARKET, reserved=True)
    monkeypatch.setattr(train_thorough, "all_exercises", lambda *_: [MARKET, kept])
    monkeypatch.setattr(train_thorough, "WEIGHTS", tmp_path)
    train_thorough.main(["no folder", "--steps", "2", "--write"])
    said = capsys.readouterr().out
    assert "step 2 of 2: loss " in said
    assert "| lessons | ar | 1 | " in said
    assert verified(tmp_path, train_thorough.NAME)
    written, shipped = (
        {name: (weight.shape, weight.dtype) for name, weight in load_file(file).items()}
        for file in (tmp_path / train_thorough.NAME, SHIPPED)
    )
    assert written == shipped
