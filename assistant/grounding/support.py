"""Whether passages say what a sentence says: by the words they share, by meaning, by negation.

None of the three is proof of entailment. They are measured on a small model's answers to real
questions (README, "Language models").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from index.arabic import main_language, normalise, words
from index.lexical import Lexical
from index.stopwords import STOPWORDS

_CLAUSE_END = re.compile(
    r"[،,؛;:.!?؟](?:\s|$)|\s(?:but|however|although|though|while|whereas|yet)\s"
    r"|\s(?:لكن\w*|ولكن\w*|إلا أن\w*|إلا إن\w*|غير أن\w*|بينما|فيما|رغم)\s"
)
_SHORTEST_CLAUSE = 2
"""Words."""
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|cannot|unable|fail(?:ed|s|ing)?|without)\b"
    r"|\w+n['’]t\b|\b[وف]?(?:لم|لن|لا|ليس|ليست|ليسوا|لسنا|عدم|بدون|دون|فشل\w*|غير)\b"
)
# Words of negation that deny nothing: still, at least, not only, but.
_NO_NEGATION = re.compile(
    r"\b(?:لا (?:يزال|تزال|يزالون|سيما|بد|شك)|لا [يت]قل عن|غير ان\w*"
    r"|not only|no (?:less|later|more|fewer|doubt) ?(?:than)?|no\. ?\d+)\b"
)


@dataclass(frozen=True, slots=True)
class Support:
    """How far passages bear a sentence out."""

    coverage: float
    """Share in [0, 1] of its words of content that the passages hold, translated words too."""
    cosine: float
    """Of the sentence and the nearest passage or clause, in [-1, 1]."""
    denied: bool
    """Whether one of the two is negated and the other not, as far as words of negation tell."""
    same_language: bool


def support(
    sentence: str, passages: Sequence[str], held: Lexical, embeddings: Embeddings
) -> Support:
    """How far `passages` (at least one) bear `sentence` out.

    Args:
        sentence: what a model wrote.
        passages: what it cites.
        held: the words of the passages.
        embeddings: an encoder of both languages.
    """
    clauses = [clause for passage in passages for clause in clauses_of(passage)]
    vectors = np.asarray(embeddings.embed_documents([sentence, *passages, *clauses]))
    cosines = vectors[1:] @ vectors[0]
    return Support(
        coverage=_coverage(sentence, held),
        cosine=float(cosines.max()),
        denied=_denied(sentence, clauses, cosines[len(passages) :]),
        same_language=main_language(sentence) == main_language(" ".join(passages)),
    )


def clauses_of(passage: str) -> list[str]:
    """The clauses of a passage, in order; itself where it has but one."""
    parts = [part.strip() for part in _CLAUSE_END.split(passage)]
    return [part for part in parts if len(words(part)) >= _SHORTEST_CLAUSE] or [passage]


def _coverage(sentence: str, held: Lexical) -> float:
    content = [word for word in dict.fromkeys(words(sentence)) if word not in STOPWORDS]
    if not content:
        return 0.0
    return sum(max(held.spellings(word).values(), default=0.0) for word in content) / len(content)


_NEAR = 0.1
"""Cosine. A clause no farther than this from the nearest may be the one that is meant."""


def _denied(sentence: str, clauses: Sequence[str], cosines: NDArray[np.float64]) -> bool:
    """Whether every clause that may be meant is negated and the sentence not, or the reverse."""
    near = [c for c, cosine in zip(clauses, cosines, strict=True) if cosine > cosines.max() - _NEAR]
    negated = is_negated(sentence)
    return all(is_negated(clause) != negated for clause in near)


def is_negated(text: str) -> bool:
    """Whether `text` holds a word of negation that denies something."""
    folded = normalise(text)
    return bool(_NEGATION.search(_NO_NEGATION.sub(" ", folded)))
