"""The conversation: ask an article, get an answer with proof."""

from typing import TYPE_CHECKING, Any

import index  # noqa: F401 - silences the libraries' telemetry before any of them is imported
from assistant.answer import Answer, Citation, Event, Evidence, Words

if TYPE_CHECKING:
    from assistant.asking import ask
    from assistant.chain import Assistant

__all__ = ["Answer", "Assistant", "Citation", "Event", "Evidence", "Words", "ask"]


def __getattr__(name: str) -> Any:
    """Load what needs torch only when it is asked for: `--help` and errors come at once."""
    if name == "Assistant":
        from assistant.chain import Assistant

        return Assistant
    if name == "ask":
        from assistant.asking import ask

        return ask
    raise AttributeError(name)
