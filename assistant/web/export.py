"""A conversation as a document: Markdown to read, JSON to compute with."""

import json
import re

from assistant.web.article_view import short_source
from assistant.web.conversation import Conversation, Turn
from index.article import Article
from index.messages import Language, message

# What Markdown would take for markup; a backslash before it keeps it text.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")
_UNNAMED = re.compile(r"[^\w-]+")
"""What not every system has in the name of a file."""


def file_name(article: Article) -> str:
    """The article's title as the name of a file, without its ending."""
    return _UNNAMED.sub(" ", article.title).strip() or article.id


def as_markdown(article: Article, talk: Conversation, language: Language) -> str:
    """Every question with its answer and, quoted below, what proves it; headings in `language`."""
    facts = [f"# {_plain(article.title)}", ""]
    if article.source != "text":
        source = message("interface", "source", language)
        facts += [f"{source}: {_plain(short_source(article.source))}", ""]
    if article.date is not None:
        facts += [f"{message('interface', 'published', language)}: {article.date}", ""]
    return "\n".join([*facts, *(line for turn in talk for line in _markdown(turn, language))])


def _markdown(turn: Turn, language: Language) -> list[str]:
    said = _plain(turn.text) or message("interface", "stopped", language)
    lines = [f"## {_plain(turn.question)}", "", said, ""]
    for citation in turn.citations:
        lines += [f"> \\[{citation.number}\\] {_plain(citation.quote)}", ""]
    return lines


def as_json(article: Article, talk: Conversation) -> str:
    """One object: the article's facts, and the turns with their citations' offsets and quotes."""
    return json.dumps(
        {
            "article": {
                "id": article.id,
                "title": article.title,
                "source": short_source(article.source),
                "date": article.date and article.date.isoformat(),
                "language": article.language,
            },
            "turns": [
                {
                    "question": turn.question,
                    "outcome": turn.outcome,
                    "text": turn.text,
                    "confidence": round(turn.confidence, 4),
                    "model": turn.model,
                    "citations": [c.as_json() for c in turn.citations],
                }
                for turn in talk
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def _plain(text: str) -> str:
    """Text on one line that stays text in Markdown."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
