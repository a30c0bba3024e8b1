"""Numbers, dates, quotations and names are found in a passage, in either language, or missed."""

import pytest

from assistant.grounding.dates import dates
from assistant.grounding.names import missing_names
from assistant.grounding.numbers import numbers, stated_numbers
from assistant.grounding.quotations import holds, quotations
from index.lexical import Lexical


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3 hours", 3), ("ثلاث ساعات", 3), ("٣ ساعات", 3), ("three", 3), ("و٢٥ دقيقة", 25),
        ("1,250", 1250), ("١٬٢٥٠", 1250), ("3.5", 3.5), ("٣٫٥", 3.5), ("twenty-five", 25),
        ("خمسة وعشرون", 25), ("أربعة عشر", 14), ("forty thousand", 40_000), ("أربعين ألف", 40_000),
        ("5 ملايين", 5_000_000), ("2.3 million", 2_300_000), ("مئتان وخمسون", 250),
        ("three hundred and twenty", 320), ("the 21st century", 21), ("الثامن عشر", 18),
        ("1990s", 1990), ("50%", 50),
    ],
)  # fmt: skip
def test_a_number_is_read_in_every_form(text: str, value: float) -> None:
    assert value in stated_numbers(text)
    assert value in numbers(text)


def test_a_dual_says_two_and_a_vague_word_says_no_number() -> None:
    assert 2 in numbers("استمر ساعتين")
    assert stated_numbers("one of them came first") == frozenset()


def test_numbers_that_do_not_join_are_not_added_up() -> None:
    assert stated_numbers("two, 1905") == {2, 1905}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("الجمعة ١٥ آب", "on Friday, August 15th"),
        ("16 أغسطس/آب 2025", "2025-08-16"),
        ("3 كانون الأول", "December 3, 1905"),
        ("في أيلول", "in Sept."),
    ],
)
def test_one_date_is_the_same_in_every_form(one: str, other: str) -> None:
    assert dates(one) == dates(other)


@pytest.mark.parametrize("text", ["They may march on.", "أحد الوزراء", "Mar a Lago"])
def test_other_words_are_no_dates(text: str) -> None:
    assert not any(dates(text))


def test_a_quotation_is_held_word_for_word_or_not_at_all() -> None:
    assert quotations("He said “very good” and «نعم، كان»") == [["very", "good"], ["نعم", "كان"]]
    assert holds(["كان", "مثمرا"], 'قال: "كان مثمرًا"')
    assert not holds(["كان", "مثمرا"], "كان الاجتماع مثمرًا")


ATTENDED = Lexical.build(
    ["حضر من الجانب الأمريكي ترامب، ووزير الخارجية ماركو روبيو، بينما ضم الوفد الروسي سيرغي لافروف"]
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Trump and Foreign Minister Marco Rubio attended.",
        "The Russian delegation had Sergey Lavrov.",
        "Lavrov and the US president came.",
        "حضر روبيو ولافروف.",
    ],
)
def test_a_name_is_found_across_scripts(sentence: str) -> None:
    assert missing_names(sentence, ATTENDED) == []


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("Mike Pompeo attended.", {"mike", "pompeo"}),
        ("Trump and Zelensky attended.", {"zelensky"}),
        ("حضر مايك بومبيو.", {"بومبيو"}),
        ("وحضر زيلينسكي أيضا.", {"زيلينسكي"}),
        ("He met in Paris.", {"paris"}),
    ],
)
def test_a_name_that_a_passage_lacks_is_missed(sentence: str, missing: set[str]) -> None:
    assert missing <= set(missing_names(sentence, ATTENDED))
