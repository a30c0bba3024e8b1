"""Train `index/weights/lexicon.json`: `python tests/benchmarks/train_lexicon.py DATA_FOLDER`.

IBM Model 1 (Brown et al., "The mathematics of statistical machine translation", 1993) is run from
English to Arabic and back over the parallel lines of DATA_FOLDER/parallel, and each step of EM
counts a link by the product of what both directions say of it (Liang, Taskar and Klein, "Alignment
by agreement", 2006). Nothing is drawn at random: the same lines give the same file.

The last tenth of every source is kept aside for the figures that are printed; the file that is
written is then trained on all lines.
"""

import json
import math
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.arabic import is_arabic, stem, stems, words
from index.verified import write_sums

SOURCES = ("ntrex", "flores-dev", "tico19", "tatoeba", "questions")
WEIGHTS = Path(__file__).parents[2] / "index" / "weights" / "lexicon.json"
ROUNDS = 8
MOST = 4
"""Translations that a stem keeps."""
LEAST_PROBABILITY = 0.08
LEAST_LINES = 2
"""Lines in which a stem and its translation stand together."""
LEAST_COUNT = 1.0
"""Expected links between a stem and its translation."""

_FUNCTION_WORDS = """
the of to in is a an and was were are be been being am that for with as on at by from this these
those it its he she his her him they their them we our us you your i me my who whom whose which what
where when why how do does did done has have had having will would can could shall should may might
must not no nor or but if than then so there here very too also just about into over out up down off
any some all each t s don didn doesn isn wasn ll ve re d m
في من ان إن أن على إلى الى عن مع هل ما ماذا هو هي هم هذا هذه ذلك تلك هنا هناك التي الذي الذين كان
كانت يكون تكون لا لم لن ليس ليست قد لقد أو و ثم كما لكن ولكن أي متى أين كيف كم لماذا ماهو ماهي أنا
أنت أنه إنه أنها إنها انا كل بعض غير بين بعد قبل عند لدى لدي حتى إذا عليه عليها فيه فيها به بها له
لها لك لي منه منها وهو وهي كنت ب ل
"""
FUNCTION_STEMS = frozenset(stem(word) for word in words(_FUNCTION_WORDS))

Line = tuple[frozenset[str], frozenset[str]]
"""The content stems of an English line and of the Arabic line that translates it."""
Lexicon = dict[str, dict[str, float]]


def read_lines(folder: Path, source: str) -> list[Line]:
    """The lines of one source that hold content on both sides, in order."""
    english, arabic = (
        (folder / "parallel" / f"{source}.{language}.txt").read_text(encoding="utf-8").split("\n")
        for language in ("en", "ar")
    )
    pairs = (
        (_content(e, in_arabic=False), _content(a, in_arabic=True))
        for e, a in zip(english, arabic, strict=True)
    )
    return [(e, a) for e, a in pairs if e and a]


def _content(line: str, *, in_arabic: bool) -> frozenset[str]:
    return frozenset(
        s
        for s in stems(line)
        if s not in FUNCTION_STEMS and s.isalpha() and is_arabic(s) == in_arabic
    )


@dataclass(frozen=True)
class Links:
    """Every possible link of an English stem to an Arabic one in a line, numbered for numpy."""

    english: list[str]
    arabic: list[str]
    pairs: NDArray[np.int64]
    """(P, 2): the distinct pairs of stems that share a line."""
    pair: NDArray[np.int64]
    """(L,): for each link, its row of `pairs`."""
    english_token: NDArray[np.int64]
    """(L,): for each link, which English token of which line."""
    arabic_token: NDArray[np.int64]

    @classmethod
    def of(cls, lines: list[Line]) -> "Links":
        english = sorted({s for e, _ in lines for s in e})
        arabic = sorted({s for _, a in lines for s in a})
        number = {s: n for vocabulary in (english, arabic) for n, s in enumerate(vocabulary)}
        keys, english_tokens, arabic_tokens = [], [], []
        e_first = a_first = 0
        for e, a in lines:
            e_ids = np.array([number[s] for s in sorted(e)], dtype=np.int64)
            a_ids = np.array([number[s] for s in sorted(a)], dtype=np.int64)
            keys.append((e_ids[:, None] * len(arabic) + a_ids).ravel())
            english_tokens.append(np.repeat(e_first + np.arange(len(e)), len(a)))
            arabic_tokens.append(np.tile(a_first + np.arange(len(a)), len(e)))
            e_first, a_first = e_first + len(e), a_first + len(a)
        distinct, pair = np.unique(np.concatenate(keys), return_inverse=True)
        return cls(
            english,
            arabic,
            np.stack(np.divmod(distinct, len(arabic)), axis=1),
            pair.ravel(),
            np.concatenate(english_tokens),
            np.concatenate(arabic_tokens),
        )


