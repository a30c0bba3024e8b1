"""The library keeps articles by name, once each, whatever happens to the processes that write."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index import Article, ArticleIndex, Library
from index.errors import ArticleUnreadable, IndexUnusable
from index.folder import Folder
from index.records import Records

STORY = "The council met in Paris.\n\nIt approved the budget.\n\nThe mayor resigned on Monday."
OTHER = "The river rose.\n\nThe old bridge was closed on Friday."


def run(code: str, *arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_article_is_kept_whole_and_found_by_each_of_its_names(
    home: Path, tmp_path: Path
) -> None:
    library = Library(home)
    path = file(tmp_path, "story.txt", STORY)
    article = Article.load(path)
    entry = library.add(article)
    assert library.list() == [entry]
    assert entry.passages == 3
    for name in (article.id, article.id[:6], str(path), "story.txt", "story", article.title):
        assert library.get(name) == article


def test_the_same_content_is_kept_once_and_a_changed_file_takes_its_place(
    home: Path, tmp_path: Path
) -> None:
    library = Library(home)
    path = file(tmp_path, "a.txt", STORY)
    library.add(Article.load(path))
    library.add(Article.load(file(tmp_path, "b.txt", STORY)))
    assert len(library.list()) == 1
    path.write_text(OTHER, encoding="utf-8")
    changed = library.add(Article.load(path))
    assert [e.id for e in library.list() if e.source == str(path)] == [changed.id]


def test_what_is_removed_is_gone_and_an_unknown_name_is_told(home: Path) -> None:
    library = Library(home)
    entry = library.add(Article.load(STORY))
    library.add(Article.load(OTHER))
    assert library.remove(entry.id) == entry
    assert [e.id for e in library.list()] == [Article.load(OTHER).id]
    with pytest.raises(ArticleUnreadable, match="article-assistant list"):
        library.get(entry.id)


def test_a_name_that_several_share_is_not_guessed(home: Path, tmp_path: Path) -> None:
    library = Library(home)
    for folder, text in (("one", STORY), ("two", OTHER)):
        (tmp_path / folder).mkdir()
        library.add(Article.load(file(tmp_path / folder, "story.txt", text)))
    with pytest.raises(ArticleUnreadable, match="Several articles"):
        library.get("story")


def test_a_long_article_lies_in_several_parts_and_comes_back_the_same(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.records.PART", 4)
    text = "\n\n".join(f"Sentence number {n} was read." for n in range(10))
    article = Article.load(text)
    made = Library(home).index(article)
    again = Library(home).index(article)
    assert Library(home).get(article.id) == article
    assert again.passages == made.passages
    assert (again.vectors == made.vectors).all()


WRITER = """
import sys
from pathlib import Path
from index import Article, Library
library = Library(Path(sys.argv[1]))
for n in range(int(sys.argv[2]), int(sys.argv[3])):
    library.add(Article.load(f"Report {n} came.\\n\\nThe town {n} was told.\\n\\nIt rained."))
    print(n, flush=True)
"""


def test_two_processes_share_a_folder_one_writing_and_one_reading(home: Path) -> None:
    library = Library(home)
    library.add(Article.load(STORY))
    before = {i.article.id for i in library.nearest("Who resigned?")}
    assert len(before) == 1
    done = run(WRITER, home, 0, 3)
    assert done.returncode == 0, done.stderr
    assert len(library.list()) == 4
    for entry in library.list():
        assert len(library.index(library.get(entry.id)).passages) == entry.passages
    library.add(Article.load(OTHER))
    assert len(library.nearest("What came?")) == 5
    assert not list(home.glob("chroma.damaged-*"))


KILLED = """
import os, random, signal, sys, time
from pathlib import Path
import numpy as np
from index.article import Article
from index.folder import Folder
from index.records import Records
from index.records import Records
from index.splitting import SentenceSplitter

def write(home, told):
    articles = Folder(home)
    for n in range(10_000):
        article = Article.of_text(f"Report {n} came.\\n\\nThe town {n} was told.", "text")
        passages = SentenceSplitter().passages(article.text)
        vectors = np.full((len(passages), 8), 0.25, dtype=np.float32)
        if articles.read(lambda client: Records(client, "none").read(article)) is None:
            articles.write(lambda client: Records(client, "none").write(article, passages, vectors))
        os.write(told, b".")

home, draw = Path(sys.argv[1]), random.Random(7)
for kill in range(int(sys.argv[2])):
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        write(home, told)
    os.close(told)
    os.read(heard, 1)
    time.sleep(draw.uniform(0, 0.4))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    kept = 1 + len(os.read(heard, 1_000_000))
    os.close(heard)
    print(kept, flush=True)
