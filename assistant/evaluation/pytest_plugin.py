"""A pytest plugin: every case of a *.qa.yaml file is a test of the suite it lies in.

Loaded by pytest's entry point `pytest11` wherever the distribution is installed, also for suites
that have no such file: only what is needed to pass by is imported here.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from assistant.evaluation.cases import Case, CaseFile
    from assistant.evaluation.run import Answerer, CaseResult

SUFFIX = ".qa.yaml"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "QuestionsFile | None":
    """Collect files of scripted cases."""
    if file_path.name.endswith(SUFFIX):
        return QuestionsFile.from_parent(parent, path=file_path)
    return None


class QuestionsFile(pytest.File):
    """A file of cases. A mistake in it is a collection error of one line."""

    def collect(self) -> Iterator["QuestionItem"]:
        """One test for each case, named by its first question."""
        from assistant.evaluation.cases import load_cases

        file = load_cases(self.path)
        seen: dict[str, int] = {}
        for case in file.cases:
            times = seen[case.name] = seen.get(case.name, 0) + 1
            name = case.name if times == 1 else f"{case.name} ({times})"
            yield QuestionItem.from_parent(self, name=name, file=file, case=case)

    def repr_failure(  # type: ignore[override] # pytest gives a collector no style
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> Any:
        """The sentence that says what is wrong and on which line."""
        return _sentence(excinfo) or super().repr_failure(excinfo)


class QuestionItem(pytest.Item):
    """One case: passes when every turn gets what it expects, as xfail(strict) where marked."""

    def __init__(self, *, file: "CaseFile", case: "Case", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.file_of_cases = file
        self.case = case

    def runtest(self) -> None:
        """Ask the case's questions."""
        from assistant.evaluation.run import Outcome, run_case

        result = run_case(self.file_of_cases, self.case, _answerer(self.file_of_cases))
        if result.outcome is Outcome.FAILED:
            raise CaseFailed(result)
        if result.outcome is Outcome.KNOWN:
            pytest.xfail("known_failure")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What was expected beside what was given, without a traceback."""
        if isinstance(excinfo.value, CaseFailed):
            return str(excinfo.value)
        return _sentence(excinfo) or super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the case stands, its line from 0."""
        return self.path, self.case.line - 1, self.name


class CaseFailed(AssertionError):
    """A case did not get what it expects; as text, what that was and what it got."""

    def __init__(self, result: "CaseResult") -> None:
        from assistant.evaluation.export import explained
        from index.messages import language_of_surroundings

        super().__init__("\n".join(explained(result, language_of_surroundings())))


@cache
def _answerer(file: "CaseFile") -> "Answerer":
    """The default answerer on a file's article: ARTICLE_ASSISTANT_MODEL names another."""
    from assistant.evaluation.run import open_answerer

    return open_answerer(file.article(), None)


def _sentence(excinfo: pytest.ExceptionInfo[BaseException]) -> str | None:
    """The sentence of a user's mistake; None for any other exception."""
    from index.errors import ArticleAssistantError
    from index.messages import language_of_surroundings

    error = excinfo.value
    return (
        error.text(language_of_surroundings()) if isinstance(error, ArticleAssistantError) else None
    )
