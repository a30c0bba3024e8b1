"""Which files a browser may name: those alone that it has uploaded to this server."""

from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder

from index.messages import Language, message


class UploadsOnly(gr.Blocks):
    """Blocks that take no file but an uploaded one, wherever in an event's data it is named.

    Gradio sees to that in the apps that it launches itself. In a mounted one it copies whatever
    path a client names to where the event may read it, and fetches whatever address stands in a
    path's place (gradio 6.31, `processing_utils._check_allowed` and `Block.preprocess_data`).

    Args:
        language: of what is told a client that names another file, a gr.Error.
        options: as of `gradio.Blocks`.
    """

    def __init__(self, language: Language, **options: Any) -> None:
        super().__init__(analytics_enabled=False, **options)
        self._language = language

    async def preprocess_data(
        self, block_fn: Any, inputs: list[Any], *others: Any, **named: Any
    ) -> Any:
        """The values that the event's function gets; see `gradio.Blocks`."""
        if not all(is_uploaded(path) for path in _paths(inputs)):
            told = message("errors", "upload_unknown", self._language)
            raise gr.Error(told, print_exception=False)
        return await super().preprocess_data(block_fn, inputs, *others, **named)


def is_uploaded(path: object) -> bool:
    """Whether `path` is that of a file in the folder for uploads; links are followed."""
    if not isinstance(path, str):
        return False
    try:
        return Path(path).resolve().is_relative_to(Path(get_upload_folder()).resolve())
    except (OSError, ValueError, RuntimeError):  # too long, a null byte, a loop of links
        return False


def _paths(value: Any) -> list[object]:
    """What objects name as their path, however deep they lie: such are files to Gradio."""
    found, unseen = [], [value]
    while unseen:
        one = unseen.pop()
        if isinstance(one, dict):
            if "path" in one:
                found.append(one["path"])
            unseen.extend(one.values())
        elif isinstance(one, list | tuple):
            unseen.extend(one)
    return found
