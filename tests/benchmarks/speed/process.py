"""Running what is measured in a process of its own, on as many cores as wanted."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
_CALL = """
import importlib, json, os, sys
module, function, arguments, cores = sys.argv[1:]
if int(cores) and hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(cores)])
result = getattr(importlib.import_module(module), function)(*json.loads(arguments))
print(json.dumps(result))
"""


def cores_here() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def call(
    function: Callable[..., Any], *arguments: Any, home: Path, cores: int = 0, limit: float = 900
) -> Any:
    """What a function of a module returns in a fresh process; in and out go as JSON.

    Args:
        function: a function of an importable module.
        arguments: its arguments.
        home: the index folder that the process uses.
        cores: how many cores it may use, where the system can hold it to that; 0 for all.
        limit: seconds.

    Raises subprocess.CalledProcessError when it fails, subprocess.TimeoutExpired at the limit.
    """
    return json.loads(
        subprocess.run(
            command(function, *arguments, cores=cores),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            timeout=limit,
            cwd=ROOT,
            env=surroundings(home, cores),
        ).stdout.splitlines()[-1]
    )


def command(function: Callable[..., Any], *arguments: Any, cores: int = 0) -> list[str]:
    """The command that calls a function of a module and prints what it returns."""
    named = [function.__module__, function.__name__, json.dumps(arguments), str(cores)]
    return [sys.executable, "-c", _CALL, *named]


def surroundings(home: Path, cores: int = 0) -> dict[str, str]:
    """The environment of a measured process."""
    threads = {"OMP_NUM_THREADS": str(cores)} if cores else {}
    return os.environ | {"ARTICLE_ASSISTANT_HOME": str(home)} | threads
