"""Questions made from parallel lines: wire style, across the languages, and yes or no.

The question sets hold no yes-or-no questions, few that cross the languages and no news. A stretch
of a line in one language behind a question word asks for that line in the other language, in the
manner of Lewis et al., "Unsupervised Question Answering by Cloze Translation" (ACL 2019):

- a name, place, time, length or number is taken out, and the question word asks for its kind;
- or some words are taken out, and the question word is one that asks for anything;
- or it is asked whether the stretch is so, a common word perhaps put otherwise;
- or that, with its rarest word put in from another line: the article does not say it, though it
  knows every word.
"""

import random
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from assistant.question import Kind, offers
from index.arabic import stem, words
from index.splitting import SentenceSplitter
from index.stopwords import STOPWORDS
from tests.benchmarks.questions import Asked, in_memory
from tests.benchmarks.train_reader.cases import Case, Fate, article_of_lines, case_of

_LINES = {"ntrex": 18, "flores-dev": 18, "tico19": 24}
"""Sources of running text, and how many lines in a row make an article."""
_OPENERS = {
    "en": {
        Kind.OTHER: ("What", "Which", "What is", "What did they say about"),
        Kind.YES_NO: ("Did", "Was", "Is", "Has", "Will", "Were", "Does"),
        Kind.DURATION: ("How long", "For how long"),
        Kind.TIME: ("When", "When did", "When was", "On which day"),
        Kind.NUMBER: ("How many", "How much"),
        Kind.PLACE: ("Where", "Where was", "Where did", "In which place"),
        Kind.PERSON: ("Who", "Who is", "Who was"),
    },
    "ar": {
        Kind.OTHER: ("ما", "ما هو", "ماذا", "ما هي"),
        Kind.YES_NO: ("هل",),
        Kind.DURATION: ("كم استمر", "كم مدة", "كم دام"),
        Kind.TIME: ("متى", "في أي يوم"),
        Kind.NUMBER: ("كم", "كم عدد"),
        Kind.PLACE: ("أين", "في أي مكان"),
        Kind.PERSON: ("من", "من هو", "من الذي"),
    },
}
_ASKED_FOR = (Kind.DURATION, Kind.TIME, Kind.NUMBER, Kind.PLACE, Kind.PERSON)
_MARK = {"en": "?", "ar": "؟"}
_PUNCTUATION = '.,،؛:;"()«»“”?؟!'


def written_cases(folder: Path, seed: int) -> Iterator[Case]:
    """Cases from the folder's parallel lines, two thirds of them across the languages."""
    for cases in written_articles(folder, seed, twice=("ar",)):
        yield from cases


def written_articles(folder: Path, seed: int, twice: Collection[str]) -> Iterator[list[Case]]:
    """Cases from the folder's parallel lines, article by article; of some, none can be made.

    Args:
        folder: the data folder.
        seed: of the draws.
        twice: the languages of the articles whose lines are asked about twice, where they are news.
    """
    draw = random.Random(seed)
    sources = {name: read_pairs(folder, name) for name in _LINES}
    rarity = Counter(
        stem(word)
        for pairs in sources.values()
        for pair in pairs
        for line in pair.values()
        for word in words(line)
    )
    for name, size in _LINES.items():
        pairs = sources[name]
        for number, start in enumerate(range(0, len(pairs) - size, size)):
            window = pairs[start : start + size]
            for language in ("ar", "en") if number % 3 == 0 else ("ar",):
                again = language in twice and name != "tico19"
                yield list(_of_article(window, language, rarity, draw, twice=again))


def read_pairs(folder: Path, name: str) -> list[dict[str, str]]:
    """The source's lines in both languages, but for those that are empty or very long."""
    texts = {
        language: (folder / "parallel" / f"{name}.{language}.txt").read_text("utf-8").split("\n")
        for language in ("ar", "en")
    }
    pairs = (
        {"ar": a.strip(), "en": e.strip()} for a, e in zip(texts["ar"], texts["en"], strict=True)
    )
    return [pair for pair in pairs if all(0 < len(line) < 500 for line in pair.values())]


