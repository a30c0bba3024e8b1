"""Fuzz one target: `pip install atheris`, then `python -m tests.fuzzing TARGET --seconds 300`.

Ends with libFuzzer's count of executions, or with the input that broke the target, which it keeps
in the working folder.
"""

import argparse
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from tests.fuzzing.seeds import SEEDS

_READ_BY = ("index", "assistant", "yaml", "pypdf", "docx", "trafilatura", "lxml")
"""Packages whose branches guide the fuzzer."""


def main() -> None:
    """Fuzz until the time is over or something breaks."""
    import atheris

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("target", choices=SEEDS)
    options.add_argument("--seconds", type=int, default=300)
    chosen = options.parse_args()
    with atheris.instrument_imports(include=list(_READ_BY)):
        for name in _READ_BY:  # some are loaded late, and would not be seen
            import_module(name)
        from tests.fuzzing.targets import TARGETS
    folder = Path(tempfile.mkdtemp())
    for number, seed in enumerate(SEEDS[chosen.target]):
        (folder / str(number)).write_bytes(seed)
    limits = ("-timeout=60", "-rss_limit_mb=4096", "-max_len=8192", "-print_final_stats=1")
    atheris.Setup(
        [sys.argv[0], *limits, f"-max_total_time={chosen.seconds}", str(folder)],
        TARGETS[chosen.target],
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
