"""YAML as data and line numbers, from files that may be hostile.

Of YAML 1.2's core schema, what JSON can say: `yes`, `no` and dates are texts. Aliases, tags and
deep nesting are refused, so that a small file stays small once it is read.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from index.errors import CaseFileError

Data = str | int | float | bool | list["Data"] | dict[str, "Data"] | None
At = tuple[str | int, ...]
"""Where a value stands: the keys and positions that lead to it."""

LIMIT_MB = 1
DEEPEST = 12
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What YAML calls printable; all else is a binary file, or wants to be mistaken for text.
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_NAMED: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})(?:[eE][-+]?[0-9]{1,3})?")


@dataclass(slots=True)
class Document:
    """A file's data and the line, from 1, on which each of its values begins."""

    file: str
    data: Data = None
    lines: dict[At, int] = field(default_factory=dict)

    def line(self, at: At) -> int:
        """The line of the value at `at`, of its key where it has one."""
        return self.lines.get(at, 1)


def read_yaml(path: Path) -> Document:
    """Read the one YAML document of a file.

    Raises CaseFileError: no file, not text, over 1 MB, no valid YAML, or more than plain data.
    """
    document = Document(str(path))
    events = _events(document.file, _text(path))
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if document.lines:
                raise _refused(document.file, event, "cases_documents")
            document.data = _value(document, events, next(events), ())
    return document


def _text(path: Path) -> str:
    try:
        if not path.exists():
            raise CaseFileError("cases_missing", file=path)
        with path.open("rb") as file:
            data = file.read(LIMIT_MB * 1024 * 1024 + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CaseFileError("cases_unreadable", file=path, reason=reason) from error
    if len(data) > LIMIT_MB * 1024 * 1024:
        raise CaseFileError("cases_large", file=path, limit=LIMIT_MB)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseFileError("cases_binary", file=path) from error
    if _UNPRINTABLE.search(text):
        raise CaseFileError("cases_binary", file=path)
    return text


def _events(file: str, text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        if "nesting depth" in str(error.problem):  # where libyaml has a limit of its own
            raise CaseFileError.at(file, line, "cases_deep", limit=DEEPEST) from error
        raise CaseFileError.at(file, line, "cases_syntax", reason=error.problem) from error


def _value(document: Document, events: Iterator[yaml.Event], event: yaml.Event, at: At) -> Data:
    """The value that `event` begins; notes its line."""
    document.lines.setdefault(at, _line(event))
    if isinstance(event, yaml.AliasEvent):
        raise _refused(document.file, event, "cases_alias")
    if getattr(event, "tag", None):
        raise _refused(document.file, event, "cases_tag")
    if len(at) > DEEPEST:
        raise _refused(document.file, event, "cases_deep", limit=DEEPEST)
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(document, events, at)
    if isinstance(event, yaml.SequenceStartEvent):
        return _sequence(document, events, at)
    assert isinstance(event, yaml.ScalarEvent)
    return _scalar(event)


def _mapping(document: Document, events: Iterator[yaml.Event], at: At) -> dict[str, Data]:
    found: dict[str, Data] = {}
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        if not isinstance(event, yaml.ScalarEvent):
            raise _refused(document.file, event, "cases_key_form")
        key = event.value
        if key in found:
            raise _refused(document.file, event, "cases_twice", key=key)
        document.lines[(*at, key)] = _line(event)
        found[key] = _value(document, events, next(events), (*at, key))
    return found


def _sequence(document: Document, events: Iterator[yaml.Event], at: At) -> list[Data]:
    found: list[Data] = []
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            break
        found.append(_value(document, events, event, (*at, len(found))))
    return found


def _scalar(event: yaml.ScalarEvent) -> Data:
    text: str = event.value
    if event.style:  # quoted, or a block
        return text
    if text in _NAMED:
        return _NAMED[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text


def _line(event: yaml.Event) -> int:
    assert event.start_mark is not None  # events of a parsed text have one
    return event.start_mark.line + 1


def _refused(file: str, event: yaml.Event, why: str, /, **values: object) -> CaseFileError:
    return CaseFileError.at(file, _line(event), why, **values)
