"""Scripted cases from what readers thought of answers (assistant/feedback.py).

A good answer becomes a case that wants its quotes cited; a good abstention one that wants an
abstention; a bad abstention one that wants an answer and is known to fail. What a bad answer should
have been the reader has not said: it becomes a comment, for a person to complete.
"""

import json
from pathlib import Path
from typing import Any

import yaml

from index.arabic import main_language
from index.errors import FeedbackError

_TEXTS = ("article", "remark")


def write_cases(feedback: Path) -> list[Path]:
    """Write the file of cases of each article beside `feedback`; return their paths.

    Of several ratings of one question of one conversation the last counts.

    Raises FeedbackError: the file cannot be read, a line is no rating, or nothing can be written.
    """
    articles: dict[str, dict[tuple[str, ...], dict[str, Any]]] = {}
    for rated in _ratings(feedback):
        asked = tuple(rated["asked"])
        articles.setdefault(rated["article"], {}).pop(asked, None)
        articles[rated["article"]][asked] = rated
    written = []
    for article, ratings in articles.items():
        path = feedback.parent / f"{Path(article).stem}.qa.yaml"
        try:
            path.write_text(_cases(article, list(ratings.values())), encoding="utf-8")
        except OSError as error:
            raise FeedbackError(
                "feedback_unwritable", folder=path.parent, reason=error.strerror
            ) from error
        written.append(path)
    return written


def _ratings(feedback: Path) -> list[dict[str, Any]]:
    try:
        lines = feedback.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FeedbackError("feedback_unreadable", file=feedback, reason=reason) from error
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            rated = json.loads(line)
        except json.JSONDecodeError as error:
            raise FeedbackError("feedback_line", file=feedback, line=number) from error
        if not _is_rating(rated):
            raise FeedbackError("feedback_line", file=feedback, line=number)
        found.append(rated)
    return found


def _is_rating(rated: object) -> bool:
    return (
        isinstance(rated, dict)
        and all(isinstance(rated.get(key), str) for key in _TEXTS)
        # A name beside the file, never a path out of its folder.
        and Path(rated["article"]).name == rated["article"]
        and _are_texts(rated.get("asked"))
        and bool(rated["asked"])
        and _are_texts(rated.get("quotes"))
        and isinstance(rated.get("abstained"), bool)
        and isinstance(rated.get("good"), bool)
    )


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _cases(article: str, ratings: list[dict[str, Any]]) -> str:
    """The file's text; a case that nobody can judge yet stands there as a comment."""
    known = [rated for rated in ratings if _is_told(rated)]
    unknown = [rated for rated in ratings if not _is_told(rated)]
    parts = [_yaml({"article": article, "cases": [_case(rated) for rated in known]})]
    parts += [_commented(_yaml([_case(rated)])) for rated in unknown]
    return "\n".join(parts)


def _is_told(rated: dict[str, Any]) -> bool:
    """Whether the rating tells what the answer must do."""
    return bool(rated["abstained"] or (rated["good"] and rated["quotes"]))


def _case(rated: dict[str, Any]) -> dict[str, Any]:
    *earlier, last = rated["asked"]
    turn: dict[str, Any] = {"question": last}
    if rated["abstained"]:
        turn["abstains"] = rated["good"]
        if not rated["good"]:
            turn["known_failure"] = True
    else:
        turn["cites"] = rated["quotes"]
    if rated["remark"]:
        turn["note"] = rated["remark"]
    if not earlier:
        return turn
    first, *between = earlier
    # Of the earlier questions nothing is known but what holds of every answer.
    asked = [{"question": text, "language": main_language(text)} for text in between]
    return {"question": first, "follow_up": [*asked, turn]}


def _yaml(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100)


def _commented(text: str) -> str:
    return "".join(f"# {line}\n" for line in text.splitlines())
