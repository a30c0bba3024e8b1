"""The index is kept, reopened, mended, and finds what answers."""

import logging
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import BoW

from index import Article, ArticleIndex
from index.encoder import DEFAULT, load_encoder
from index.errors import EncoderUnavailable
from index.folder import Folder
from index.records import Records
from index.retriever import as_hit

STORY = "The council met in Paris.\n\nIt approved the budget.\n\nThe mayor resigned on Monday."


def made(home: Path, text: str = STORY) -> tuple[ArticleIndex, list[int]]:
    """An index and the progress of its making; no progress means that it was reopened."""
    steps: list[int] = []
    index = ArticleIndex.build(
        Article.load(text), home=home, progress=lambda done, _: steps.append(done)
    )
    return index, steps


def test_what_was_indexed_is_reopened_and_not_made_again(home: Path) -> None:
    first, steps = made(home)
    again, none = made(home)
    assert steps == [3]
    assert none == []
    assert again.passages == first.passages
    assert np.allclose(again.vectors, first.vectors)


def test_a_changed_article_is_indexed_again(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    for text in (STORY, STORY + "\n\nA new mayor was elected."):
        path.write_text(text, encoding="utf-8")
        index = ArticleIndex.build(Article.load(path), home=home)
    assert index.passages[-1].text == "A new mayor was elected."


def test_a_changed_splitter_starts_anew(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(home)
    monkeypatch.setattr("index.splitting.VERSION", 999)
    assert made(home)[1] == [3]


def test_another_encoder_from_a_local_folder_takes_its_place(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "encoder"
    bag = BoW(["council", "paris", "budget", "mayor", "monday"])
    SentenceTransformer(modules=[bag], device="cpu").save(str(folder), create_model_card=False)
    made(home)
    index = ArticleIndex.build(Article.load(STORY), encoder=str(folder), home=home)
    assert index.vectors.shape == (3, 5)
    assert index.search("mayor monday")[0].passage.text.startswith("The mayor")


def test_an_encoder_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="nowhere"):
        load_encoder(str(tmp_path / "nowhere"))


def test_a_half_written_article_is_finished(home: Path) -> None:
    index, _ = made(home)
    half = ArticleIndex.build(Article.load(STORY), home=home)
    store = half.article.id

    def interrupt(client: Any) -> None:  # the same records that an interruption would leave
        for collection in client.list_collections():
            collection.delete(ids=[f"{store}:0"])

    Folder(home).write(interrupt)
    mended, steps = made(home)
    assert steps == [3]
    assert mended.passages == index.passages


def test_a_damaged_index_is_set_aside_and_made_anew(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (home / "chroma").mkdir(parents=True)
    (home / "chroma" / "chroma.sqlite3").write_bytes(b"not a database" * 100)
    with caplog.at_level(logging.WARNING):
        index, _ = made(home)
    assert len(index.passages) == 3
    kept = home / "chroma.damaged-1" / "chroma.sqlite3"
    assert kept.read_bytes() == b"not a database" * 100
    assert "set aside" in caplog.text


def test_of_an_article_whose_vectors_do_not_fit_only_that_one_is_made_anew(home: Path) -> None:
    made(home, "The council met in Rome.")
    index, _ = made(home)
    folder = Folder(home)
    for count in (1, 2):
        written = (index.article, index.passages, index.vectors[:count])
        folder.write(lambda client, own=written: Records(client, DEFAULT).write(*own))
        again, steps = made(home)
        assert steps == [3]
        assert (again.vectors == index.vectors).all()
    assert made(home, "The council met in Rome.")[1] == []
    assert not list(home.glob("chroma.damaged-*"))


def test_a_foreign_database_is_set_aside_too(home: Path) -> None:
    (home / "chroma").mkdir(parents=True)
    with sqlite3.connect(home / "chroma" / "chroma.sqlite3") as connection:
        connection.execute("create table collections (strange text)")
    connection.close()
    assert len(made(home)[0].passages) == 3


READ_ONLY = """
from pathlib import Path
from typing import Any
import logging, sys
logging.basicConfig(format="%(message)s")
from index import Article, ArticleIndex
index = ArticleIndex.build(Article.load("The council met. It left."), home=Path(sys.argv[1]))
print(len(index.passages))
"""


def test_where_the_disk_is_read_only_the_index_lives_in_memory(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o555)
    as_user = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    assert not as_user or shutil.which("setpriv")
    done = subprocess.run(
        [*as_user, sys.executable, "-c", READ_ONLY, str(home)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "2", done.stderr
    assert "kept in memory" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_home_that_cannot_be_a_folder_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with caplog.at_level(logging.WARNING):
        assert len(made(blocked)[0].passages) == 3
    assert "kept in memory" in caplog.text


def test_scores_lie_between_0_and_1_best_first(index: ArticleIndex) -> None:
    scores = [hit.score for hit in index.search("أين عقد الاجتماع؟", k=99)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert len(scores) == len(index.passages)


def test_the_retriever_gives_documents_that_carry_their_hits(index: ArticleIndex) -> None:
    documents = index.as_retriever(3).invoke("who attended?")
    assert [as_hit(d) for d in documents] == index.search("who attended?", 3)
    for document in documents:
        start, end = document.metadata["start"], document.metadata["end"]
        assert index.article.text[start:end] == document.page_content


def test_tashkeel_does_not_change_what_is_found(index: ArticleIndex) -> None:
    plain = index.search("من حضر الاجتماع؟", 3)
    marked = index.search("مَنْ حَضَرَ الاِجْتِمَاعَ؟", 3)
    assert plain[0].passage == marked[0].passage
