"""What the page is served from: the articles that can be asked, the limits and the line."""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.chain import Assistant
from assistant.web.sharing import Limits, WaitingLine
from index.article import Article
from index.article_index import ArticleIndex
from index.splitting import Passage
from index.store import Progress

QUESTIONS_AT_ONCE = 8
_MOST_ARTICLES = 200
_building = threading.Lock()


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything behind the page, in whichever language it is shown.

    An added article is found by its id alone, a digest of its text: who knows it knows the text.
    Which ids a reader has added is kept in that reader's browser.
    """

    first: Assistant
    """The assistant on the article that the server was started with."""
    limits: Limits = field(default_factory=lambda: Limits.of(None, None))
    line: WaitingLine = field(default_factory=lambda: WaitingLine(QUESTIONS_AT_ONCE))
    _added: OrderedDict[str, Assistant] = field(default_factory=OrderedDict, repr=False)

    def assistant(self, article_id: str) -> Assistant:
        """The assistant on that article, or on the first where there is none."""
        return self._added.get(article_id, self.first)

    def add(self, article: Article, progress: Progress | None = None) -> Assistant:
        """Make an article ready to be asked. Raises IndexUnusable.

        One article is embedded at a time, for each takes what cores there are.
        """
        if article.id == self.first.article.id:
            return self.first
        with _building:
            if article.id not in self._added:
                index = ArticleIndex.build(article, progress=progress)
                self._added[article.id] = Assistant(index, self.first.model)
            self._added.move_to_end(article.id)
            while len(self._added) > _MOST_ARTICLES:
                self._added.popitem(last=False)
        return self._added[article.id]

    def forget(self, article_id: str) -> None:
        """Take an added article away; the first stays."""
        with _building:
            self._added.pop(article_id, None)

    def articles(self, ids: Iterable[str]) -> list[Article]:
        """The first article, and those of `ids` that are still here, in their order."""
        added = [self._added[name].article for name in ids if name in self._added]
        return [self.first.article, *added]

    def nearest(self, article_id: str, question: str, k: int) -> list[Passage]:
        """The `k` passages of that article that match a question best."""
        return [hit.passage for hit in self.assistant(article_id).index.search(question, k)]
