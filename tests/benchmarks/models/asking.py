"""Asking a language model as the product does, and keeping every sentence, shown or not."""

import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from assistant.answer import Replaced
from assistant.evaluation.scores import contains_gold
from assistant.grounding.numbers import numbers, stated_numbers
from assistant.grounding.sentences import Sentence, SentenceStream
from assistant.grounding.verifying import Verifier
from assistant.grounding.wording import is_abstention
from assistant.models.choosing import LanguageModel
from assistant.models.prompting import answer_prompt, passages_to_give
from assistant.models.speaking import Speech, SpeechFailed
from assistant.question import Question
from assistant.reading.reader import ExtractiveReader
from index.article_index import ArticleIndex
from index.encoder import load_encoder
from tests.benchmarks.questions import Asked, QuestionSet, without

SEED = 20261124
CANDIDATES = 12

Kind = Literal["own", "cut"]
"""Asked of its article, or of what is left of it without the sentences that answer."""


@dataclass(frozen=True)
class Judged:
    """One sentence of the model, with what became of it."""

    text: str
    shown: bool
    reason: Replaced | None
    declines: bool
    """Whether it says that the article does not say."""
    right: bool
    """Whether it holds a reference answer."""
    cited: tuple[int, ...]
    """As the model cites."""
    proof: tuple[int, ...]
    """The numbers of the passages that prove it, if any do."""


@dataclass(frozen=True)
class Generation:
    """What a model said to one question."""

    questions: str
    kind: Kind
    question: str
    answers: tuple[str, ...]
    given: tuple[str, ...]
    """The passages that the model was given, in order."""
    sentences: tuple[Judged, ...]
    failure: Replaced | None
    evidence: float
    """Seconds until the evidence is there."""
    first: float | None
    """Seconds until the first token, from the question on; None where none came."""
    last: float
    """Seconds until the last."""


def holds_answer(sentence: str, golds: Sequence[str]) -> bool:
    """Whether a reference answer stands in `sentence`: its words, or the one number that it is."""
    return any(contains_gold(sentence, [gold]) or _same_number(sentence, gold) for gold in golds)


def _same_number(sentence: str, gold: str) -> bool:
    wanted = stated_numbers(gold)
    return len(wanted) == 1 and len(gold.split()) <= 2 and wanted <= numbers(sentence)


def ask_all(
    model: LanguageModel,
    name: str,
    articles: Sequence[QuestionSet],
    golds: dict[str, tuple[str, ...]],
    own: int,
    cut: int,
) -> Iterator[Generation]:
    """The first questions, drawn at random, to which the reader lets the model speak.

    Args:
        model: who is asked.
        name: the question set's name.
        articles: the set.
        golds: the reference answers in the question's language, by the question's id.
        own: how many are asked of their own article.
        cut: how many of what is left of it.
    """
    pool = [(each.index, asked) for each in articles for asked in each.questions]
    random.Random(SEED).shuffle(pool)
    half = len(pool) // 2
    kinds: tuple[tuple[Kind, int], ...] = (("own", own), ("cut", cut))
    for kind, wanted in kinds:
        left = wanted
        for index, asked in pool[:half] if kind == "own" else pool[half:]:
            if not left:
                break
            searched = index if kind == "own" else without(index, asked.golds)
            said = ask(model, name, kind, searched, asked, golds[asked.id])
            if said is not None:
                left -= 1
                yield said


def ask(
    model: LanguageModel,
    name: str,
    kind: Kind,
    index: ArticleIndex,
    asked: Asked,
    golds: tuple[str, ...],
) -> Generation | None:
    """One question; None when the reader abstains, so that no model is asked."""
    began = time.perf_counter()
    question = Question.parse(asked.text)
    hits = index.search(question.text, CANDIDATES)
    reading = ExtractiveReader(index).read(question, hits)
    evidence = time.perf_counter() - began
    if reading.abstained:
        return None
    given = passages_to_give([h.passage for h in reading.hits], [h.passage for h in hits])
    messages, sent = answer_prompt(model, question, given, index.article.language)
    stream = SentenceStream()
    first, failure, sentences = None, None, []
    try:
        with Speech(model, messages) as speech:
            for piece in speech:
                first = first or time.perf_counter() - began
                sentences += stream.feed(piece)
        sentences += stream.finish()
    except SpeechFailed as failed:
        failure = failed.reason
    last = time.perf_counter() - began
    passages = tuple(passage.text for passage in sent)
    said = Generation(name, kind, asked.text, golds, passages, (), failure, evidence, first, last)
    return verify(said, sentences)


def verify(said: Generation, sentences: Sequence[Sentence]) -> Generation:
    """The generation with its sentences verified, by the verification as it is now."""
    verifier = Verifier(said.given, load_encoder())
    judged = []
    for sentence in sentences:
        verdict = verifier.verdict(sentence)
        declines = is_abstention(sentence.text)
        judged.append(
            Judged(
                sentence.text,
                shown=bool(verdict.proof) and not declines,
                reason=Replaced.DECLINED if declines else verdict.reason,
                declines=declines,
                right=said.kind == "own" and holds_answer(sentence.text, said.answers),
                cited=sentence.cited,
                proof=verdict.proof,
            )
        )
    return replace(said, sentences=tuple(judged))


def kept(path: Path) -> list[Generation]:
    """The generations that `--answers` kept in a file, verified anew."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    found = []
    for each in stored:
        sentences = [Sentence(s["text"], tuple(s["cited"])) for s in each.pop("sentences")]
        lists = {key: tuple(each[key]) for key in ("answers", "given")}
        found.append(verify(Generation(**(each | lists | {"sentences": ()})), sentences))
    return found
