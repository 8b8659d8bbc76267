"""Evaluations that failed, counted by how: those that were repeated too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from askless.synthesis.learner import SynthesisLearner

__all__ = ["counted_failures", "failures", "kind_of"]

_KINDS = (
    (r"There was no answer within ", "time-out"),
    (r"The command failed \((.+?)\)", r"\1"),
    (r"It failed: (\w+)", r"\1"),
    (r"It answered NaN", "NaN"),
    (r"It answered an infinite number", "infinite number"),
    (r"It answered ", "answer that cannot be"),
    (r"It said .* without “answer”", "object without “answer”"),
    (r"It printed nothing", "empty output"),
    (r"\S+ could not be reached: ", "endpoint out of reach"),
    (r"\S+ replied (\d+)", r"reply \1"),
)
"""Beginnings of reasons, and what is said of them in a count."""
_LONGEST = 60


def kind_of(reason: str) -> str:
    """How an evaluation failed, in a few words, from the sentence that says it.

    Only for sentences of which nothing else is known: those of a laboratory of one's own that names no kind, and those
    in logs that were written before failures had one.

    Examples
    --------
    >>> kind_of("The command failed (exit status 3): no gas"), kind_of("There was no answer within 0.3 s.")
    ('exit status 3', 'time-out')
    >>> kind_of("The oven is cold.")
    'The oven is cold'
    """
    for pattern, said in _KINDS:
        if found := re.match(pattern, reason):
            return found.expand(said)
    text = reason.rstrip(".")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def failures(learner: SynthesisLearner) -> Counter[str]:
    """How many evaluations of a project failed, by kind; those that were tried again and then answered count too.

    Parameters
    ----------
    learner : SynthesisLearner
        Without a project only the last failure of each question is known.
    """
    if learner.project is None:
        return Counter(map(kind_of, learner.failed.values()))
    found = (event.data for event in learner.project.log if event.kind == "failed")
    return Counter(str(said.get("kind") or kind_of(str(said.get("reason", "")))) for said in found)


def counted_failures(found: Mapping[str, int]) -> str:
    """Failures by kind in words, the commonest first.

    Examples
    --------
    >>> counted_failures({"NaN": 1, "exit status 3": 6, "time-out": 3})
    '6 exit status 3, 3 time-outs, 1 NaN'
    """
    listed = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{n:,} {kind}{'s' if n > 1 and kind == 'time-out' else ''}" for kind, n in listed)
