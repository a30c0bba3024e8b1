"""Articles made searchable: load and clean, split into passages, embed, store, retrieve."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from index.privacy import silence_telemetry

silence_telemetry()

if TYPE_CHECKING:
    from index.article import Article
    from index.article_index import ArticleIndex, Hit
    from index.splitting import Passage

__all__ = ["Article", "ArticleIndex", "Hit", "Passage"]

_HOME = {
    "Article": "index.article",
    "ArticleIndex": "index.article_index",
    "Hit": "index.article_index",
    "Passage": "index.splitting",
}


def __getattr__(name: str) -> Any:
    """Load a part only when it is asked for: some need torch, and pytest imports its plugins."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(name)
