"""What the page is served from: the articles that can be asked, the limits and the line."""

from dataclasses import dataclass, field

from assistant.chain import Assistant
from assistant.web.sharing import Limits, WaitingLine
from index.splitting import Passage

QUESTIONS_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything behind the page, in whichever language it is shown."""

    first: Assistant
    """The assistant on the article that the server was started with."""
    others: dict[str, Assistant] = field(default_factory=dict)
    limits: Limits = field(default_factory=lambda: Limits.of(None, None))
    line: WaitingLine = field(default_factory=lambda: WaitingLine(QUESTIONS_AT_ONCE))

    def assistant(self, article_id: str) -> Assistant:
        """The assistant on that article, or on the first where there is none."""
        return self.others.get(article_id, self.first)

    def nearest(self, article_id: str, question: str, k: int) -> list[Passage]:
        """The `k` passages of that article that match a question best."""
        return [hit.passage for hit in self.assistant(article_id).index.search(question, k)]
