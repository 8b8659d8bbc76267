"""Overall uncertainty: the mean entropy of the pool is close to zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from askless.core.limits import Limits
from askless.enough.stopping.certainty import entropies
from askless.enough.stopping.context import Context
from askless.enough.stopping.look import Look
from askless.enough.stopping.rule import Rule, stopping_rules
from askless.enough.stopping.signal import Signal

__all__ = ["OverallUncertainty", "overall_uncertainty"]


def overall_uncertainty(look: Look) -> float:
    """Mean entropy of the predictions on the stop set, in nats, >= 0.

    This is all that the rule takes from the model.

    Examples
    --------
    >>> import numpy as np
    >>> seen = np.array([True, True])
    >>> round(overall_uncertainty(Look(40, np.array([[1.0, 0.0], [0.5, 0.5]]), seen)), 3)
    0.347
    """
    return float(entropies(look.proba, multilabel=look.multilabel).mean())


@dataclass(frozen=True, kw_only=True)
class OverallUncertainty(Rule):
    """Labelling may end when the model is sure of nearly everything.

    Parameters
    ----------
    threshold : float, default 0.01
        Largest mean entropy, in nats.

    Notes
    -----
    As in [1]_ and [2]_, where the mean is over the items without a label; ours is over a sample of
    the pool, in which labelled items remain. The threshold is that of a later comparison [3]_.

    References
    ----------
    .. [1] J. Zhu, H. Wang, E. Hovy, "Multi-criteria-based strategy to stop active learning for data
       annotation", COLING 2008, aclanthology.org/C08-1142.
    .. [2] J. Zhu, H. Wang, E. Hovy, M. Ma, "Confidence-based stopping criteria for active learning for
       data annotation", ACM Transactions on Speech and Language Processing 2010,
       doi:10.1145/1753783.1753784.
    .. [3] Z. Pullar-Strecker, K. Dost, E. Frank, J. Wicker, "Hitting the target: stopping active learning at
       the cost-based optimum", Machine Learning 2022, doi:10.1007/s10994-022-06253-1.

    Examples
    --------
    >>> import numpy as np
    >>> look = Look(100, np.array([[0.999, 0.001], [0.001, 0.999]]), np.array([True, True]))
    >>> OverallUncertainty().signal([look], Context(pool=500, names=("ham", "spam"))).sentence
    'The model is sure of nearly all of the pool (mean entropy 0.008 nats).'
    """

    threshold: float = 0.01

    name: ClassVar[str] = "overall_uncertainty"
    summary: ClassVar[str] = "The mean entropy of the model's predictions is close to zero."
    how: ClassVar[str] = (
        "An item of which the model is sure has little to teach it. When the mean entropy over the pool is below 0.01 "
        "nats, there is little left to teach."
    )
    when_not: ClassVar[str] = (
        "Where classes overlap, as a model that knows this is never sure, or where the model is surer than it is "
        "right: a wrong but certain model ends it at once."
    )
    reference: ClassVar[str] = (
        "Zhu, Wang, Hovy and Ma, “Confidence-based stopping criteria for active learning for data annotation”, ACM "
        "TSLP 2010, doi:10.1145/1753783.1753784"
    )
    needs: ClassVar[tuple[str, ...]] = ("looks",)
    larger: ClassVar[bool] = False
    limits: ClassVar[Mapping[str, Limits]] = {"threshold": Limits(0)}

    def measure(self, looks: Sequence[Look], context: Context) -> Signal:
        """See `Rule.measure`."""
        value = overall_uncertainty(looks[-1])
        fires = self.reached(value)
        said = (
            "The model is sure of nearly all of the pool" if fires else "The model is still unsure of much of the pool"
        )
        sentence = f"{said} (mean entropy {value:.3f} nats)."
        return Signal(self.name, value, self.threshold, self.larger, fires, sentence)


stopping_rules.register(OverallUncertainty.name, OverallUncertainty())
