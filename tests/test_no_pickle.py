"""No pickle is loaded: what lies in the index folder, or in a package, can run nothing."""

import pickle
import subprocess
import sys
from pathlib import Path

import chromadb
import numpy as np
import pytest
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings

WORK = """
import pickle, sys, tempfile
from pathlib import Path
import torch

read = []
class Watched(pickle.Unpickler):
    def load(self):
        read.append("Unpickler")
        return super().load()
def watched(module, name):
    real = getattr(module, name)
    def watch(*given, **named):
        if not named.get("weights_only"):
            read.append(name)
        return real(*given, **named)
    setattr(module, name, watch)
watched(pickle, "load")
watched(pickle, "loads")
watched(torch, "load")
pickle.Unpickler = Watched
# Also the reading in C that was bound elsewhere before: whatever it calls must be looked up.
sys.addaudithook(lambda event, _: read.append(event) if event == "pickle.find_class" else None)

from assistant import Assistant
from index import Article, ArticleIndex, Library

home = Path(tempfile.mkdtemp())
for again in range(2):
    assistant = Assistant(ArticleIndex.build(Article.load("alaska-summit"), home=home))
    assert assistant.ask("who attended?").citations
assert Library(home).nearest("who attended?")
print("unpickled:", read)
"""


def test_indexing_and_asking_unpickle_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", WORK], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "unpickled: []" in done.stdout


class Hostile:
    """What, once unpickled, leaves a file."""

    def __init__(self, left: Path) -> None:
        self._left = left

    def __reduce__(self) -> object:
        return Path.touch, (self._left,)


def test_a_pickle_planted_in_the_index_folder_runs_nothing(tmp_path: Path) -> None:
    """Chroma writes one once a collection holds many records, and decodes it as data."""
    folder, left = tmp_path / "chroma", tmp_path / "left"
    vectors = np.random.default_rng(1).random((1500, 4)).astype(np.float32)
    articles = _articles(folder)
    for at in range(0, len(vectors), 100):
        articles.add([str(n) for n in range(at, at + 100)], vectors[at : at + 100])
    (written,) = folder.glob("*/index_metadata.pickle")
    written.write_bytes(pickle.dumps(Hostile(left)))
    with pytest.raises(chromadb.errors.InternalError, match="pickle"):
        _articles(folder).query(vectors[:1])
    assert not left.exists()
    pickle.loads(written.read_bytes())
    assert left.exists(), "it would have run"


def _articles(folder: Path) -> chromadb.Collection:
    SharedSystemClient.clear_system_cache()
    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    return client.get_or_create_collection("articles", embedding_function=None)
