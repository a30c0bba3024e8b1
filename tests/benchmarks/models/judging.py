"""What the verification is worth; the measures are explained in `__main__`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.evaluation.scores import Estimate, estimate
from tests.benchmarks.models.asking import Generation


@dataclass(frozen=True)
class Verification:
    """How sentences fared, of one question set or of all."""

    questions: str
    right_refused: Estimate
    """Of the sentences that hold a reference answer."""
    wrong_shown: Estimate
    """Of those to the same questions that hold none."""
    cut_shown: Estimate
    """Of those to questions whose answer was cut out."""
    right_of_shown: Estimate
    """Share, among the sentences shown to questions that the article answers, that are right."""
    right_of_written: Estimate
    """The same among all that the model wrote: what one would read without verification."""
    declined_own: Estimate
    """Questions that the article answers, and the model said it does not."""
    declined_cut: Estimate
    """Questions whose answer was cut out, and the model said so."""
    reasons: dict[str, int]
    """How often a sentence was refused for each reason."""


@dataclass(frozen=True)
class Speed:
    """Seconds from the question on."""

    evidence: Estimate
    first: Estimate
    last: Estimate


def verification(name: str, generations: Sequence[Generation]) -> Verification:
    """The figures of these generations."""
    own = [g for g in generations if g.kind == "own"]
    cut = [g for g in generations if g.kind == "cut"]
    said = [s for g in own for s in g.sentences if not s.declines]
    said_of_cut = [s for g in cut for s in g.sentences if not s.declines]
    shown = [s for s in said if s.shown]
    reasons = Counter(str(s.reason) for s in [*said, *said_of_cut] if s.reason is not None)
    return Verification(
        name,
        right_refused=_share([not s.shown for s in said if s.right]),
        wrong_shown=_share([s.shown for s in said if not s.right]),
        cut_shown=_share([s.shown for s in said_of_cut]),
        right_of_shown=_share([s.right for s in shown]),
        right_of_written=_share([s.right for s in said]),
        declined_own=_share([any(s.declines for s in g.sentences) for g in own]),
        declined_cut=_share([any(s.declines for s in g.sentences) for g in cut]),
        reasons=dict(reasons.most_common()),
    )


def speed(generations: Sequence[Generation]) -> Speed:
    """Medians over the generations that came to a first token."""
    came = [g for g in generations if g.first is not None]
    return Speed(
        evidence=estimate([g.evidence for g in came], statistic=np.median),
        first=estimate([g.first or 0.0 for g in came], statistic=np.median),
        last=estimate([g.last for g in came], statistic=np.median),
    )


def _share(flags: Sequence[bool]) -> Estimate:
    return estimate(np.array(flags, float))
