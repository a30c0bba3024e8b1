"""Is the passage that answers found: ours beside BM25, the cosine and the usual tutorial's stack.

    python -m tests.benchmarks.evidence DATA_FOLDER [--encoder NAME]... [--split train|held|all]

Each question of the articles held out is asked of its own article. R@k: the sentence in which a
gold answer begins is among the first k sentences; MRR: the mean of 1 / its rank.

The tutorial's stack returns chunks of up to 1,000 characters, six sentences long, so that its R@k
would say nothing beside a sentence's. What can be compared is how much one has to read: "in N"
is the share of questions of which some gold answer stands, whole, within the first N characters
that a system returned. The same N holds for every system, a stretch that is returned twice is read
twice, and the last passage counts as far as N reaches.

nDCG@10: all paragraphs of all articles of the set's file are searched at once, and the question's
own paragraph is the relevant one. Chunks count for the paragraph that they are cut from. The
thorough reader is not asked: it would have to read every paragraph first.

Intervals are 95 % by bootstrap over questions.
"""

from collections.abc import Sequence
from pathlib import Path

import torch

from tests.benchmarks import report
from tests.benchmarks.evidence.chart import draw
from tests.benchmarks.evidence.measuring import BUDGETS, RANKS, Evidence, measure
from tests.benchmarks.evidence.systems import SYSTEMS, dense
from tests.benchmarks.stories import load_measured


def table(found: Sequence[Evidence]) -> str:
    """The figures as Markdown, a row for each system on each question set."""
    header = [
        "questions",
        "system",
        *(f"R@{k}" for k in RANKS),
        "MRR",
        *(f"in {n:,}" for n in BUDGETS),
        "nDCG@10",
        "n",
    ]
    rows = [
        [
            each.questions,
            each.system,
            *([report.cell(each.recall[k]) for k in RANKS] if each.recall else ["–"] * len(RANKS)),
            report.cell(each.mrr) if each.mrr else "–",
            *(report.cell(each.within[n]) for n in BUDGETS),
            report.cell(each.ndcg) if each.ndcg else "–",
            len(each.characters),
        ]
        for each in found
    ]
    return report.markdown(header, rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the table, write evidence.json and evidence.png."""
    parser = report.options(__doc__)
    parser.add_argument(
        "--encoder",
        action="append",
        default=[],
        metavar="NAME",
        help="a sentence-transformers model, by hub name or folder, to compare the cosine of",
    )
    parser.add_argument("--split", choices=("train", "held", "all"), default="held")
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)  # a sentence is too small to share out: more threads only wait
    systems = SYSTEMS | {f"dense, {Path(name).name}": dense(name) for name in chosen.encoder}
    pools = load_measured(chosen.data, "all", chosen.only)
    found = [
        each
        for name, articles in load_measured(chosen.data, chosen.split, chosen.only).items()
        for each in measure(name, articles, pools[name], systems)
    ]
    print(table(found))
    report.write_json(chosen.output / "evidence.json", {"split": chosen.split, "found": found})
    draw(found, chosen.output / "evidence.png")


if __name__ == "__main__":
    main()
