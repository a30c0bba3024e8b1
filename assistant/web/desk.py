"""What the page is served from: the articles that can be asked, the limits and the line."""

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from assistant.chain import Assistant
from assistant.models.choosing import EXTRACTIVE, public_name
from assistant.web.sharing import Limits, WaitingLine
from index.article import Article
from index.errors import ArticleUnreadable
from index.library import Library
from index.records import Entry
from index.splitting import Passage
from index.store import Progress

QUESTIONS_AT_ONCE = 8
_MOST_HELD = 32
"""Articles held ready at once; the others are opened again when they are asked."""
_ID = re.compile(r"[0-9a-f]{16}")
_building = threading.Lock()


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything behind the page, in whichever language it is shown.

    An article is found by its whole id, a digest of its text: who knows it knows the text. Which
    ids a reader has added is kept in that reader's browser.
    """

    first: Assistant
    """The assistant on the article that the server was started with."""
    others: tuple[str, ...] = ()
    """The answerers that a reader may choose instead of the first assistant's. The server's owner
    names them; a browser chooses among them and names none."""
    limits: Limits = field(default_factory=lambda: Limits.of(None, None))
    line: WaitingLine = field(default_factory=lambda: WaitingLine(QUESTIONS_AT_ONCE))
    lists_all: bool = False
    """Whether a reader is shown every article of the library: its own user, on its own machine."""
    library: Library = field(default_factory=Library, repr=False)
    _held: OrderedDict[str, Assistant] = field(default_factory=OrderedDict, repr=False)

    def assistant(self, article_id: str) -> Assistant:
        """The assistant on that article, or on the first where there is none."""
        if article_id in self._held:
            return self._held[article_id]
        if article_id == self.first.article.id or not _ID.fullmatch(article_id):
            return self.first
        try:
            article = self.library.get(article_id)
        except ArticleUnreadable:  # taken away, by its reader in another window or by another hand
            return self.first
        return self.add(article) if article.id == article_id else self.first

    @property
    def answerers(self) -> tuple[str, ...]:
        """The names of all that a reader may choose, first the one that answers unless chosen."""
        return tuple(dict.fromkeys([self.first.model, *self.others]))

    def answerer(self, chosen: object) -> str:
        """The answerer's name for what a browser, which knows its public name, says was chosen.

        What is not offered, perhaps no longer, is not replaced by another model, which might
        stand elsewhere, but by the quotes.
        """
        if not chosen:
            return self.first.model
        known = {public_name(name): name for name in self.answerers}
        return known.get(chosen, EXTRACTIVE) if isinstance(chosen, str) else EXTRACTIVE

    def add(self, article: Article, progress: Progress | None = None) -> Assistant:
        """Make an article ready to be asked. Raises IndexUnusable.

        One article is embedded at a time, for each takes what cores there are.
        """
        if article.id == self.first.article.id:
            return self.first
        with _building:
            if article.id not in self._held:
                self.library.add(article, progress)
                self._held[article.id] = Assistant(self.library.index(article), self.first.model)
            self._held.move_to_end(article.id)
            held = self._held[article.id]
            while len(self._held) > _MOST_HELD:
                self._held.popitem(last=False)
        return held

    def forget(self, article_id: str) -> None:
        """Take an article out of the library; the first stays."""
        if article_id == self.first.article.id or not _ID.fullmatch(article_id):
            return
        with _building:
            self._held.pop(article_id, None)
            with suppress(ArticleUnreadable):  # gone already
                self.library.remove(article_id)

    def articles(self, ids: Iterable[str]) -> list[Article | Entry]:
        """The first article, and those of `ids` that the library holds, or all that it does."""
        entries = {entry.id: entry for entry in self.library.list()}
        wanted = [*ids, *(entries if self.lists_all else ())]
        others = [name for name in dict.fromkeys(wanted) if name != self.first.article.id]
        return [self.first.article, *(entries[name] for name in others if name in entries)]

    def nearest(self, article_id: str, question: str, k: int) -> list[Passage]:
        """The `k` passages of that article that match a question best."""
        return [hit.passage for hit in self.assistant(article_id).index.search(question, k)]
