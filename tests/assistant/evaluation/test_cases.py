"""A file of cases is read whole, or refused with the line of its mistake."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.cases import load_cases
from assistant.evaluation.validation import schema
from assistant.evaluation.yaml_lines import LIMIT_MB, read_yaml
from index.errors import CaseFileError
from tests.answers import HEAD, cases_in, turn


def test_a_case_says_all_that_is_expected(tmp_path: Path) -> None:
    file = cases_in(
        tmp_path,
        HEAD
        + """\
  - question: How long did it last?
    contains: {any: [three hours, 3 hours]}
    cites: [ثلاث ساعات, الاجتماع]
    answer: three hours
    language: en
    max_seconds: 2
    note: "about: time"
    follow_up:
      - question: and where?
        abstains: false
        known_failure: true
""",
    )
    first, second = file.cases[0].turns
    assert first.contains == (("three hours", "3 hours"),)
    assert first.cites == (("ثلاث ساعات",), ("الاجتماع",))
    assert (first.answers, first.language, first.max_seconds) == (("three hours",), "en", 2)
    assert (first.note, first.line, first.known_failure) == ("about: time", 3, False)
    assert (second.question, second.line, second.known_failure) == ("and where?", 11, True)


@pytest.mark.parametrize(
    ("keys", "answerable"),
    [
        ("contains: x", True),
        ("cites: الاجتماع", True),
        ("answer: x", True),
        ("abstains: false", True),
        ("abstains: true", False),
        ("abstains: true, contains: x", False),
        ("language: en", None),
    ],
)
def test_what_is_expected_tells_whether_an_answer_is(
    tmp_path: Path, keys: str, answerable: bool | None
) -> None:
    assert turn(tmp_path, keys).answerable is answerable


def test_an_article_is_a_sample_an_address_or_a_path_beside_the_file(tmp_path: Path) -> None:
    case = "cases: [{question: who?, abstains: true}]"
    assert cases_in(tmp_path, f"article: alaska-summit\n{case}").source == "alaska-summit"
    address = "https://example.org/story"
    assert cases_in(tmp_path, f"article: {address}\n{case}").source == address
    file = cases_in(tmp_path, f"article: texts/story.txt\n{case}")
    assert file.source == tmp_path / "texts" / "story.txt"
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "story.txt").write_text("The council met.", encoding="utf-8")
    assert file.article().text == "The council met."


CASE = f"{HEAD}  - question: who?\n"
WRONG = [
    ("", 1, "cases_value"),
    ("[1, 2]", 1, "cases_value"),
    ("article: alaska-summit\ncases: ]\n", 2, "cases_syntax"),
    ("article: x\n\tcases: y", 2, "cases_syntax"),
    ("article: alaska-summit", 1, "cases_lacks"),
    ("article: alaska-summit\ncases: []", 2, "cases_value"),
    (f"{HEAD}  - abstains: true", 3, "cases_lacks"),
    (CASE, 3, "cases_expects"),
    (f"{CASE}    contain: x", 4, "cases_key"),
    (f"{CASE}    contains: 2025", 4, "cases_value"),
    (f"{CASE}    contains: ''", 4, "cases_value"),
    (f"{CASE}    contains: [x,\n      3]", 5, "cases_value"),
    (f"{CASE}    contains: {{any: [x], all: [y]}}", 4, "cases_value"),
    (f"{CASE}    contains: {{some: [x]}}", 4, "cases_key"),
    (f"{CASE}    contains: ' '", 4, "cases_blank"),
    (f"{CASE}    cites: [x, 'َّ']", 4, "cases_blank"),
    (f"{CASE}    abstains: yes", 4, "cases_value"),
    (f"{CASE}    abstains: true\n    cites: x", 5, "cases_contradiction"),
    (f"{CASE}    language: fr", 4, "cases_value"),
    (f"{CASE}    max_seconds: 0", 4, "cases_value"),
    (f"{CASE}    max_seconds: .nan", 4, "cases_value"),
    (f"{CASE}    follow_up: [{{question: when?, abstains: true, follow_up: []}}]", 4, "cases_key"),
    (f"{CASE}    abstains: true\n    abstains: false", 5, "cases_twice"),
    (f"{HEAD}  - question: '?!'\n    abstains: true", 3, "cases_within"),
    (f"{HEAD}  - question: {'x' * 2001}\n    abstains: true", 3, "cases_within"),
    ("article: !!python/object/apply:os.system [ls]", 1, "cases_tag"),
    ("a: 1\n---\nb: 2", 2, "cases_documents"),
    ("? [a]\n: b", 1, "cases_key_form"),
]


@pytest.mark.parametrize(("text", "line", "key"), WRONG)
def test_a_mistake_is_told_with_its_line_in_both_languages(
    tmp_path: Path, text: str, line: int, key: str
) -> None:
    with pytest.raises(CaseFileError) as caught:
        cases_in(tmp_path, text)
    assert (caught.value.key, caught.value.values["line"]) == (key, line)
    for language in ("en", "ar"):
        sentence = caught.value.text(language)
        assert sentence.startswith(f"{tmp_path / 'story.qa.yaml'}:{line}: ")
        assert "\n" not in sentence
    assert any("\u0600" <= c <= "\u06ff" for c in caught.value.text("ar"))


def test_a_wrong_key_and_a_wrong_value_say_what_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(CaseFileError, match=r"key contain .*Allowed: question, contains, cites"):
        cases_in(tmp_path, f"{CASE}    contain: x")
    with pytest.raises(CaseFileError, match=r'language cannot be "fr".*"ar", "en"'):
        cases_in(tmp_path, f"{CASE}    language: fr")


def test_a_stretch_that_the_article_lacks_is_a_mistake_of_the_file(tmp_path: Path) -> None:
    file = cases_in(tmp_path, f"{CASE}    cites: {{any: [ألاسكا, هلسنكي]}}")
    with pytest.raises(CaseFileError, match=r":3: .*«هلسنكي»"):
        file.article()
    assert cases_in(tmp_path, f"{CASE}    cites: الاسكا").article().language == "ar"


def test_an_article_that_cannot_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    file = cases_in(tmp_path, "# new\narticle: none.txt\ncases: [{question: who?, abstains: true}]")
    with pytest.raises(CaseFileError, match=r":2: There is no article at .*none\.txt"):
        file.article()


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\n" + "".join(
    f"{key}: &{key} [*{last}, *{last}, *{last}, *{last}]\n"
    for last, key in zip("bcdefghij", "cdefghijk", strict=True)
)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (BOMB.encode(), "cases_alias"),
        (b"[" * 200_000, "cases_deep"),
        (b"- " * 200_000, "cases_deep"),
        (b"{a: " * 1000, "cases_deep"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "cases_binary"),
        (b"article: \x07", "cases_binary"),
        ("سلام".encode("utf-16"), "cases_binary"),
        (b"x" * (LIMIT_MB * 1024 * 1024 + 1), "cases_large"),
        (b"article: " + b"9" * 900_000, "cases_value"),
    ],
    ids=["aliases", "flow", "block", "maps", "png", "bell", "utf-16", "large", "digits"],
)
def test_a_hostile_file_is_one_clear_error(tmp_path: Path, data: bytes, key: str) -> None:
    path = tmp_path / "hostile.qa.yaml"
    path.write_bytes(data)
    with pytest.raises(CaseFileError) as caught:
        load_cases(path)
    assert caught.value.key in (key, "cases_lacks" if key == "cases_value" else key)
    assert len(str(caught.value)) < 500


def test_no_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(CaseFileError, match="no file of cases"):
        load_cases(tmp_path / "none.qa.yaml")
    with pytest.raises(CaseFileError, match="cannot be read"):
        load_cases(tmp_path)


@given(st.binary(max_size=300) | st.text("[]{}:-,&*!'\"\n\t #a1|>%?", max_size=120).map(str.encode))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.qa.yaml"
    path.write_bytes(data)
    try:
        load_cases(path)
    except CaseFileError as error:
        assert str(path) in error.text("ar")


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.text("ab:#'\"\nسلام1.-", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab ", max_size=3), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abc", min_size=1), PLAIN, min_size=1))
def test_json_is_yaml_and_read_as_what_it_is(
    tmp_path_factory: pytest.TempPathFactory, data: dict[str, object]
) -> None:
    import json

    path = tmp_path_factory.getbasetemp() / "json.qa.yaml"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    assert read_yaml(path).data == data


def test_the_schema_describes_every_key_for_editors() -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(schema())
    definitions = schema()["$defs"]
    for kind in ("case", "turn"):
        for key, value in definitions[kind]["properties"].items():
            named = value.get("$ref", "").rsplit("/", 1)[-1]
            assert definitions.get(named, value)["description"], key
