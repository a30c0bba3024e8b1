"""Learn the extractive reader's weights, and measure them on articles held out whole.

    python -m tests.benchmarks.train_reader DATA_FOLDER [--write]

DATA_FOLDER holds xquad-dev.ar.json, xquad-dev.en.json and arcd-train.json. Sentences: softmax over
an article's candidates, the gold one to come first. Confidence: logistic regression, half on
questions that the article answers (right when the gold sentence is quoted), a quarter on questions
of another article, a quarter on articles without their gold sentence. Both by L-BFGS from zero:
the same data give the same weights.
"""

import argparse
import json
import random
from collections import Counter
from pathlib import Path

import numpy as np
import torch

from assistant.chain import CANDIDATES
from assistant.question import Kind, Question
from assistant.reader import (
    CONFIDENCE_FEATURES,
    FEATURES,
    confidence_features,
    sentence_features,
    softmax,
)
from index.article_index import ArticleIndex, Hit
from tests.benchmarks.questions import Asked, QuestionSet, in_memory, load_questions

ALSO = 0.4
RARE = 40
"""Kinds with fewer questions to learn from take the mean weight of the others; yes-or-no questions,
of which there are none, take the coverage's own weight a second time."""
SEED = 20261124
WEIGHTS = Path(__file__).parents[2] / "assistant" / "weights" / "reader.json"
Case = tuple[Question, list[Hit], int]


def cases_of(sets: list[QuestionSet]) -> list[Case]:
    return [
        (
            question := Question.parse(asked.text),
            s.index.search(question.text, CANDIDATES),
            asked.gold,
        )
        for s in sets
        for asked in s.questions
    ]


def unanswerable(sets: list[QuestionSet], seed: int) -> tuple[list[Case], list[Case]]:
    """Questions of other articles, and questions of articles that lost the gold sentence."""
    draw = random.Random(seed)
    other, cut = [], []
    for n, s in enumerate(sets):
        for asked in s.questions:
            question = Question.parse(asked.text)
            foreign = sets[(n + draw.randrange(1, len(sets))) % len(sets)].index
            other.append((question, foreign.search(question.text, CANDIDATES), -1))
        for asked in draw.sample(s.questions, min(len(s.questions), 12)):
            cut.append(cut_case(s.index, asked))
    return other, cut


def cut_case(index: ArticleIndex, asked: Asked) -> Case:
    passages = tuple(p for n, p in enumerate(index.passages) if n != asked.gold)
    question = Question.parse(asked.text)
    return question, in_memory(index.article, passages).search(question.text, CANDIDATES), -1


