"""Contradictory information: the model becomes less sure as labels come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from askless.core.limits import Limits
from askless.enough.stopping.certainty import confidences
from askless.enough.stopping.context import Context
from askless.enough.stopping.look import Look
from askless.enough.stopping.rule import Rule, stopping_rules
from askless.enough.stopping.signal import Signal

__all__ = ["ContradictoryInformation", "falls", "mean_confidence"]

LEAST_FALL = 1e-9  # less is the last digits of a sum


def mean_confidence(look: Look) -> float:
    """Mean probability of the predicted answers on the stop set, in [0, 1].

    This is all that the rule takes from the model.

    Examples
    --------
    >>> import numpy as np
    >>> mean_confidence(Look(40, np.array([[0.75, 0.25], [0.5, 0.5]]), np.array([True, True])))
    0.625
    """
    return float(confidences(look.proba, multilabel=look.multilabel).mean())


def falls(values: Sequence[float]) -> int:
    """How many times in a row the latest values have fallen.

    Examples
    --------
    >>> falls([0.6, 0.8, 0.79, 0.75]), falls([0.6, 0.8])
    (2, 0)
    """
    count = 0
    while count + 1 < len(values) and values[-count - 1] < values[-count - 2] - LEAST_FALL:
        count += 1
    return count


@dataclass(frozen=True, kw_only=True)
class ContradictoryInformation(Rule):
    """Labelling may end when new labels make the model less sure, several times in a row.

    Parameters
    ----------
    threshold : int, default 3
        Falls of the mean confidence in a row.

    Notes
    -----
    As in [1]_: the confidence of the model on a separate set without labels rises while the labels
    agree with what it knows, and falls when what is left contradicts it. The paper sums the confidence
    of its classifiers; we take the mean probability of the predicted answer, on a sample of the pool, at
    steps of 7 % of the labels.

    References
    ----------
    .. [1] A. Vlachos, "A stopping criterion for active learning", Computer Speech & Language 2008,
       doi:10.1016/j.csl.2007.12.001.

    Examples
    --------
    >>> import numpy as np
    >>> seen = np.array([True, True])
    >>> looks = [Look(n, np.array([[p, 1 - p]]), seen) for n, p in ((80, 0.9), (86, 0.89), (93, 0.87), (100, 0.86))]
    >>> ContradictoryInformation().signal(looks, Context(pool=500, names=("ham", "spam"))).sentence
    'New labels contradict the model rather than teach it (mean confidence down 3 times in a row, to 86.0 %).'
    """

    threshold: int = 3

    name: ClassVar[str] = "contradictory_information"
    summary: ClassVar[str] = "The model's confidence on the pool falls three times in a row."
    how: ClassVar[str] = (
        "While labels tell the model something it can use, it becomes surer of the pool. When its mean confidence on a "
        "fixed sample falls three times in a row, at steps of 7 % of the labels, what comes in contradicts what it has "
        "learnt."
    )
    when_not: ClassVar[str] = (
        "Where the model is calibrated anew with each fit, as the built-in linear ones are, or where hard items are "
        "asked first: confidence may fall early on, while accuracy still rises."
    )
    reference: ClassVar[str] = (
        "Vlachos, “A stopping criterion for active learning”, Computer Speech & Language 2008, "
        "doi:10.1016/j.csl.2007.12.001"
    )
    needs: ClassVar[tuple[str, ...]] = ("looks",)
    larger: ClassVar[bool] = True
    limits: ClassVar[Mapping[str, Limits]] = {"threshold": Limits(1)}

    @property
    def window(self) -> int:
        """One look more than falls."""
        return self.threshold + 1

    def measure(self, looks: Sequence[Look], context: Context) -> Signal:
        """See `Rule.measure`; the value is the number of falls in a row, at most the threshold."""
        values = [mean_confidence(look) for look in looks]
        value = falls(values)
        fires = self.reached(value)
        said = "New labels contradict the model rather than teach it" if fires else "Confidence does not keep falling"
        times = {0: "not lower than before,", 1: "down once,"}.get(value, f"down {value} times in a row,")
        sentence = f"{said} (mean confidence {times} {'at' if value == 0 else 'to'} {100 * values[-1]:.1f} %)."
        return Signal(self.name, float(value), float(self.threshold), self.larger, fires, sentence)


stopping_rules.register(ContradictoryInformation.name, ContradictoryInformation())
