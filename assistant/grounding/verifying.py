"""The verdict on a sentence: which passages prove it, or why none does."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from langchain_core.embeddings import Embeddings

from assistant.answer import Replaced
from assistant.grounding.dates import dates
from assistant.grounding.names import missing_names
from assistant.grounding.numbers import numbers, stated_numbers
from assistant.grounding.quotations import holds, quotations
from assistant.grounding.sentences import Sentence
from assistant.grounding.support import Support, support
from index.lexical import Lexical

COVERAGE = 0.6
"""Share of a sentence's words that passages of its own language must hold."""
COSINE = 0.5
"""Cosine that its nearest passage or clause must have in the same language."""
COVERAGE_ACROSS = 0.4
COSINE_ACROSS = 0.4
"""The same across languages, where a translation may use other words."""

# Where a blank is missing or a quotation was left open, the splitter takes two sentences for one;
# a true one must not bear out a false one behind it.
_ENDED = re.compile(r"(?<=[^\W\d_]{3}[.!?؟…])[\s\"«»“”]*(?=\w)")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one sentence."""

    proof: tuple[int, ...]
    """The numbers, from 1, of the passages that prove it; empty when none does."""
    reason: Replaced | None
    """Why none does."""


class Verifier:
    """Checks sentences against the passages that the model was given.

    Args:
        passages: in the order of their numbers, from 1.
        embeddings: an encoder of both languages.
    """

    def __init__(self, passages: Sequence[str], embeddings: Embeddings) -> None:
        self._passages = tuple(passages)
        self._embeddings = embeddings
        self._words = lru_cache(maxsize=64)(self._words_of)

    def verdict(self, sentence: Sentence) -> Verdict:
        """Whether the passages that `sentence` cites prove it; where it cites none that exists, or
        the wrong one, whether any other does.

        A small model often gets the mark wrong and the words right. The check is the same, so the
        citation is put right rather than the sentence refused.
        """
        cited = tuple(n for n in sentence.cited if 1 <= n <= len(self._passages))
        reason = self._fault(sentence.text, cited) if cited else Replaced.UNCITED
        if reason is None:
            return Verdict(self._needed(sentence.text, cited), None)
        for other in range(1, len(self._passages) + 1):
            if (other,) != cited and self._fault(sentence.text, (other,)) is None:
                return Verdict((other,), None)
        return Verdict((), reason)

    def _needed(self, text: str, cited: tuple[int, ...]) -> tuple[int, ...]:
        """The fewest of the cited passages that prove it, in the order cited."""
        for size in range(1, len(cited)):
            for fewer in combinations(cited, size):
                if self._fault(text, fewer) is None:
                    return fewer
        return cited

    def _fault(self, text: str, cited: tuple[int, ...]) -> Replaced | None:
        """The first check that the sentence fails against the passages of these numbers."""
        passages = [self._passages[n - 1] for n in cited]
        held = self._words(cited)
        faults = (
            fault_of_facts(text, passages, held),
            *(
                _fault_of_support(support(part, passages, held, self._embeddings))
                for part in _ENDED.split(text)
            ),
        )
        return next((fault for fault in faults if fault), None)

    def _words_of(self, cited: tuple[int, ...]) -> Lexical:
        return Lexical.build([self._passages[n - 1] for n in cited])


def fault_of_facts(text: str, passages: Sequence[str], held: Lexical) -> Replaced | None:
    """What of a sentence's numbers, dates, quotations and names the passages lack, if anything.

    Args:
        text: one sentence.
        passages: what should hold them.
        held: the words of the passages.
    """
    together = "\n".join(passages)
    if not stated_numbers(text) <= numbers(together):
        return Replaced.NUMBER
    if any(not said <= known for said, known in zip(dates(text), dates(together), strict=True)):
        return Replaced.DATE
    if any(not any(holds(said, one) for one in passages) for said in quotations(text)):
        return Replaced.QUOTATION
    return Replaced.NAME if missing_names(text, held) else None


def _fault_of_support(found: Support) -> Replaced | None:
    if found.denied:
        return Replaced.NEGATION
    coverage, cosine = (
        (COVERAGE, COSINE) if found.same_language else (COVERAGE_ACROSS, COSINE_ACROSS)
    )
    borne_out = found.coverage >= coverage and found.cosine >= cosine
    return None if borne_out else Replaced.UNSUPPORTED
