"""How often a question to the whole library reaches its article.

    python -m tests.benchmarks.across DATA_FOLDER

All articles of the question sets and all stories are put into one library; a question to it is read
in the `assistant.across.NEAREST` articles whose vectors lie nearest on average. R@k: the article
that it was asked of is among the first k. Asked are the questions held out, whose articles taught
nothing. Intervals are 95 % by bootstrap over questions.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.across import NEAREST
from assistant.evaluation.scores import Estimate, estimate
from index import Library
from index.records import digest
from tests.benchmarks import report
from tests.benchmarks.questions import QuestionSet
from tests.benchmarks.stories import load_measured

RANKS = (1, NEAREST)


@dataclass(frozen=True)
class Reached:
    """Of one question set, how often its article is among the first k, by k of RANKS."""

    questions: str
    recall: dict[int, Estimate]


def measure(
    asked: Mapping[str, Sequence[QuestionSet]], kept: Sequence[QuestionSet], home: Path
) -> list[Reached]:
    """The questions of `asked` in a library of the articles of `kept`, made in `home`."""
    library = Library(home)
    for each in kept:
        id_ = digest(each.article.text)
        library.add(replace(each.article, id=id_, source=id_))
    found = []
    for name, articles in asked.items():
        places = [
            _place(library, question.text, digest(each.article.text))
            for each in articles
            for question in each.questions
        ]
        recall = {k: estimate([float(place < k) for place in places]) for k in RANKS}
        found.append(Reached(name, recall))
    return found


def _place(library: Library, question: str, id_: str) -> int:
    """The article's place among the nearest, from 0; NEAREST where it is not among them."""
    near = [index.article.id for index in library.nearest(question, NEAREST)]
    return near.index(id_) if id_ in near else NEAREST


def table(found: Sequence[Reached]) -> str:
    """The figures as a Markdown table."""
    rows = [
        [each.questions, *(report.cell(each.recall[k]) for k in RANKS), each.recall[NEAREST].n]
        for each in found
    ]
    return report.markdown(["questions", *(f"R@{k}" for k in RANKS), "n"], rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the table, write across.json."""
    chosen = report.options(__doc__).parse_args(arguments)
    everything = load_measured(chosen.data, "all", chosen.only)
    kept = {each.article.text: each for sets in everything.values() for each in sets}
    held = load_measured(chosen.data, "held", chosen.only)
    with tempfile.TemporaryDirectory(prefix="across-") as home:
        found = measure(held, list(kept.values()), Path(home))
    print(f"{len(kept)} articles\n\n{table(found)}")
    report.write_json(chosen.output / "across.json", {"articles": len(kept), "found": found})


if __name__ == "__main__":
    main()
