"""Texts by a function of your own, such as a language model: what it proposes is filtered, nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from askless.errors import UsageError
from askless.synthesis.generators.generator import Generator
from askless.synthesis.round import Proposal, Round

__all__ = ["Propose", "Text"]

Propose = Callable[[list[dict[str, Any]], str | None, int], Iterable[Any]]
"""Context, target and number to items. The context is what was answered: dicts of "item" and "label", the latest last.
The target is the label that the next item should be near to in the model's eyes, None if there is no such wish."""

_CONTEXT = 20
_TRIES = 3


class Text(Generator):
    """Asks about what a function proposes, without copies of what was asked or is proposed twice.

    No language model comes with askless, so it has no name among the strategies: give `SynthesisLearner` the strategy
    ``Text(propose)``. An item must be one that the domain can read as a point, for example an answer
    to a form, or a text whose point is its embedding.

    Parameters
    ----------
    propose : callable
        ``propose(context, target, n)`` gives up to `n` items.
    apart : float, default 1e-6
        Distance in the coordinates of the domain below which two items count as the same. More leaves out what is said
        in other words, where points are embeddings.
    """

    name = "text"
    summary = "asks about what a function of yours proposes, such as a language model, without repeats"
    reference = "An interface: what is proposed is up to the function."
    when_not = "Without such a function, and where inputs are numbers: `margin_sobol` and `alc` know what to ask."

    def __init__(self, propose: Propose, *, apart: float = 1e-6) -> None:
        if not apart >= 0:
            raise UsageError(f"`apart` is {apart:g}.", "Give a distance of 0 or more.")
        self._propose = propose
        self._apart = apart

    def propose(self, round: Round, k: int) -> Proposal:
        """See `Generator.propose`."""
        context, target = _context(round), _target(round)
        kept: list[Any] = []
        for _ in range(_TRIES):
            items = list(self._propose(context, target, k - len(kept)))
            for point in _points(round, items):
                if len(kept) < k and self._new(point, [*round.taken, *kept]):
                    kept.append(point)
            if len(kept) == k or not items:
                break
        points = np.array(kept).reshape(-1, round.domain.width)
        why = "proposed" if target is None else f"proposed as like “{target}”"
        return Proposal(points, -np.arange(len(points), dtype=np.float64), (why,) * len(points))

    def _new(self, point: Any, others: Sequence[Any]) -> bool:
        """Whether a point is none of the others."""
        if not others:
            return True
        return bool(np.sqrt(((np.array(others) - point) ** 2).sum(axis=1)).min() > self._apart)


def _context(round: Round) -> list[dict[str, Any]]:
    """The last answered items with their answers."""
    points, answers = round.points[-_CONTEXT:], round.answers[-_CONTEXT:]
    if not len(points):
        return []
    items = round.domain.items(points)
    labels = [round.label_names[int(one)] if round.task == "classes" else float(one) for one in answers]
    return [{"item": item, "label": label} for item, label in zip(items, labels, strict=True)]


def _target(round: Round) -> str | None:
    """The label with the fewest answers, for the rarest is worth the most; None for numbers."""
    if round.task != "classes" or not round.label_names:
        return None
    counts = np.bincount(np.asarray(round.answers, dtype=np.int64), minlength=len(round.label_names))
    return round.label_names[int(counts.argmin())]


def _points(round: Round, items: list[Any]) -> Any:
    """Items as points, as far as they lie in the domain."""
    if not items:
        return np.zeros((0, round.domain.width))
    points = round.domain.points(items)
    keeps = round.domain.allowed(points)
    if keeps.any():
        keeps[keeps] = round.plausible(points[keeps])
    return points[keeps]
