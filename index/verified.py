"""Weights that are read only when they are the ones that belong to the project, by their SHA-256.

The file SHA256SUMS beside weights names each with its hash, as the command sha256sum writes and
checks it; whoever trains weights writes it too.
"""

import hashlib
from importlib.resources.abc import Traversable
from pathlib import Path

from index.errors import WeightsDamaged

SUMS = "SHA256SUMS"
COMMAND = "pip install --force-reinstall --no-deps ."


def verified(folder: Traversable, name: str) -> bytes:
    """The bytes of one of a folder's weights.

    Raises WeightsDamaged: it is not there, or not as SHA256SUMS has it.
    """
    try:
        data, sums = (folder / name).read_bytes(), (folder / SUMS).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise WeightsDamaged("weights_damaged", file=name, command=COMMAND) from error
    if f"{hashlib.sha256(data).hexdigest()}  {name}" not in sums.splitlines():
        raise WeightsDamaged("weights_damaged", file=name, command=COMMAND)
    return data


def check(path: Path, sha256: str, command: str) -> None:
    """Raise WeightsDamaged unless a file of another package has this hash.

    Args:
        path: the file.
        sha256: the hash, in hexadecimal digits.
        command: what installs the right one.
    """
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise WeightsDamaged("weights_damaged", file=path.name, command=command) from error
    if found != sha256:
        raise WeightsDamaged("weights_damaged", file=path.name, command=command)


def write_sums(folder: Path, *names: str) -> None:
    """Write the hashes of a folder's weights of these names into SHA256SUMS; others' lines stay."""
    sums = folder / SUMS
    written = sums.read_text(encoding="ascii").splitlines() if sums.exists() else []
    hashes = {name: value for value, name in (line.split("  ", 1) for line in written)}
    hashes |= {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    lines = [f"{value}  {name}\n" for name, value in sorted(hashes.items())]
    sums.write_text("".join(lines), encoding="ascii", newline="\n")
