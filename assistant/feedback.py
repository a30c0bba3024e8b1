"""What readers thought of answers: a line of JSON each, kept beside the articles that were asked.

`article-assistant eval --from-feedback` makes scripted cases of them
(assistant/evaluation/from_feedback.py).
"""

import json
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.answer import Citation
from index.article import Article
from index.errors import FeedbackError
from index.store import default_home

FILE = "feedback.jsonl"
_appending = threading.Lock()


@dataclass(frozen=True, slots=True)
class Rated:
    """One answer and what its reader thought of it."""

    article: Article
    asked: tuple[str, ...]
    """The questions of the conversation, the one that was rated last."""
    text: str
    citations: tuple[Citation, ...]
    abstained: bool
    is_good: bool
    remark: str
    model: str


def default_folder() -> Path:
    """Where feedback is kept: a folder of ARTICLE_ASSISTANT_HOME."""
    return default_home() / "feedback"


def append(rated: Rated, folder: Path | None = None) -> None:
    """Add a line to the folder's `feedback.jsonl`; the article's text is kept there once.

    A later line on the same question of the same conversation takes the earlier one's place, when
    cases are made of them. Raises FeedbackError when the folder cannot be written.
    """
    folder = folder or default_folder()
    line = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "article": f"{rated.article.id}.txt",
        "title": rated.article.title,
        "source": rated.article.source,
        "asked": list(rated.asked),
        "text": rated.text,
        "quotes": [citation.quote for citation in rated.citations],
        "abstained": rated.abstained,
        "good": rated.is_good,
        "remark": rated.remark,
        "model": rated.model,
    }
    try:
        with _appending:
            folder.mkdir(parents=True, exist_ok=True)
            text = folder / f"{rated.article.id}.txt"
            if not text.exists():
                text.write_text(rated.article.text, encoding="utf-8")
            with (folder / FILE).open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
    except OSError as error:
        raise FeedbackError("feedback_unwritable", folder=folder, reason=error.strerror) from error