"""


def test_killed_at_any_moment_every_article_is_whole_or_not_there(home: Path) -> None:
    """Twenty processes are killed at random, each going on where the last was killed."""
    done = run(KILLED, home, 20)
    assert done.returncode == 0, done.stderr
    told = max(map(int, done.stdout.split()))
    where = Folder(home)
    where.write(lambda client: Records(client, "none").clear_abandoned(alone=True))
    entries = where.read(lambda client: Records(client, "none").entries())
    assert len(entries) >= told > 1, "what was told to be kept is kept"
    for entry in entries:
        kept = where.read(lambda client, id_=entry.id: Records(client, "none").kept(id_))
        assert kept is not None
        assert kept[0].id == entry.id
    assert where.read(counted) == len(entries), "nothing is left of what was interrupted"
    assert not list(home.glob("chroma.damaged-*"))


def counted(client: object) -> int:
    """How many articles any part is there of."""
    (parts,) = [c for c in client.list_collections() if c.name.startswith("passages")]
    return len({meta["article"] for meta in parts.get(include=["metadatas"])["metadatas"]})


def test_a_truncated_database_is_set_aside_and_what_can_be_read_is_kept_again(home: Path) -> None:
    library = Library(home)
    for text in (STORY, OTHER):
        library.add(Article.load(text))
    Folder(home)._forget()
    database = home / "chroma" / "chroma.sqlite3"
    whole = database.read_bytes()
    database.write_bytes(whole[: len(whole) // 2])
    assert library.list() == []
    kept = home / "chroma.damaged-1" / "chroma.sqlite3"
    assert kept.read_bytes() == whole[: len(whole) // 2]
    kept.write_bytes(whole)
    assert library.salvage() == 2
    assert len(library.list()) == 2
    assert kept.read_bytes() == whole


LIMITED = """
import resource, sys
from pathlib import Path
from index import Article, Library
from index.errors import IndexUnusable
library = Library(Path(sys.argv[1]))
size = (Path(sys.argv[1]) / "chroma" / "chroma.sqlite3").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 8192, size + 8192))
text = "\\n\\n".join(f"Sentence number {n} was read." for n in range(40))
try:
    library.add(Article.load(text))
except IndexUnusable as error:
    print(error)
"""


def test_a_disk_that_takes_no_more_is_told_and_nothing_is_lost(home: Path) -> None:
    library = Library(home)
    library.add(Article.load(STORY))
    done = run(LIMITED, home)
    assert "cannot be used" in done.stdout, done.stderr
    assert "Traceback" not in done.stderr
    assert not list(home.glob("chroma.damaged-*"))
    assert [e.id for e in library.list()] == [Article.load(STORY).id]
    assert library.get(Article.load(STORY).id).text == STORY


DENIED = """
import sys
from pathlib import Path
from index import Article, Library
from index.errors import IndexUnusable
try:
    Library(Path(sys.argv[1])).add(Article.load("The council left. It rained."))
except IndexUnusable as error:
    print(error)
"""


def test_a_lost_permission_is_told_and_nothing_is_moved(home: Path) -> None:
    Library(home).add(Article.load(STORY))
    Folder(home)._forget()
    for path in (*home.rglob("*"), home):
        path.chmod(0o555 if path.is_dir() else 0o444)
    as_user = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    assert not as_user or shutil.which("setpriv")
    done = subprocess.run(
        [*as_user, sys.executable, "-c", DENIED, str(home)],
        capture_output=True,
        text=True,
        check=False,
    )
    for path in (home, *home.rglob("*")):
        path.chmod(0o755)
    assert "cannot be used" in done.stdout, done.stderr
    assert not list(home.glob("chroma.damaged-*"))
    assert len(Library(home).list()) == 1


def test_an_index_of_the_first_version_is_recognised_and_made_anew(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    index = ArticleIndex.build(Article.load(STORY), home=home.with_name("elsewhere"))

    def as_it_was(client: object) -> None:
        old = client.create_collection(
            "passages-0123456789abcdef", metadata={"made_with": "use-multilingual-v3|splitter 2"}
        )
        for n, passage in enumerate(index.passages):
            old.add(
                ids=[f"{index.article.id}:{n}"],
                embeddings=index.vectors[n : n + 1],
                documents=[passage.text],
                metadatas=[
                    {
                        "article": index.article.id,
                        "source": "/old/story.txt",
                        "start": passage.start,
                        "end": passage.end,
                        "count": 3,
                    }
                ],
            )

    Folder(home).write(as_it_was)
    library = Library(home)
    assert library.tidy() == 1
    assert "older version" in caplog.text
    assert library.get("story").text == STORY
    names = Folder(home).read(lambda client: [c.name for c in client.list_collections()])
    assert "passages-0123456789abcdef" not in names
    assert library.tidy() == 0


def test_a_question_finds_its_article_among_others(home: Path) -> None:
    library = Library(home)
    for text in (STORY, OTHER, "The bakery won a prize.\n\nIts bread is made of rye."):
        library.add(Article.load(text))
    assert library.nearest("When was the bridge closed?", 1)[0].article.text == OTHER


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    blocked = file(tmp_path, "blocked", "x")
    with pytest.raises(IndexUnusable, match="ARTICLE_ASSISTANT_HOME"):
        Library(blocked).add(Article.load(STORY))
