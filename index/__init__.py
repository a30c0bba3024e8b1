"""Articles made searchable: load and clean, split into passages, embed, store, retrieve."""

from typing import TYPE_CHECKING, Any

from index.privacy import silence_telemetry

silence_telemetry()

from index.article import Article  # noqa: E402 - the libraries read the switches when imported
from index.splitting import Passage  # noqa: E402

if TYPE_CHECKING:
    from index.article_index import ArticleIndex, Hit

__all__ = ["Article", "ArticleIndex", "Hit", "Passage"]


def __getattr__(name: str) -> Any:
    """Load what needs torch only when it is asked for: `--help` and errors come at once."""
    if name in ("ArticleIndex", "Hit"):
        from index import article_index

        return getattr(article_index, name)
    raise AttributeError(name)
