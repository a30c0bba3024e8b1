"""An answer meets what its case expects, or does not."""

from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.evaluation.checks import check
from assistant.evaluation.wording import differences
from tests.answers import answer, result, turn

QUOTE = "وعقد الاجتماع في ألاسكا، واستمرّ ٣ ساعاتٍ."
OTHER = "وقال الرئيس إن الاجتماع كان مثمرًا."
FOUND = answer("It says: «…» [1]", QUOTE)
ABSTAINED = answer("The article does not say.", QUOTE, abstained=True)


@pytest.mark.parametrize(
    ("keys", "given", "unmet"),
    [
        ("contains: IT SAYS", FOUND, []),
        ("contains: [says, نعم]", FOUND, ["contains"]),
        ("contains: {all: [says, it]}", FOUND, []),
        ("contains: {any: [نعم, says]}", FOUND, []),
        ("contains: {any: [نعم, لا]}", FOUND, ["contains"]),
        ("contains: '3 سَاعَات'", answer("دام ٣ ساعات"), []),
        ("contains: الى", answer("ذهب إلى بيته"), []),
        ("contains: It   says", answer("It\nsays"), []),
        ("contains: '3 hours'", answer("It took 13 hours."), ["contains"]),
        ("contains: '3'", answer("It took 3.5 hours, not 1.3 or 30."), ["contains"]),
        ("contains: '3'", answer("It took 1, 2 or ٣."), []),
        ("contains: اجتماع", answer("وبالاجتماع"), []),
        ("contains: '(a|b'", answer("(a|b"), []),
        ("cites: الاسكا", FOUND, []),
        ("cites: '3 ساعات'", FOUND, []),
        ("cites: ألاسكا، واستمر", FOUND, []),
        ("cites: [ألاسكا, مثمرا]", FOUND, ["cites"]),
        ("cites: [ألاسكا, مثمرا]", answer("x [1] [2]", QUOTE, OTHER), []),
        ("cites: {any: [ألاسكا, مثمرا]}", FOUND, []),
        ("cites: ألاسكا", answer("ألاسكا"), ["cites"]),
        ("cites: ساعات. وقال الرئيس", answer("x [1] [2]", QUOTE, OTHER), ["cites"]),
        ("cites: ألاسكا", ABSTAINED, ["abstains"]),
        ("contains: article", ABSTAINED, ["abstains"]),
        ("answer: three", ABSTAINED, ["abstains"]),
        ("answer: three", FOUND, []),
        ("abstains: true", ABSTAINED, []),
        ("abstains: true", FOUND, ["abstains"]),
        ("abstains: false", FOUND, []),
        ("abstains: false", ABSTAINED, ["abstains"]),
        ("abstains: true, contains: does not say", ABSTAINED, []),
        ("language: en", FOUND, []),
        ("language: ar", FOUND, ["language"]),
        ("max_seconds: 0.5", FOUND, []),
        ("max_seconds: 0.25", FOUND, []),
        ("max_seconds: 0.2", FOUND, ["max_seconds"]),
        ("abstains: true, language: ar, max_seconds: 0.1", FOUND,
         ["abstains", "language", "max_seconds"]),
    ],
)  # fmt: skip
def test_each_expectation_is_held_against_the_answer(
    tmp_path: Path, keys: str, given: Answer, unmet: list[str]
) -> None:
    checks = check(turn(tmp_path, keys), given, seconds=0.25)
    assert [check.kind for check in checks if not check.met] == unmet


@pytest.mark.parametrize(
    ("keys", "given", "expected", "shown"),
    [
        ("contains: {any: [نعم, لا]}", FOUND, "contains «نعم» or «لا»", "It says: «…» [1]"),
        ("contains: [نعم, لا]", FOUND, "«نعم» and «لا»", "It says"),
        ("cites: مثمرا", FOUND, "a citation covers «مثمرا»", f"«{QUOTE}»"),
        ("cites: مثمرا", answer("x"), "«مثمرا»", "nothing"),
        ("cites: مثمرا", ABSTAINED, "an answer", "The article does not say."),
        ("abstains: true", FOUND, "that the article does not say", "It says"),
        ("language: ar", FOUND, "an answer in Arabic", "English"),
        ("max_seconds: 0.001", FOUND, "within 0.001 s", "0.010 s"),
        ("abstains: false, known_failure: true", FOUND, "known_failure", "it passes"),
    ],
)
def test_what_was_expected_is_said_beside_what_was_given(
    tmp_path: Path, keys: str, given: Answer, expected: str, shown: str
) -> None:
    [difference] = differences(result(turn(tmp_path, keys), given), "en")
    assert expected in difference.expected
    assert shown in difference.given


def test_what_is_met_differs_in_nothing(tmp_path: Path) -> None:
    assert differences(result(turn(tmp_path, "abstains: true"), ABSTAINED), "ar") == []
