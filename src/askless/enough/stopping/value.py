"""Value: a further label is worth less than it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from askless.core.digits import written
from askless.core.limits import Limits
from askless.enough.stopping.classification_change import changed
from askless.enough.stopping.context import Context
from askless.enough.stopping.look import Look
from askless.enough.stopping.rule import Rule, stopping_rules
from askless.enough.stopping.signal import Signal

__all__ = ["Value", "largest_gain"]


def largest_gain(before: Look, after: Look) -> float:
    """Points of accuracy that a label between two looks can have brought at most: as many as predictions changed.

    Accuracy cannot change by more than the share of items whose prediction does.

    Examples
    --------
    >>> import numpy as np
    >>> seen = np.array([True, True])
    >>> one, other = np.array([[0.9, 0.1], [0.4, 0.6]]), np.array([[0.7, 0.3], [0.6, 0.4]])
    >>> largest_gain(Look(40, one, seen), Look(45, other, seen))
    10.0
    """
    return 100.0 * changed(before, after) / (after.labels - before.labels)


@dataclass(frozen=True, kw_only=True)
class Value(Rule):
    """Labelling may end when a further label is worth less than it costs.

    Parameters
    ----------
    threshold : float, default 1.0
        What a label is worth, at most, in units of what it costs.

    Notes
    -----
    The gain is bounded: the last 7 % of the labels changed a share of the predictions, accuracy cannot have
    changed by more, and further labels are taken to change no more than those did. The bound is wide, so the
    rule stops late. The function `largest_gain` is all that the rule takes from the model.

    References
    ----------
    .. [1] Z. Pullar-Strecker, K. Dost, E. Frank, J. Wicker, "Hitting the target: stopping active learning at
       the cost-based optimum", Machine Learning 2022, doi:10.1007/s10994-022-06253-1; for costs as the way to
       compare rules.

    Examples
    --------
    >>> import numpy as np
    >>> seen, proba = np.array([True, True]), np.array([[0.9, 0.1]])
    >>> costs = {"cost_per_label": 0.5, "value_per_point": 20.0}
    >>> context = Context(pool=500, names=("ham", "spam"), **costs)
    >>> Value().signal([Look(93, proba, seen), Look(100, proba, seen)], context).sentence
    'A further label is worth less than it costs (at most 0, against 0.5).'
    """

    threshold: float = 1.0

    name: ClassVar[str] = "value"
    summary: ClassVar[str] = "A further label is worth less than it costs, given both prices."
    how: ClassVar[str] = (
        "You say what a label costs and what a point of accuracy is worth to you. What a further label can gain is "
        "bounded by how many predictions the last 7 % of the labels changed: accuracy cannot have changed by more."
    )
    when_not: ClassVar[str] = (
        "Where nobody can put a price on a point of accuracy. Its bound is wide, so that it stops late."
    )
    reference: ClassVar[str] = (
        "Costs as in Pullar-Strecker, Dost, Frank and Wicker, “Hitting the target: stopping active learning at the "
        "cost-based optimum”, Machine Learning 2022, doi:10.1007/s10994-022-06253-1"
    )
    needs: ClassVar[tuple[str, ...]] = ("looks", "costs")
    larger: ClassVar[bool] = False
    limits: ClassVar[Mapping[str, Limits]] = {"threshold": Limits(0)}

    @property
    def window(self) -> int:
        """A model and the one before."""
        return 2

    def measure(self, looks: Sequence[Look], context: Context) -> Signal:
        """See `Rule.measure`; the value is worth over cost."""
        cost, worth_of_point = context.cost_per_label, context.value_per_point
        if cost is None or worth_of_point is None:
            return self.says_nothing("Nothing to say: give what a label costs and what a point of accuracy is worth.")
        worth = worth_of_point * largest_gain(*looks)
        value = worth / cost
        fires = self.reached(value)
        said = "A further label is worth less than it costs" if fires else "A further label may be worth its cost"
        sentence = f"{said} (at most {written(worth, 2)}, against {written(cost, 2)})."
        return Signal(self.name, value, self.threshold, self.larger, fires, sentence)


stopping_rules.register(Value.name, Value())
