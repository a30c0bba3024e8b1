"""What each part of finding and of reading earns, on the articles held out.

    python -m tests.benchmarks.ablation DATA_FOLDER [--only SET]...

Each row takes one part away: of the retrieval, what tells that two words mean the same; of the
light reader, one of its inputs, each sentence given the mean of its article's instead. The reader
is not taught anew without it, and so might have made up for some of it. The figures are R@1, and
what is lost against the whole, paired by question, with 95 % bootstrap intervals.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from unittest.mock import patch

import numpy as np
import torch

from assistant.chain import CANDIDATES
from assistant.evaluation.scores import Estimate, estimate
from assistant.question import Question
from assistant.reading import judging
from assistant.reading.judging import NetworkJudge
from assistant.reading.reader import ExtractiveReader
from assistant.reading.signals import FEATURES, Signals, signals
from index.splitting import Passage
from tests.benchmarks import metrics, report
from tests.benchmarks.evidence.systems import Collection, Ranker, System, retrieved
from tests.benchmarks.questions import QuestionSet
from tests.benchmarks.stories import load_measured

WORDS: dict[str, tuple[str, Callable[..., object]]] = {
    "roots": ("index.lexical.root", lambda word: word),
    "translations": ("index.lexical.translations", lambda _: {}),
    "paraphrases": ("index.lexical.paraphrases", lambda _: {}),
    "thesaurus": ("index.lexical.synonyms", lambda _: frozenset()),
    "names across scripts": ("index.lexical.same_name", lambda *_: 0.0),
}
"""Parts of the lexical half of retrieval: what knows of them, and what knows nothing."""
INPUTS: dict[str, tuple[str, ...]] = {
    "what was retrieved how well": ("dense", "lexical", "cosine", "coverage"),
    "kind of answer": FEATURES[FEATURES.index("person") - 1 :],
}
"""Inputs of the reader by the features that they are made of."""


@dataclass(frozen=True)
class Ablation:
    """What is left of R@1 without a part."""

    questions: str
    stage: str
    without: str
    recall: Estimate
    loss: Estimate
    """R@1 of the whole, less this, by question."""


@contextmanager
def without_words(part: str) -> Iterator[None]:
    """Within this, words are compared without one part of WORDS."""
    target, knows_nothing = WORDS[part]
    with patch(target, knows_nothing):
        yield


@contextmanager
def without_input(names: Sequence[str]) -> Iterator[None]:
    """Within this, the reader cannot tell sentences apart by these FEATURES."""
    columns = [FEATURES.index(name) for name in names]

    def silenced(*given: object) -> Signals:
        known = signals(*given)  # type: ignore[arg-type]
        sentences = known.sentences.copy()
        sentences[:, columns] = sentences[:, columns].mean(axis=0)
        return replace(known, sentences=sentences)

    with patch.object(judging, "signals", silenced):
        yield


def read(collection: Collection) -> Ranker:
    """The sentence that the light reader puts first, over as many candidates as a chat gives it."""
    index = collection.index
    reader = ExtractiveReader(index, NetworkJudge(index))

    def first(question: str) -> list[Passage]:
        hits = index.search(question, CANDIDATES)
        return [reader.read(Question.parse(question), hits).hits[0].passage]

    return first


def recalled(articles: Sequence[QuestionSet], system: System) -> list[float]:
    """Of every question, whether the first sentence answers. The words are counted anew."""
    found = []
    for article in articles:
        index = replace(article.index)
        rank = system(Collection(index, ()))
        for asked in article.questions:
            golds = frozenset(index.passages[n] for n in asked.golds)
            found.append(metrics.recall_at(1, rank(asked.text), golds))
    return found


def measure(sets: Mapping[str, Sequence[QuestionSet]]) -> Iterator[Ablation]:
    """Every question set with the whole, then without each part in turn."""
    for name, articles in sets.items():
        whole = recalled(articles, retrieved)
        yield _compared(name, "retrieved", "–", whole, whole)
        for part in WORDS:
            with without_words(part):
                yield _compared(name, "retrieved", part, whole, recalled(articles, retrieved))
        found, whole = whole, recalled(articles, read)
        yield _compared(name, "read", "–", whole, whole)
        yield _compared(name, "read", "the reader", whole, found)
        for part, names in INPUTS.items():
            with without_input(names):
                yield _compared(name, "read", part, whole, recalled(articles, read))


def _compared(
    questions: str, stage: str, part: str, whole: Sequence[float], left: Sequence[float]
) -> Ablation:
    return Ablation(questions, stage, part, estimate(left), estimate(np.subtract(whole, left)))


def table(found: Sequence[Ablation]) -> str:
    """A row for each part, a column for each question set: R@1, and what is lost."""
    names = list(dict.fromkeys(each.questions for each in found))
    rows: dict[tuple[str, str], list[str]] = {}
    for each in found:
        cell = f"{each.recall.value:.2f}"
        if each.without != "–":
            gain, low, high = (
                round(-lost, 2) + 0.0  # no -0.00
                for lost in (each.loss.value, each.loss.high, each.loss.low)
            )
            cell += f" ({gain:+.2f} [{low:+.2f}, {high:+.2f}])"
        rows.setdefault((each.stage, each.without), []).append(cell)
    header = ["", "without", *(f"{name}, n={_size(found, name)}" for name in names)]
    return report.markdown(header, [[*key, *cells] for key, cells in rows.items()])


def _size(found: Sequence[Ablation], name: str) -> int:
    return next(each.recall.n for each in found if each.questions == name)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the table, write ablation.json."""
    chosen = report.options(__doc__).parse_args(arguments)
    torch.set_num_threads(1)
    found = list(measure(load_measured(chosen.data, "held", chosen.only)))
    print(table(found))
    report.write_json(chosen.output / "ablation.json", {"found": found})


if __name__ == "__main__":
    main()
