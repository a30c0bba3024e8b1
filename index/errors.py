"""The errors that a user can meet. Each names what is wrong and what to do."""

from typing import ClassVar

from index.messages import Language, message

__all__ = [
    "ArticleAssistantError",
    "ArticleError",
    "ArticleUnreadable",
    "CaseFileError",
    "EncoderUnavailable",
    "FeedbackError",
    "IndexUnusable",
    "LimitReached",
    "ModelError",
    "PortTaken",
    "QuestionError",
    "StoreRefused",
    "StoreUnreachable",
    "UsersFileError",
    "WeightsDamaged",
]


class ArticleAssistantError(Exception):
    """Base of the family: a sentence of `prompts/errors.toml`, in either language.

    `str(error)` is English; `error.text("ar")` is the same sentence in Arabic.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, key: str, /, **values: object) -> None:
        self.key = key
        """The sentence's key in the catalogue."""
        self.values = values
        """What fills the sentence's placeholders."""
        super().__init__(self.text("en"))

    def text(self, language: Language) -> str:
        """The sentence in `language`; in it those of the errors that it rests on, if any."""
        said = {
            name: value.text(language) if isinstance(value, ArticleAssistantError) else value
            for name, value in self.values.items()
        }
        return message("errors", self.key, language, **said)


class ArticleError(ArticleAssistantError):
    """The article cannot be used as it is: empty, too large, not text."""


class ArticleUnreadable(ArticleError):
    """The article cannot be reached: no such file, no permission, a refused URL."""


class QuestionError(ArticleAssistantError):
    """The question cannot be asked: empty, too long, control characters."""


class CaseFileError(ArticleAssistantError):
    """A file of scripted cases cannot be used: the sentence names the file and the line."""

    @classmethod
    def at(cls, file: object, line: int, why: str, /, **values: object) -> "CaseFileError":
        """The error `why`, on a line (from 1) of a file."""
        return cls(why, file=file, line=line, **values)


class IndexUnusable(ArticleAssistantError):
    """The index folder cannot be read or written, and nothing else serves."""


class StoreUnreachable(ArticleAssistantError):
    """The Chroma server does not answer."""


class StoreRefused(ArticleAssistantError):
    """The Chroma server's address is none, or it refuses the token, tenant or database."""


class EncoderUnavailable(ArticleAssistantError):
    """The named encoder cannot be loaded."""


class WeightsDamaged(ArticleAssistantError):
    """Weights that belong to the project are missing, or are others: their hash tells."""


class ModelError(ArticleAssistantError):
    """The language model that is named cannot be used: unknown, not installed, without a key."""


class PortTaken(ArticleAssistantError):
    """Another program listens where the page should."""


class LimitReached(ArticleAssistantError):
    """A client of a shared page asks or adds more than its share; `values` hold the wait."""


class UsersFileError(ArticleAssistantError):
    """The file of those who may sign in, or a user for it, cannot be used."""


class FeedbackError(ArticleAssistantError):
    """What readers thought of answers cannot be kept, or read again."""
