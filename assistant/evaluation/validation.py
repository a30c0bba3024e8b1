"""What may stand in a file of cases, by its JSON schema, and what is wrong in one."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from assistant.evaluation.yaml_lines import At, Data, Document
from index.errors import CaseFileError

_SHOWN = 60
_OUTLINE: Data = {"article": "…", "cases": ["…"]}
_LACKING = ("cases_expects", "cases_lacks")


@cache
def schema() -> dict[str, Any]:
    """The JSON schema of a file of cases: the one source of what may stand in it."""
    text = (files("assistant.evaluation") / "qa.schema.json").read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))


def validate(document: Document) -> None:
    """Hold a document against the schema.

    Raises CaseFileError for the first thing that is wrong.
    """
    found = Draft202012Validator(schema()).iter_errors(document.data)
    errors = [_explained(document, error) for error in found]
    if errors:
        # A misspelt key is also a missing one: the misspelling is what helps.
        raise min(errors, key=lambda e: (e.key in _LACKING, e.values["line"]))


def _explained(document: Document, error: ValidationError) -> CaseFileError:
    """What the schema found, as a sentence for the file's author."""
    at: At = tuple(error.absolute_path)
    # jsonschema types both as possibly unset, which they are only before an error is raised.
    wanted, given = cast("dict[str, Any]", error.schema), cast("Any", error.instance)
    values: dict[str, object]
    match error.validator:
        case "additionalProperties":
            unknown = [key for key in given if key not in wanted["properties"]]
            at = (*at, unknown[0])
            allowed = ", ".join(wanted["properties"])
            why, values = "cases_key", {"key": shortened(unknown[0]), "allowed": allowed}
        case "required":
            lacking = ", ".join(key for key in wanted["required"] if key not in given)
            why, values = "cases_lacks", {"key": lacking}
        case "anyOf":
            allowed = ", ".join(one["required"][0] for one in wanted["anyOf"])
            why, values = "cases_expects", {"allowed": allowed}
        case "not":
            why, values = "cases_contradiction", {"key": at[-1]}
        case _:
            forms = wanted.get("enum") or wanted.get("examples") or [_OUTLINE]
            why, values = (
                "cases_value",
                {
                    "key": next((step for step in reversed(at) if isinstance(step, str)), "YAML"),
                    "given": shortened(_flow(given)),
                    "allowed": ", ".join(map(_flow, forms)),
                },
            )
    return CaseFileError(why, file=document.file, line=document.line(at), **values)


def _flow(value: Data) -> str:
    """A value as it is written in YAML, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def shortened(text: str) -> str:
    """`text` on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "…"
