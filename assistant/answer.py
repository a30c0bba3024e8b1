"""What a question comes to: an answer and the quotes that prove it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from index.messages import Language

if TYPE_CHECKING:
    from index.splitting import Passage


@dataclass(frozen=True, slots=True)
class Citation:
    """One quote of the article: `article.text[start:end] == quote`, always."""

    number: int
    """From 1, in the order in which the answer's text uses them."""
    quote: str
    start: int
    end: int
    phrase: "Passage | None" = None
    """The stretch within the quote that answers most directly, where one is known."""
    article: str = ""
    """The id of the quoted article where several were asked; empty where one was."""
    title: str = ""
    """Its title, likewise."""

    def as_json(self) -> dict[str, object]:
        """The object that stands for the citation in `Answer.as_json`."""
        told = {
            "number": self.number,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "phrase": self.phrase and self.phrase.text,
        }
        return told | ({"article": self.article, "title": self.title} if self.article else {})


class Replaced(StrEnum):
    """Why a language model's wording, or the rest of it, gave way to exact quotes.

    The value is the remark's key in `prompts/grounding.toml`.
    """

    # What it wrote could not be verified.
    UNCITED = "uncited"
    """A sentence cites no passage that exists, and none supports it."""
    NUMBER = "number"
    """A number is not in the cited passages."""
    DATE = "date"
    """A month, a weekday or a day of a month is not in the cited passages."""
    QUOTATION = "quotation"
    """What stands in quotation marks is not in the cited passages, word for word."""
    NAME = "name"
    """A name is not in the cited passages."""
    NEGATION = "negation"
    """It affirms what the cited passages deny, or denies what they affirm."""
    UNSUPPORTED = "unsupported"
    """The cited passages do not say it."""
    LANGUAGE = "language"
    """It is not in the question's language."""
    DECLINED = "declined"
    """The model found no answer where the reader did."""

    # It did not come to write, or not to an end.
    UNREACHABLE = "unreachable"
    """No server answers, or it fails."""
    REFUSED = "refused"
    """The server refuses the key or does not know the model."""
    RATE_LIMITED = "rate_limited"
    """The server takes no more requests for now."""
    TIMEOUT = "timeout"
    """The time limit was reached."""
    CONTEXT = "context"
    """Not even the best passage fits the model's context."""
    EMPTY = "empty"
    """It wrote nothing."""
    ENDLESS = "endless"
    """It did not come to an end, or began to repeat itself."""
    MALFORMED = "malformed"
    """What the server sent cannot be read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or the plain statement that the article holds none."""

    question: str
    """The question as it was asked."""
    text: str
    """The answer in the question's language, with [n] behind what citation n proves."""
    citations: tuple[Citation, ...]
    """The proof; of an abstention, what the article comes closest to."""
    abstained: bool
    """Whether the article was found not to say."""
    confidence: float
    """Probability in [0, 1] that the passages found answer the question."""
    language: Language
    model: str
    """The answerer that wrote the text: a model's name where any of its sentences stands in it."""
    replaced: Replaced | None = None
    """Why a language model's wording, or the rest of it, gave way to quotes; None where not."""

    def as_json(self, seconds: float) -> dict[str, object]:
        """The object that `--json` prints and the page serves under the name `ask`."""
        return {
            "question": self.question,
            "text": self.text,
            "abstained": self.abstained,
            "confidence": round(self.confidence, 4),
            "language": self.language,
            "model": self.model,
            "replaced": self.replaced,
            "citations": [citation.as_json() for citation in self.citations],
            "seconds": round(seconds, 4),
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """The quotes, before the first word; again whenever a language model cites others first.

    A number that the words have used keeps its quote in every later one.
    """

    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of the answer's text; joined in order, the pieces are `Answer.text`."""

    text: str


Event = Evidence | Words | Answer
"""What a stream yields: an Evidence, Words (and Evidence between them), then the Answer."""
