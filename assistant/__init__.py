"""The conversation: ask an article, get an answer with proof."""

from typing import TYPE_CHECKING, Any

import index  # noqa: F401 - silences the libraries' telemetry before any of them is imported
from assistant.answer import Answer, Citation, Event, Evidence, Words

if TYPE_CHECKING:
    from assistant.chain import Assistant, ask

__all__ = ["Answer", "Assistant", "Citation", "Event", "Evidence", "Words", "ask"]


def __getattr__(name: str) -> Any:
    """Load what needs torch only when it is asked for: `--help` and errors come at once."""
    if name in ("Assistant", "ask"):
        from assistant import chain

        return getattr(chain, name)
    raise AttributeError(name)
