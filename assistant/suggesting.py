"""Questions worth asking of an article, made from its own sentences and tried on it.

A frame ("Where did {event} take place?") is filled with what the article speaks of: a happening
that it names, a person who speaks in it, an expression that it repeats. Each question so made is
then asked, and is suggested only where the assistant answers it by a sentence that offers what is
asked for: none is suggested that the article does not answer, and no two that one sentence does.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from assistant.answer import Answer
from assistant.chain import Assistant
from assistant.models.choosing import EXTRACTIVE
from assistant.question import Kind, offers
from index.arabic import main_language, stem, stems, words
from index.article import Article
from index.messages import Language, catalogue, message
from index.stopwords import STOPWORDS

_MOST = 4
_TRIED = 40
"""Questions asked at most, some 10 ms each."""
_OFFERED = 0.5
"""Share of a full offer (see `assistant.question.offers`) from which a sentence is an answer."""
_SURE = 0.5
"""Confidence from which an answer is good enough to invite the question."""
_OF_A_SORT = 2
"""Questions suggested of one sort, before the other sorts had their turn."""

_GATHERINGS = frozenset(
    ("meeting", "press_conference", "summit", "talks", "negotiations", "session", "match", "trial")
) | frozenset(("festival", "exhibition", "ceremony", "conference", "forum", "protest"))
"""Happenings that people attend; the others befall them, and have a cause."""

_FEMININE = re.compile(r"(?:ة|ات|الحرب)$")

_SPEAKS = {
    "ar": r"[وف]?(?:قال|أضاف|أكد|أوضح|ذكر|أشار|صرح|صرّح|لفت|أعلن|اعتبر|رأى|شدد|بيّن|كشف)",
    "en": r"(?:said|says|told|added|announced|stated|warned|explained|noted|insisted)",
}
_TITLE_WORD = r"(?:(?:رئيس|وزير|مستشار|مبعوث|سفير|مدير|أمين|نائب|قائد|زعيم|متحدث|ال\w+|لل\w+)\s+)"
_SPEAKER = {
    "ar": re.compile(
        rf"\b{_SPEAKS['ar']}\s+{_TITLE_WORD}{{0,4}}(?P<name>[^\W\d_]+(?:\s[^\W\d_]+)?)\s*[،:]"
    ),
    "en": re.compile(
        rf"(?P<name>(?:[A-Z][\w’'-]+\s)+[A-Z][\w’'-]+)\s{_SPEAKS['en']}\b"
        rf"|\b{_SPEAKS['en']}\s(?P<after>(?:[A-Z][\w’'-]+\s)*[A-Z][\w’'-]+)\b"
    ),
}
_EXPRESSION = {
    "ar": re.compile(r"\bال[^\W\d_]{3,}\sال[^\W\d_]{3,}"),
    "en": re.compile(
        r"\bthe\s[a-z]{4,}\s[a-z]{4,}\b(?=[,.;]|\s(?:of|in|at|on|was|is|had|said|and)\b)"
    ),
}


@dataclass(frozen=True, slots=True)
class _Made:
    """A question made from the article, and the kind of sentence that answers it."""

    text: str
    kind: Kind


@lru_cache(maxsize=64)
def suggested_questions(assistant: Assistant, language: Language) -> tuple[str, ...]:
    """Up to four questions in `language` that the assistant's article answers."""
    article = assistant.article
    # Tried by the quotes alone: a language model would take its time, and perhaps its price.
    quoting = assistant.with_model(EXTRACTIVE)
    sorts = (
        (_on_events(article, language), _OF_A_SORT),
        (_on_speakers(article, language), 1),
        (_on_topics(article, language), _MOST),
    )
    chosen: list[str] = []
    proofs: set[int] = set()
    for sort, most in sorts:
        wanted = min(_MOST, len(chosen) + most)
        for made in islice(sort, _TRIED):
            if len(chosen) >= wanted:
                break
            answer = quoting.ask(made.text)
            proof = {citation.start for citation in answer.citations}
            if _is_answered(made, answer) and not proof & proofs:
                chosen.append(made.text)
                proofs |= proof
    return tuple(chosen)


def _is_answered(made: _Made, answer: Answer) -> bool:
    sure = not answer.abstained and answer.confidence >= _SURE
    return sure and any(offers(c.quote).get(made.kind, 1.0) >= _OFFERED for c in answer.citations)


def _on_events(article: Article, language: Language) -> Iterator[_Made]:
    for event in _events(article):
        named = message("events", event, language)
        ending = "_feminine" if _FEMININE.search(message("events", event, "ar")) else ""
        first = Kind.PERSONS if event in _GATHERINGS else Kind.REASON
        yield _Made(message("suggestions", first, language, event=named), first)
        for kind in (Kind.DURATION, Kind.PLACE, Kind.TIME):
            yield _Made(message("suggestions", kind + ending, language, event=named), kind)


def _on_speakers(article: Article, language: Language) -> Iterator[_Made]:
    for name in _speakers(article):
        # Who reads Arabic mostly reads Latin letters too; the other way round it is seldom so.
        if main_language(name) == "en" or language == "ar":
            yield _Made(message("suggestions", "said", language, name=name), Kind.OTHER)


def _on_topics(article: Article, language: Language) -> Iterator[_Made]:
    if language == article.language:
        for topic in _expressions(article):
            yield _Made(message("suggestions", "about", language, topic=topic), Kind.OTHER)
    else:
        yield from _on_events(article, language)


def _events(article: Article) -> list[str]:
    """Keys of `prompts/events.toml` that the article names, the most often named first."""
    text = f" {' '.join(stems(article.text))} "
    found: Counter[str] = Counter()
    for key, named in catalogue("events").items():
        wanted = [stem(w) for w in words(named[article.language]) if w not in STOPWORDS]
        found[key] = text.count(f" {' '.join(wanted)} ")
    return [key for key, times in found.most_common() if times]


def _speakers(article: Article) -> list[str]:
    """Names of those who speak in the article, the most frequent first, each once."""
    found: Counter[str] = Counter()
    for speech in _SPEAKER[article.language].finditer(article.text):
        groups = speech.groupdict()
        name = groups["name"] or groups.get("after") or ""
        # "The American said" names no one: an adjective, as its article tells.
        if not set(words(name)) & STOPWORDS and not (name.startswith("ال") and " " not in name):
            found[name] += 1
    names = [name for name, _ in found.most_common()]
    # "Trump" and "Donald Trump" are one: the longer name stands for both.
    return [n for n in names if not any(n != m and set(n.split()) < set(m.split()) for m in names)]


def _expressions(article: Article) -> list[str]:
    """Expressions of two words, the most frequent first."""
    found = Counter(
        expression
        for expression in _EXPRESSION[article.language].findall(article.text)
        if not set(words(expression)[1:]) & STOPWORDS
    )
    return [expression for expression, _ in found.most_common()]
