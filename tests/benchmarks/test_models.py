"""The models benchmark: what counts as right, shown and refused."""

import json
from pathlib import Path

import pytest

from assistant.answer import Replaced
from tests.benchmarks import report
from tests.benchmarks.models.__main__ import main
from tests.benchmarks.models.asking import Generation, Judged, Kind, holds_answer
from tests.benchmarks.models.judging import speed, verification

PASSAGE = "The market of Amman number 3 opened in 1905 near the river."


def said(kind: Kind, *sentences: Judged) -> Generation:
    return Generation(
        "english", kind, "When?", ("1905",), (PASSAGE,), sentences, None, 0.1, 2.0, 4.0
    )


def sentence(text: str, shown: bool, right: bool = False, declines: bool = False) -> Judged:
    reason = None if shown else Replaced.DECLINED if declines else Replaced.NUMBER
    return Judged(text, shown, reason, declines, right, (1,), (1,) if shown else ())


@pytest.mark.parametrize(
    ("text", "gold", "holds"),
    [
        ("It opened in 1905.", "1905", True),
        ("It lasted three hours.", "3 hours", True),
        ("افتتح في عام ١٩٠٥.", "1905", True),
        ("It opened in 1906.", "1905", False),
        ("Peter came.", "Paul", False),
    ],
)
def test_a_sentence_is_right_when_it_holds_a_reference_answer(
    text: str, gold: str, holds: bool
) -> None:
    assert holds_answer(text, [gold]) is holds


def test_what_gets_through_and_what_is_refused_are_counted_apart() -> None:
    found = verification(
        "english",
        [
            said("own", sentence("a", True, right=True), sentence("b", False, right=True)),
            said("own", sentence("c", True), sentence("d", False), sentence("e", False)),
            said("cut", sentence("f", True)),
            said("cut", sentence("g", False, declines=True)),
        ],
    )
    assert (found.right_refused.value, found.right_refused.n) == (0.5, 2)
    assert (found.wrong_shown.value, found.wrong_shown.n) == (pytest.approx(1 / 3), 3)
    assert (found.cut_shown.value, found.cut_shown.n) == (1, 1)
    assert found.right_of_shown.value == 0.5
    assert found.declined_cut.value == 0.5
    assert found.reasons == {"number": 3}


def test_speed_is_the_median_over_answers() -> None:
    assert speed([said("own")] * 3).first.value == 2.0


def test_kept_answers_are_verified_anew_without_asking(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    false = sentence("The market of Amman opened in 1906.", True)
    true = sentence("The market of Amman opened in 1905.", False)
    report.write_json(tmp_path / "kept.json", [said("own", true), said("own", false)])
    again = ["--again", str(tmp_path / "kept.json"), "--output", str(tmp_path)]
    main([str(data), *again])
    assert "| english |" in capsys.readouterr().out
    (found, _) = json.loads((tmp_path / "models.json").read_text("utf-8"))["found"]
    assert found["right_refused"]["value"] == 0
    assert found["wrong_shown"]["value"] == 0
    assert (tmp_path / "models.png").read_bytes().startswith(b"\x89PNG")
