"""What a question comes to: an answer and the quotes that prove it."""

from dataclasses import dataclass

from index.messages import Language


@dataclass(frozen=True, slots=True)
class Citation:
    """One quote of the article: `article.text[start:end] == quote`, always."""

    number: int
    """From 1, in the order in which the answer's text uses them."""
    quote: str
    start: int
    end: int
    article: str = ""
    """The id of the quoted article where several were asked; empty where one was."""
    title: str = ""
    """Its title, likewise."""

    def as_json(self) -> dict[str, object]:
        """The object that stands for the citation in `Answer.as_json`."""
        told = {"number": self.number, "quote": self.quote, "start": self.start, "end": self.end}
        return told | ({"article": self.article, "title": self.title} if self.article else {})


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
    """The answerer that wrote the text."""

    def as_json(self, seconds: float) -> dict[str, object]:
        """The object that `--json` prints and the page serves under the name `ask`."""
        return {
            "question": self.question,
            "text": self.text,
            "abstained": self.abstained,
            "confidence": round(self.confidence, 4),
            "language": self.language,
            "model": self.model,
            "citations": [citation.as_json() for citation in self.citations],
            "seconds": round(seconds, 4),
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """First event of a stream: the quotes, before the first word."""

    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of the answer's text; joined in order, the pieces are `Answer.text`."""

    text: str


Event = Evidence | Words | Answer
"""What a stream yields: one Evidence, some Words, then the Answer."""
