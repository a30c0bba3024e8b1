"""What a user gets: is the answer in the quotes, how long are they, and is silence kept when due.

    python -m tests.benchmarks.answers DATA_FOLDER [--model NAME]... [--split train|held|all]

Every question of the articles held out goes through `Assistant.ask` three times:

- of its own article. *quoted*: a citation covers a gold answer where it stands, and it was not
  abstained from; *contains*: that, or the gold answer's words stand in the quotes from elsewhere;
  *F1*: SQuAD's token F1 of the quotes, an abstention counting 0; *phrase F1*: the same of the
  phrase that is marked within them. Whole sentences are quoted, so
  that F1 cannot reach 1: "gold sentence" is what quoting the right sentence, always, would get;
- of another article of the set, drawn at random (*easy*): it should be abstained from;
- of its own article without the sentences in which its gold answers stand (*hard*), likewise. Some
  of these can still be answered from another sentence: nobody reaches 1 here.

Balanced accuracy: the mean of the shares answered when the article answers, and abstained from when
it does not. AUROC: the chance that `confidence` is higher for the first than for the second.

Calibration: is `confidence` the share of quotes that cover a gold answer? Half of the predictions
are of answerable questions, a quarter easy ones and a quarter hard ones (every other question);
10 bins of equal width. Resampling can only add noise to the calibration error: its interval leans
upwards.

"nearest sentence" always quotes the sentence of the highest cosine, and abstains below the cosine
that separates best on the training articles (other articles against own): what a similarity
threshold, the usual means, would do. A cosine is no probability and has no calibration.

Follow-ups are asked after the question that they follow, of all three articles.

Intervals are 95 % by bootstrap over questions, each with its three answers drawn together.
"""

from collections.abc import Sequence
from dataclasses import fields, replace

from assistant.reading.judging import NetworkJudge
from assistant.reading.thorough.judging import ThoroughJudge
from tests.benchmarks import report
from tests.benchmarks.answers.asking import (
    LIGHT,
    NEAREST,
    OURS,
    Answerer,
    ask_all,
    assistant,
    nearest,
    similarity_threshold,
)
from tests.benchmarks.answers.chart import draw
from tests.benchmarks.answers.judging import Answers, judge, judge_gold
from tests.benchmarks.questions import QuestionSet
from tests.benchmarks.stories import load_follow_ups, load_measured


def tables(found: Sequence[Answers]) -> str:
    """The figures as two Markdown tables: the quotes, and what was abstained from."""
    quotes = [
        [
            f.questions,
            f.system,
            report.cell(f.quotes.quoted),
            report.cell(f.quotes.contains),
            report.cell(f.quotes.f1),
            report.cell(f.quotes.phrase) if f.quotes.phrase else "–",
            f"{f.quotes.characters.value:.0f}",
            f.quotes.quoted.n,
        ]
        for f in found
    ]
    abstention = [
        [
            f.questions,
            f.system,
            *(report.cell(getattr(f.abstention, field.name)) for field in fields(f.abstention)),
            report.cell(f.calibration_error) if f.calibration_error else "–",
            f.abstention.answered.n,
        ]
        for f in found
        if f.abstention
    ]
    return "\n\n".join(
        [
            report.markdown(
                ["questions", "system", "quoted", "contains", "F1", "phrase F1", "characters", "n"],
                quotes,
            ),
            report.markdown(
                [
                    "questions",
                    "system",
                    "answered",
                    "refused: easy",
                    "hard",
                    "balanced accuracy: easy",
                    "hard",
                    "AUROC: easy",
                    "hard",
                    "ECE",
                    "n",
                ],
                abstention,
            ),
        ]
    )


def drawn(articles: Sequence[QuestionSet], most: int) -> list[QuestionSet]:
    """The articles with at most so many of their questions together, evenly drawn."""
    size = sum(len(article.questions) for article in articles)
    kept = {n * size // most for n in range(most)} if size > most else set(range(size))
    numbers = iter(range(size))
    return [
        replace(article, questions=tuple(q for q in article.questions if next(numbers) in kept))
        for article in articles
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask, print the tables, write answers.json and answers.png."""
    parser = report.options(__doc__, (*report.SETS, *report.FOLLOW_UPS))
    parser.add_argument(
        "--model",
        action="append",
        default=[],
        metavar="NAME",
        help="another answerer to compare, by the name that `Assistant` knows",
    )
    parser.add_argument("--split", choices=("train", "held", "all"), default="held")
    parser.add_argument(
        "--most",
        type=int,
        default=400,
        metavar="N",
        help="questions of a set that are asked, evenly drawn: each has an article read anew",
    )
    chosen = parser.parse_args(arguments)
    trained, measured = (
        load_measured(chosen.data, split, chosen.only) | load_follow_ups(split, chosen.only)
        for split in ("train", chosen.split)
    )
    found, ours = [], []
    for name, articles in measured.items():
        systems: dict[str, Answerer] = {
            OURS: assistant(ThoroughJudge),
            LIGHT: assistant(NetworkJudge),
        }
        systems |= {f"ours, {model}": assistant(ThoroughJudge, model) for model in chosen.model}
        systems[NEAREST] = nearest(similarity_threshold(trained[name]))
        some = drawn(articles, chosen.most)
        outcomes = {system: ask_all(some, systems[system]) for system in systems}
        found += [*judge(name, outcomes), judge_gold(name, some)]
        ours += outcomes[OURS]
    print(tables(found))
    report.write_json(chosen.output / "answers.json", {"split": chosen.split, "found": found})
    draw(found, ours, chosen.output / "answers.png")


if __name__ == "__main__":
    main()
