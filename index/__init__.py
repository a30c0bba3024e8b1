"""Articles made searchable: load and clean, split into passages, embed, store, retrieve."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from index.privacy import silence_telemetry

silence_telemetry()

if TYPE_CHECKING:
    from index.article import Article
    from index.article_index import ArticleIndex, Hit
    from index.library import Library
    from index.records import Entry
    from index.splitting import Passage

__all__ = ["Article", "ArticleIndex", "Entry", "Hit", "Library", "Passage"]

_HOME = {
    "Article": "index.article",
    "ArticleIndex": "index.article_index",
    "Entry": "index.records",
    "Hit": "index.article_index",
    "Library": "index.library",
    "Passage": "index.splitting",
}


def __getattr__(name: str) -> Any:
    """Load a part only when it is asked for: some need torch, and pytest imports its plugins."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(name)
