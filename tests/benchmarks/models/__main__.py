"""What gets past the verification of a language model's words, what is refused, and how soon.

    python -m tests.benchmarks.models DATA_FOLDER [--model NAME] [--own N] [--cut N]

A model (the local one by default) is asked questions of the articles held out, as the product asks
it: only those to which the reader does not abstain. *own*: of their article. *cut*: of their
article without the sentences in which the reference answers stand. Every sentence that it writes is
verified, also behind one that was refused, where the product would have stopped.

A sentence is *right* when a reference answer stands in it, in the question's language (XQuAD's are
parallel): its words, or the one number that it is. The others are not all false: a true sentence
that does not answer, or answers in other words, counts among them, as does what another sentence of
a cut article still says. So *wrong shown* and *cut shown* are upper bounds of what is false.

`--answers` keeps what the model said; `--again` verifies that anew, without asking.

Intervals are 95 % by bootstrap over sentences; of the speed, over answers.
"""

from collections.abc import Sequence
from pathlib import Path

from assistant.models.choosing import LOCAL, LanguageModel, open_model
from tests.benchmarks import report
from tests.benchmarks.models.asking import Generation, ask_all, kept
from tests.benchmarks.models.chart import draw
from tests.benchmarks.models.judging import Speed, Verification, speed, verification
from tests.benchmarks.questions import load_split

QUESTION_SETS = {"ar": "ar", "en": "english", "english": "english"}
"""The sets that are asked, and the one whose answers are in the question's language."""
_SHARES = (
    "right_refused",
    "wrong_shown",
    "cut_shown",
    "right_of_shown",
    "right_of_written",
    "declined_own",
    "declined_cut",
)


def tables(found: Sequence[Verification], times: dict[str, Speed]) -> str:
    """The figures as Markdown tables."""
    shares = [
        [each.questions, *(_cell(each, field) for field in _SHARES), _reasons(each)]
        for each in found
    ]
    seconds = [
        [name, *(report.cell(getattr(s, f)) for f in ("evidence", "first", "last")), s.last.n]
        for name, s in times.items()
    ]
    header = ["questions", *(field.replace("_", " ") for field in _SHARES), "refused for"]
    return "\n\n".join(
        [
            report.markdown(header, shares),
            report.markdown(
                ["questions", "evidence, s", "first token, s", "last token, s", "n"], seconds
            ),
        ]
    )


def _cell(each: Verification, field: str) -> str:
    value = getattr(each, field)
    return f"{report.cell(value)} n={value.n}"


def _reasons(each: Verification) -> str:
    return ", ".join(f"{reason} {count}" for reason, count in each.reasons.items()) or "–"


def asked_anew(data: Path, model: LanguageModel, own: int, cut: int) -> dict[str, list[Generation]]:
    """What the model says, by question set."""
    sets = load_split(data, "held")
    said = {}
    for name, answered in QUESTION_SETS.items():
        golds = {
            asked.id: tuple(dict.fromkeys(answer.text for answer in asked.answers))
            for each in sets[answered]
            for asked in each.questions
        }
        said[name] = list(ask_all(model, name, sets[name], golds, own, cut))
        print(f"{name}: {len(said[name])} answers", flush=True)
    return said


def by_set(generations: Sequence[Generation]) -> dict[str, list[Generation]]:
    """The generations of each question set."""
    names = dict.fromkeys(each.questions for each in generations)
    return {name: [g for g in generations if g.questions == name] for name in names}


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask, print the tables, write models.json and models.png."""
    parser = report.options(__doc__)
    parser.add_argument("--model", default=LOCAL, metavar="NAME", help="who is asked (%(default)s)")
    parser.add_argument("--own", type=int, default=14, help="questions a set (%(default)s)")
    parser.add_argument("--cut", type=int, default=10, help="cut ones a set (%(default)s)")
    parser.add_argument("--answers", type=Path, help="also write every answer to this file")
    parser.add_argument("--again", type=Path, help="verify the answers of such a file anew")
    chosen = parser.parse_args(arguments)
    if chosen.again:
        said = by_set(kept(chosen.again))
    else:
        said = asked_anew(chosen.data, open_model(chosen.model), chosen.own, chosen.cut)
    everything = [generation for of_set in said.values() for generation in of_set]
    found = [verification(name, of_set) for name, of_set in said.items()]
    found.append(verification("all", everything))
    times = {name: speed(of_set) for name, of_set in said.items()}
    print(tables(found, times))
    report.write_json(
        chosen.output / "models.json",
        {"model": chosen.model, "found": found, "speed": times},
    )
    if chosen.answers:
        report.write_json(chosen.answers, everything)
    draw(found, chosen.output / "models.png")


if __name__ == "__main__":
    main()
