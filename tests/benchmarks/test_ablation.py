"""The ablation: a part that is taken away is away, and only within its row."""

import json
from pathlib import Path

import pytest

from index.lexical import Lexical
from tests.benchmarks.ablation import INPUTS, WORDS, main, without_words

STORY = ["The envoy came.", "حضر الوزير سيرغي لافروف.", "ناقش المشاركون الهدنة."]


@pytest.mark.parametrize(
    ("part", "question"),
    [
        ("names across scripts", "Who is Lavrov?"),
        ("thesaurus", "المباحثات"),
        ("roots", "نقاش"),
        ("translations", "minister"),
    ],
)
def test_without_a_part_fewer_words_meet(part: str, question: str) -> None:
    def found() -> float:
        return float(Lexical.build(STORY).scores(question).bm25.sum())

    whole = found()
    with without_words(part):
        assert found() < whole
    assert found() == whole


def test_the_command_prints_and_writes_each_part(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(data), "--only", "ar", "--output", str(tmp_path)])
    table = capsys.readouterr().out
    written = json.loads((tmp_path / "ablation.json").read_text(encoding="utf-8"))
    for part in (*WORDS, *INPUTS):
        assert f"| {part} |" in table
        assert part in [each["without"] for each in written["found"]]
    whole = written["found"][0]
    assert whole["loss"]["value"] == 0
