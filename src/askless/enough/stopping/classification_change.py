"""Classification change: no prediction differs from those of the look before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from askless.core.limits import Limits
from askless.enough.stopping.context import Context
from askless.enough.stopping.look import Look
from askless.enough.stopping.rule import Rule, stopping_rules
from askless.enough.stopping.signal import Signal

__all__ = ["ClassificationChange", "changed"]


def changed(before: Look, after: Look) -> float:
    """Share of the stop set whose predicted answer differs between two looks, in [0, 1].

    For several labels at once an item counts when any of its labels differs. This is all that the rule
    takes from the model.

    Examples
    --------
    >>> import numpy as np
    >>> seen = np.array([True, True])
    >>> one, other = np.array([[0.9, 0.1], [0.4, 0.6]]), np.array([[0.7, 0.3], [0.6, 0.4]])
    >>> changed(Look(40, one, seen), Look(43, other, seen))
    0.5
    """
    differs = before.answers != after.answers
    return float((differs.any(axis=1) if differs.ndim == 2 else differs).mean())


@dataclass(frozen=True, kw_only=True)
class ClassificationChange(Rule):
    """Labelling may end when no prediction changes.

    Parameters
    ----------
    threshold : float, default 0.0
        Largest share of the stop set that may change, in [0, 1].

    Notes
    -----
    As in [1]_: between two successive models no remaining item changes its class. We look at a sample
    of the pool, in which labelled items remain, and at models that lie 7 % of the labels apart.

    References
    ----------
    .. [1] J. Zhu, H. Wang, E. Hovy, "Multi-criteria-based strategy to stop active learning for data
       annotation", COLING 2008, aclanthology.org/C08-1142.

    Examples
    --------
    >>> import numpy as np
    >>> seen, proba = np.array([True, True]), np.array([[0.9, 0.1], [0.4, 0.6]])
    >>> looks = [Look(93, proba, seen), Look(100, proba, seen)]
    >>> ClassificationChange().signal(looks, Context(pool=500, names=("ham", "spam"))).sentence
    'Further labels are unlikely to change predictions (the last 7 changed 0.0 % of them).'
    """

    threshold: float = 0.0

    name: ClassVar[str] = "classification_change"
    summary: ClassVar[str] = "No prediction differs from what it was at 7 % fewer labels."
    how: ClassVar[str] = (
        "The model is compared once with what it was at 7 % fewer labels, on a fixed sample of the pool: if no answer "
        "differs, the labels in between have taught nothing that shows."
    )
    when_not: ClassVar[str] = (
        "Where one quiet step proves little, as with few labels or a large batch of easy items, or where some items "
        "are so close to the border between two classes that they change for ever."
    )
    reference: ClassVar[str] = (
        "Zhu, Wang and Hovy, “Multi-criteria-based strategy to stop active learning for data annotation”, COLING 2008, "
        "aclanthology.org/C08-1142"
    )
    needs: ClassVar[tuple[str, ...]] = ("looks",)
    larger: ClassVar[bool] = False
    limits: ClassVar[Mapping[str, Limits]] = {"threshold": Limits(0, 1)}

    @property
    def window(self) -> int:
        """A model and the one before."""
        return 2

    def measure(self, looks: Sequence[Look], context: Context) -> Signal:
        """See `Rule.measure`."""
        before, after = looks
        value = changed(before, after)
        fires = self.reached(value)
        said = "Further labels are unlikely to change predictions" if fires else "Predictions still change"
        sentence = f"{said} (the last {after.labels - before.labels} changed {100 * value:.1f} % of them)."
        return Signal(self.name, value, self.threshold, self.larger, fires, sentence)


stopping_rules.register(ClassificationChange.name, ClassificationChange())