class _Model:
    """Model 1 in one direction: for each pair p(target | source), and p(target | no source)."""

    def __init__(self, source: NDArray[np.int64], target: NDArray[np.int64]) -> None:
        self.source, self.target = source, target
        self.given = np.full(len(source), 1.0 / (target.max() + 1))
        self.unlinked = np.full(target.max() + 1, 1.0 / (target.max() + 1))

    def expect(
        self, pair: NDArray[np.int64], token: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """For each link its posterior; for each target stem the expected tokens without link."""
        stem_of = np.zeros(token.max() + 1, dtype=np.int64)
        stem_of[token] = self.target[pair]
        alone = self.unlinked[stem_of]
        total = np.bincount(token, self.given[pair]) + alone
        unlinked = np.bincount(stem_of, alone / total, minlength=len(self.unlinked))
        return self.given[pair] / total[token], unlinked.astype(np.float64)

    def learn(self, counts: NDArray[np.float64], alone: NDArray[np.float64]) -> None:
        self.given = counts / np.maximum(np.bincount(self.source, counts), 1e-12)[self.source]
        self.unlinked = alone / alone.sum()


def train(lines: list[Line]) -> Lexicon:
    """Both directions of the lexicon, in one dictionary: no stem is of both scripts."""
    links = Links.of(lines)
    english, arabic = links.pairs.T
    to_arabic, to_english = _Model(english, arabic), _Model(arabic, english)
    counts = np.zeros(len(links.pairs))
    for _ in range(ROUNDS):
        a_given_e, a_alone = to_arabic.expect(links.pair, links.arabic_token)
        e_given_a, e_alone = to_english.expect(links.pair, links.english_token)
        counts = np.bincount(links.pair, a_given_e * e_given_a).astype(np.float64)
        to_arabic.learn(counts, a_alone)
        to_english.learn(counts, e_alone)
    kept = (counts >= LEAST_COUNT) & (np.bincount(links.pair) >= LEAST_LINES)
    lexicon: Lexicon = {}
    for e, a, there, back in zip(
        english[kept], arabic[kept], to_arabic.given[kept], to_english.given[kept], strict=True
    ):
        lexicon.setdefault(links.english[e], {})[links.arabic[a]] = float(there)
        lexicon.setdefault(links.arabic[a], {})[links.english[e]] = float(back)
    return {s: best for s in sorted(lexicon) if (best := _best(lexicon[s]))}


def _best(found: dict[str, float]) -> dict[str, float]:
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    return {s: round(p, 2) for s, p in ranked if p >= LEAST_PROBABILITY}


def figures(lexicon: Lexicon, lines: list[Line], *, from_english: bool) -> list[float]:
    """Shares, on lines kept aside: stems known; known stems with a translation in the parallel
    line, and in the line after it; lines whose parallel line is found first among all of them."""
    asked, answers = zip(*(line if from_english else line[::-1] for line in lines), strict=True)
    frequency = Counter(s for line in asked for s in line)
    known = hits = chance = 0
    first = 0
    for n, line in enumerate(asked):
        found = [set(lexicon[s]) for s in line if s in lexicon]
        known += len(found)
        hits += sum(not f.isdisjoint(answers[n]) for f in found)
        chance += sum(not f.isdisjoint(answers[(n + 1) % len(lines)]) for f in found)
        weights = [
            (math.log(1 + len(lines) / frequency[s]), lexicon[s]) for s in line if s in lexicon
        ]
        scores = [
            sum(
                w * max((p for t, p in found.items() if t in other), default=0.0)
                for w, found in weights
            )
            / math.sqrt(len(other))
            for other in answers
        ]
        first += scores[n] > max((s for m, s in enumerate(scores) if m != n), default=0.0)
    return [known / frequency.total(), hits / known, chance / known, first / len(lines)]


def main(folder: Path) -> None:
    """Print the held-out figures as a Markdown table, then train on everything and write."""
    sources = {source: read_lines(folder, source) for source in SOURCES}
    cut = {source: len(lines) * 9 // 10 for source, lines in sources.items()}
    lexicon = train([line for s, lines in sources.items() for line in lines[: cut[s]]])
    print("| held out | lines | from | known | in its translation | in another line | line R@1 |")
    print("|---|---|---|---|---|---|---|")
    for source, lines in sources.items():
        aside = lines[cut[source] :]
        for language in ("en", "ar"):
            shares = figures(lexicon, aside, from_english=language == "en")
            row = " | ".join(f"{share:.3f}" for share in shares)
            print(f"| {source} | {len(aside)} | {language} | {row} |")
    lexicon = train([line for lines in sources.values() for line in lines])
    entries = ",\n".join(
        f"{json.dumps(s, ensure_ascii=False)}: {json.dumps(found, ensure_ascii=False)}"
        for s, found in lexicon.items()
    )
    WEIGHTS.write_text(f"{{\n{entries}\n}}\n", encoding="utf-8")
    write_sums(WEIGHTS.parent, WEIGHTS.name)
    print("\n| written | stems | translations |\n|---|---|---|")
    for language in ("en", "ar"):
        own = [found for s, found in lexicon.items() if is_arabic(s) == (language == "ar")]
        print(f"| from {language} | {len(own)} | {sum(map(len, own))} |")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
