"""Telemetry of the libraries, switched off before any of them is imported.

Nothing leaves the machine unless the user names a remote model or a URL. A variable that the
user has set is left alone: it is the user's word.
"""

import os

_SILENT = {
    "ANONYMIZED_TELEMETRY": "False",  # Chroma
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",  # no fork warnings; no telemetry, but the same moment
}


def silence_telemetry() -> None:
    """Set the libraries' own opt-out variables where they are unset."""
    for name, value in _SILENT.items():
        os.environ.setdefault(name, value)