def fit(loss, size: int) -> np.ndarray:
    weights = torch.zeros(size, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def step():
        optimiser.zero_grad()
        value = loss(weights) + 1e-3 * (weights**2).sum()
        value.backward()
        return value

    optimiser.step(step)
    return weights.detach().numpy()


def fit_sentences(cases: list[Case]) -> np.ndarray:
    rows, golds = [], []
    for question, hits, gold in cases:
        numbers = [hit.number for hit in hits]
        if gold in numbers and len(hits) == CANDIDATES:
            rows.append(sentence_features(question, hits))
            golds.append(numbers.index(gold))
    x, y = torch.tensor(np.array(rows)), torch.tensor(golds)
    weights = fit(lambda w: torch.nn.functional.cross_entropy(x @ w, y), x.shape[2])
    asked = Counter(question.kind.value for question, _, _ in cases)
    kinds = [n for n, name in enumerate(FEATURES) if name in set(Kind) - {Kind.YES_NO}]
    learned = [n for n in kinds if asked[FEATURES[n]] >= RARE]
    for n in kinds:
        if n not in learned:
            weights[n] = weights[learned].mean()
    weights[FEATURES.index(Kind.YES_NO)] = weights[FEATURES.index("coverage")]
    print({FEATURES[n]: asked[FEATURES[n]] for n in kinds})
    return weights


def judged(cases: list[Case], weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Confidence features, whether the quotes hold the gold sentence, and the gold's rank."""
    rows, right, ranks = [], [], []
    for question, hits, gold in cases:
        likelihood = softmax(sentence_features(question, hits) @ weights)
        order = np.argsort(-likelihood, kind="stable")
        quoted = [hits[n].number for n in order[:3] if likelihood[n] >= ALSO * likelihood[order[0]]]
        rows.append(confidence_features(question, hits, likelihood))
        right.append(gold in quoted)
        found = [hits[n].number for n in order]
        ranks.append(found.index(gold) if gold in found else 99)
    return np.array(rows), np.array(right), np.array(ranks)


def probability(rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-(rows @ weights[:-1] + weights[-1])))


def interval(values: np.ndarray) -> str:
    """Mean with its 95 % interval, by bootstrap of 2,000 draws."""
    draw = np.random.default_rng(SEED)
    means = draw.choice(values, (2000, len(values))).mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return f"{values.mean():.3f} [{low:.3f}, {high:.3f}] (n={len(values)})"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("data", type=Path)
    options.add_argument("--write", action="store_true", help="store the weights in the project")
    chosen = options.parse_args()
    arabic = load_questions(chosen.data / "xquad-dev.ar.json")
    english = load_questions(chosen.data / "xquad-dev.ar.json", chosen.data / "xquad-dev.en.json")
    arcd = load_questions(chosen.data / "arcd-train.json")
    arcd = [s for s in arcd if len(s.index.passages) > CANDIDATES]
    train = {"ar": arabic[:16] + arcd[: len(arcd) // 2], "en": english[:16]}
    held = {"ar": arabic[16:], "en": english[16:], "arcd": arcd[len(arcd) // 2 :]}

    answerable = {name: cases_of(sets) for name, sets in train.items()}
    negatives = {name: unanswerable(sets, SEED) for name, sets in train.items()}
    sentence = fit_sentences([case for cases in answerable.values() for case in cases])
    parts = [*answerable.values(), *(part for pair in negatives.values() for part in pair)]
    rows, right, share = [], [], []
    for n, part in enumerate(parts):
        features, labels, _ = judged(part, sentence)
        rows.append(features)
        right.append(labels)
        weight = 0.5 if n < len(answerable) else 0.25
        share.append(np.full(len(part), weight / len(part) / len(answerable)))
    x = torch.tensor(np.concatenate(rows))
    y = torch.tensor(np.concatenate(right).astype(float))
    w = torch.tensor(np.concatenate(share))
    x1 = torch.cat([x, torch.ones(len(x), 1, dtype=x.dtype)], dim=1)

    def loss(v: torch.Tensor) -> torch.Tensor:
        each = torch.nn.functional.binary_cross_entropy_with_logits(x1 @ v, y, reduction="none")
        return (each * w).sum()

    confidence = fit(loss, x1.shape[1])
    p = probability(x.numpy(), confidence)
    possible = np.concatenate([np.full(len(part), n < 2) for n, part in enumerate(parts)])

    def balanced(threshold: float) -> float:
        return ((p[possible] >= threshold).mean() + (p[~possible] < threshold).mean()) / 2

    threshold = float(max(np.linspace(0.05, 0.8, 76), key=balanced))
    print(
        "| held-out articles | R@1 hybrid | R@1 read | R@3 read | answered | refused: other | cut |"
    )
    print("|---|---|---|---|---|---|---|")
    for name, sets in held.items():
        cases = cases_of(sets)
        features, _, ranks = judged(cases, sentence)
        first = np.array([hits[0].number == gold for _, hits, gold in cases])
        other, cut = unanswerable(sets, SEED)
        refused = [
            interval(probability(judged(part, sentence)[0], confidence) < threshold)
            for part in (other, cut)
        ]
        answered = interval(probability(features, confidence) >= threshold)
        cells = [interval(first), interval(ranks < 1), interval(ranks < 3), answered, *refused]
        print(f"| {name} | " + " | ".join(cells) + " |")
    stored = {
        "sentence": dict(zip(FEATURES, sentence.round(4).tolist(), strict=True)),
        "confidence": dict(
            zip((*CONFIDENCE_FEATURES, "intercept"), confidence.round(4).tolist(), strict=True)
        ),
        "threshold": round(threshold, 2),
        "also": ALSO,
        "made_by": "tests/benchmarks/train_reader.py",
        "sources": "XQuAD, articles 1-16 (CC BY-SA 4.0); ARCD training half (MIT)",
    }
    print(json.dumps(stored, indent=1))
    if chosen.write:
        WEIGHTS.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
