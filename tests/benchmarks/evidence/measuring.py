"""How well systems find the passage that answers; the measures are explained in `__main__`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.evaluation.scores import Estimate, estimate
from index import Article
from index.splitting import Passage
from tests.benchmarks import metrics
from tests.benchmarks.evidence.systems import (
    OURS_READ,
    TUTORIAL,
    Collection,
    Ranker,
    System,
)
from tests.benchmarks.questions import Asked, QuestionSet, in_memory

BUDGETS = (200, 500, 1000, 2000)
"""Characters returned at which the systems are compared in the table."""
RANKS = (1, 3, 5)


@dataclass(frozen=True)
class Evidence:
    """One system's figures on one question set."""

    questions: str
    system: str
    recall: dict[int, Estimate] | None
    """R@k for the k of RANKS; None of a system that returns no sentences."""
    mrr: Estimate | None
    within: dict[int, Estimate]
    """For the characters of BUDGETS, the share of questions answered within them."""
    ndcg: Estimate | None
    """nDCG@10 over all paragraphs of the set's file; None of the thorough reader, which would have
    to read them all."""
    characters: list[float]
    """Of every question, how many characters are read until its answer."""


def measure(
    name: str,
    articles: Sequence[QuestionSet],
    pool: Sequence[QuestionSet],
    systems: Mapping[str, System],
) -> list[Evidence]:
    """Every system on one question set; `pool` holds the articles whose paragraphs are pooled."""
    everything = _pooled(pool)
    return [_measure_system(name, articles, everything, each, systems[each]) for each in systems]


def _measure_system(
    name: str, articles: Sequence[QuestionSet], everything: Collection, named: str, system: System
) -> Evidence:
    rankings: list[tuple[Asked, list[Passage], frozenset[Passage]]] = []
    for article in articles:
        whole = Passage(article.index.article.text, 0, len(article.index.article.text))
        rank = system(Collection(article.index, (whole,)))
        for asked in article.questions:
            golds = frozenset(article.index.passages[n] for n in asked.golds)
            rankings.append((asked, rank(asked.text), golds))
    characters = [metrics.characters_until(found, asked.answers) for asked, found, _ in rankings]
    by_sentence = named != TUTORIAL
    return Evidence(
        questions=name,
        system=named,
        recall={
            k: estimate([metrics.recall_at(k, found, golds) for _, found, golds in rankings])
            for k in RANKS
        }
        if by_sentence
        else None,
        mrr=estimate([metrics.reciprocal_rank(found, golds) for _, found, golds in rankings])
        if by_sentence
        else None,
        within={n: estimate([float(c <= n) for c in characters]) for n in BUDGETS},
        ndcg=estimate(_pooled_ndcg(articles, everything, system(everything)))
        if named != OURS_READ
        else None,
        characters=characters,
    )


def _pooled(pool: Sequence[QuestionSet]) -> Collection:
    """All paragraphs of all articles as the passages of one text."""
    text, paragraphs = "", []
    for paragraph in (p for article in pool for p in article.paragraphs):
        paragraphs.append(Passage(paragraph.text, len(text), len(text) + len(paragraph.text)))
        text += paragraph.text + "\n\n"
    article = Article("pool", "", None, "benchmark", "ar", text)
    return Collection(in_memory(article, tuple(paragraphs)), tuple(paragraphs))


def _pooled_ndcg(
    articles: Sequence[QuestionSet], everything: Collection, rank: Ranker
) -> list[float]:
    starts = [paragraph.start for paragraph in everything.documents]
    texts = [paragraph.text for paragraph in everything.documents]
    scores = []
    for article in articles:
        for asked in article.questions:
            own = article.paragraphs[asked.paragraph].text
            at = np.searchsorted(starts, [p.start for p in rank(asked.text)], side="right") - 1
            ranking = list(dict.fromkeys(texts[n] for n in at))
            scores.append(metrics.ndcg(10, ranking, {own}))
    return scores
