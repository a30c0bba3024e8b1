"""The library: every article that was indexed, to be listed, asked and removed by name."""

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path, PurePath

from langchain_core.embeddings import Embeddings

from index.article import Article
from index.article_index import ArticleIndex
from index.encoder import DEFAULT, load_encoder
from index.errors import ArticleUnreadable
from index.folder import Folder
from index.records import Entry, Records
from index.store import Place, Progress, place, salvage, stored_passages, tidy

_READ = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")
"""Endings of the files that a folder is searched for."""


# Within the class, `list` is the method.
_Entries = list[Entry]
_Indexes = list[ArticleIndex]


class Library:
    """The articles kept in one place. Safe to share between threads; holds no article itself.

    Args:
        home: the index folder; the server of ARTICLE_ASSISTANT_STORE, else the default folder,
            when None.
        encoder: the encoder whose articles these are.

    Raises StoreRefused: ARTICLE_ASSISTANT_STORE is no address.

    Every method raises IndexUnusable, StoreUnreachable or StoreRefused where the place cannot be
    used.

    Example:
        >>> library = Library()
        >>> entry = library.add(Article.load("alaska-summit"))
        >>> library.get(entry.id).text == Article.load("alaska-summit").text
        True
    """

    def __init__(self, home: Path | None = None, encoder: str = DEFAULT) -> None:
        self._place: Place = place(home)
        self._encoder = encoder

    def list(self) -> _Entries:
        """What is known of each article: id, title, date, source, language, passages; by title."""
        return self._place.read(lambda client: Records(client, self._encoder).entries())

    def find(self, name: str) -> Entry:
        """The one article of that name: its id or the beginning of it (4 characters or more), its
        source, its file's name with or without ending, or its title.

        Raises ArticleUnreadable: there is none, or several; the message names them.
        """
        found = self._named(name.strip())
        if not found:
            raise ArticleUnreadable("library_missing", name=name)
        if len(found) > 1:
            several = ", ".join(f"{entry.id[:8]} ({entry.source})" for entry in found[:5])
            raise ArticleUnreadable("library_several", name=name, several=several)
        return found[0]

    def get(self, name: str) -> Article:
        """The article of that name, as it was kept. Raises ArticleUnreadable as `find` does."""
        entry = self.find(name)
        kept = self._place.read(lambda client: Records(client, self._encoder).kept(entry.id))
        if kept is None:  # removed by another process in between
            raise ArticleUnreadable("library_missing", name=name)
        return kept[0]

    def add(self, article: Article, progress: Progress | None = None) -> Entry:
        """Keep an article; the same text is kept once, and a source's new text replaces its old."""
        passages, _ = stored_passages(
            article, self._embeddings, self._encoder, self._place, progress
        )
        return Entry(
            article.id,
            article.title,
            article.date,
            article.source,
            article.language,
            len(passages),
        )

    def holds(self, article: Article) -> bool:
        """Whether the article's text is kept whole."""
        return (
            self._place.read(lambda client: Records(client, self._encoder).read(article))
            is not None
        )

    def remove(self, name: str) -> Entry:
        """Remove the article of that name. Raises ArticleUnreadable as `find` does."""
        entry = self.find(name)
        self._place.write(lambda client: Records(client, self._encoder).remove(entry.id))
        return entry

    def nearest(self, question: str, k: int = 8) -> _Indexes:
        """The `k` articles that lie nearest to a question, by the mean of their passages."""
        vector = self._embeddings.embed_query(question)
        ids = self._place.read(
            lambda client: Records(client, self._encoder).nearest(vector, k), search=True
        )
        kept = self._place.read(
            lambda client: [Records(client, self._encoder).kept(id_) for id_ in ids]
        )
        found = filter(None, kept)
        return [ArticleIndex(article, *stored, self._embeddings) for article, stored in found]

    def index(self, article: Article) -> ArticleIndex:
        """The index of an article, kept here."""
        stored = stored_passages(article, self._embeddings, self._encoder, self._place)
        return ArticleIndex(article, *stored, self._embeddings)

    def tidy(self) -> int:
        """Finish or remove what was interrupted; make anew what an older version of the project
        made. Returns how many articles were made anew."""
        return tidy(self._place, self._embeddings, self._encoder)

    def salvage(self) -> int:
        """Keep again the articles that can be read of databases set aside; returns how many."""
        if isinstance(self._place, Folder):
            return salvage(self._place, self._embeddings, self._encoder)
        return 0

    @cached_property
    def _embeddings(self) -> Embeddings:
        return load_encoder(self._encoder)

    def _named(self, name: str) -> _Entries:
        entries = self.list()
        exact = [e for e in entries if name in (e.id, e.source)]
        if exact or not name:
            return exact
        return [
            e
            for e in entries
            if (re.fullmatch(r"[0-9a-f]{4,}", name) and e.id.startswith(name))
            or name in (PurePath(e.source).name, PurePath(e.source).stem)
            or name.casefold() == e.title.casefold()
        ]


def sources(named: list[str]) -> Iterator[str]:
    """The sources that `index` is given: of a folder, the files in it that can be articles."""
    for source in named:
        path = Path(source).expanduser()
        if path.is_dir():
            yield from sorted(
                str(file)
                for file in path.rglob("*")
                if file.suffix.lower() in _READ and file.is_file()
            )
        else:
            yield source
