"""Places are known by name, in either language, where something happens in them."""

import re
from importlib.resources import files

import pytest

from index.arabic import normalise
from index.places import tells_a_place

LINES = (files("index") / "weights" / "places.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("اجتمعوا في بوينس آيرس أمس", True),
        ("وصل إلى الولايات المتحدة", True),
        ("المبعوث الأمريكي للشرق الأوسط", False),
        ("talks in the United Arab Emirates", True),
        ("a visit to Oslo", True),
        ("Oslo refused", False),
        ("a deal in Parisian style", False),
        ("تجارب ناجحة", False),
    ],
)
def test_a_place_is_told_behind_a_preposition(text: str, told: bool) -> None:
    assert tells_a_place(normalise(text)) == told


def test_each_place_has_its_names_in_both_scripts_and_stands_in_order() -> None:
    for line in LINES:
        assert re.fullmatch(r"[A-Z][A-Za-z_-]+: [ء-ي_]+(?: [ء-ي_]+)*", line), line
    assert sorted(LINES) == LINES