def _of_article(
    window: Sequence[dict[str, str]],
    language: str,
    rarity: Counter[str],
    draw: random.Random,
    *,
    twice: bool,
) -> Iterator[Case]:
    article = article_of_lines([pair[language] for pair in window])
    passages = tuple(SentenceSplitter().passages(article.text))
    index = in_memory(article, passages)
    other = "en" if language == "ar" else "ar"
    at = 0
    for number, pair in enumerate(window):
        start, at = at, at + len(pair[language]) + 2
        own = [n for n, p in enumerate(passages) if start <= p.start < at]
        if len(own) != 1:
            continue  # of two sentences it would not be known which is asked for
        for _ in range(2 if twice else 1):
            spoken = draw.choice((other, other, language))
            rest = [p[spoken] for n, p in enumerate(window) if n != number]
            made = _question(pair[spoken], spoken, rest, rarity, draw)
            if made is None:
                continue
            fate, text = made
            asked = Asked(text, (own[0],), (), 0)
            case = case_of(index, asked, f"written {spoken}-{language}", fate)
            if case is not None:
                yield case


def _question(
    line: str, language: str, others: Sequence[str], rarity: Counter[str], draw: random.Random
) -> tuple[Fate, str] | None:
    """What became of a line, and the question; None where the line does not lend itself."""
    form, kind = draw.random(), Kind.OTHER
    fate: Fate = "answered"
    if form < 0.3:
        found = _without_an_answer(line, draw)
        if found is None:
            return None
        kind, stretch = found
    elif form < 0.6:
        stretch = _stretch(_bare(line), draw, 4, 10)
        stretch = [word for word in stretch if draw.random() > 0.25] or stretch
    else:
        kind, stretch = Kind.YES_NO, _stretch(_bare(line), draw, 3, 7)
    telling = sorted(
        (n for n, word in enumerate(stretch) if _tells(word)),
        key=lambda n: _common(stretch[n], rarity),
    )
    if len(telling) < 2:
        return None
    pool = sorted(
        {w for other in others for w in _bare(other) if _tells(w) and w not in line},
        key=lambda w: (_common(w, rarity), w),  # a set has no order of its own
    )
    if form >= 0.6 and pool:
        if form >= 0.87:  # rare words are mostly names: another name, and it is not said
            stretch[telling[0]] = draw.choice(pool[: max(1, len(pool) // 3)])
            fate = "swapped"
        # A common word may have been put otherwise, or not at all; that alone denies nothing.
        if len(telling) > 2 and draw.random() < 0.7:
            stretch[telling[-1]] = draw.choice(pool[len(pool) // 2 :])
            stretch = [w for n, w in enumerate(stretch) if n in telling or draw.random() < 0.7]
    opener = draw.choice(_OPENERS[language][kind])
    return fate, f"{opener} {' '.join(stretch)}{_MARK[language]}"


def _without_an_answer(line: str, draw: random.Random) -> tuple[Kind, list[str]] | None:
    """A kind that the line offers, and words from around what it offers."""
    bare = _bare(line)
    found = [
        (kind, start, start + size)
        for kind in _ASKED_FOR
        for size in (1, 2, 3)
        for start in range(len(bare) - size + 1)
        if offers(" ".join(bare[start : start + size]))[kind] >= 0.5
    ]
    if not found:
        return None
    kind = draw.choice(sorted({kind for kind, _, _ in found}))
    _, start, end = min((f for f in found if f[0] is kind), key=lambda f: (f[2] - f[1], f[1]))
    near = bare[max(0, start - draw.randint(2, 6)) : start] + bare[end : end + draw.randint(2, 6)]
    return kind, near


def _common(word: str, rarity: Counter[str]) -> int:
    return max((rarity[stem(w)] for w in words(word)), default=0)


def _stretch(bare: list[str], draw: random.Random, least: int, most: int) -> list[str]:
    size = draw.randint(least, most)
    start = draw.randrange(max(1, len(bare) - size + 1))
    return bare[start : start + size]


def _bare(line: str) -> list[str]:
    return [bare for word in line.split() if (bare := word.strip(_PUNCTUATION))]


def _tells(word: str) -> bool:
    found = words(word)
    return bool(found) and len(found[0]) > 3 and found[0] not in STOPWORDS
