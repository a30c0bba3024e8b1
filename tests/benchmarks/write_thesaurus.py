"""Write `index/weights/thesaurus.json`: `python -m tests.benchmarks.write_thesaurus`.

What was written by hand lies in tests/benchmarks/thesaurus/: concepts of the news with their words
in both languages, and entries, a headword with the words that may be written for it; the places of
index/weights/places.txt are entries too. Whoever asks and whoever writes may use either word, so
each pair counts both ways. The file holds stems, for stemming so many words takes longer than all
else that a first question waits for.
"""

import json
import tomllib
from collections.abc import Iterable, Iterator
from itertools import permutations, product
from pathlib import Path

from index.arabic import normalise, stem
from index.verified import write_sums

SOURCES = Path(__file__).parent / "thesaurus"
ENTRIES = ("english.txt", "arabic.txt")
CONCEPTS = "concepts.toml"
PLACES = Path(__file__).parents[2] / "index" / "weights" / "places.txt"
WEIGHTS = Path(__file__).parents[2] / "index" / "weights" / "thesaurus.json"


def pairs_of_concepts(concepts: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Pairs of normalised words. The words of a phrase, joined by "_", are each found by the
    concept's words, and find none: "ceasefire" asks for "النار", and fire for no ceasefire."""
    for written in concepts.values():
        terms = normalise(" ".join(written)).split()
        single = [term for term in terms if "_" not in term]
        yield from permutations(single, 2)
        yield from product(single, (p for term in terms if "_" in term for p in term.split("_")))


def pairs_of_entries(text: str) -> Iterator[tuple[str, str]]:
    """Pairs of normalised words of "headword: word word ..." lines, both ways; phrases as above."""
    for line in text.splitlines():
        head, _, rest = normalise(line).partition(":")
        for term in rest.split():
            yield from product(head.split("_"), term.split("_"))
            if "_" not in head + term:
                yield term, head


def written_pairs() -> Iterator[tuple[str, str]]:
    """The pairs of all that was written."""
    yield from pairs_of_concepts(tomllib.loads((SOURCES / CONCEPTS).read_text("utf-8")))
    for file in (*(SOURCES / name for name in ENTRIES), PLACES):
        yield from pairs_of_entries(file.read_text("utf-8"))


def thesaurus(pairs: Iterable[tuple[str, str]]) -> str:
    """The file: each stem with the stems that may stand for it, sorted, a line each."""
    found: dict[str, set[str]] = {}
    for word, other in pairs:
        if (own := stem(word)) != (foreign := stem(other)):
            found.setdefault(own, set()).add(foreign)
    lines = (
        f"{json.dumps(own, ensure_ascii=False)}: {json.dumps(sorted(others), ensure_ascii=False)}"
        for own, others in sorted(found.items())
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    """Write the file and its hash."""
    WEIGHTS.write_text(thesaurus(written_pairs()), encoding="utf-8", newline="\n")
    write_sums(WEIGHTS.parent, WEIGHTS.name)


if __name__ == "__main__":
    main()
