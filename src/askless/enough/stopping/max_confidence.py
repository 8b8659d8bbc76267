"""Max confidence: the model was sure of every item that it asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from askless.core.limits import Limits
from askless.enough.stopping.certainty import entropies
from askless.enough.stopping.context import Context
from askless.enough.stopping.look import Batch, Look
from askless.enough.stopping.rule import Rule, stopping_rules
from askless.enough.stopping.signal import Signal

__all__ = ["MaxConfidence", "largest_entropy"]


def largest_entropy(batch: Batch, *, multilabel: bool = False) -> float:
    """Entropy of the item of a batch of which the model was least sure before it was answered, in nats.

    This is all that the rule takes from the model. The batch must not be empty.

    Examples
    --------
    >>> import numpy as np
    >>> round(largest_entropy(Batch(np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([0, 1]))), 3)
    0.693
    """
    return float(entropies(batch.proba, multilabel=multilabel).max())


@dataclass(frozen=True, kw_only=True)
class MaxConfidence(Rule):
    """Labelling may end when nothing that is asked is in doubt.

    Parameters
    ----------
    threshold : float, default 0.001
        Largest entropy of an item that was asked, in nats.

    Notes
    -----
    As in [1]_: the entropy of each item that is selected is below a very small threshold, such as 0.001.
    A batch is what was answered since the look before, 7 % of the labels, with the probabilities of the
    model of that look.

    References
    ----------
    .. [1] J. Zhu, E. Hovy, "Active learning for word sense disambiguation with methods for addressing
       the class imbalance problem", EMNLP-CoNLL 2007, aclanthology.org/D07-1082.

    Examples
    --------
    >>> import numpy as np
    >>> seen, batch = np.array([True, True]), Batch(np.array([[0.99999, 0.00001]]), np.array([0]))
    >>> look = Look(100, np.array([[0.9, 0.1]]), seen, batch=batch)
    >>> MaxConfidence().signal([look], Context(pool=500, names=("ham", "spam"))).sentence
    'The model was sure of everything that was asked of late (largest entropy 0.0001 nats).'
    """

    threshold: float = 0.001

    name: ClassVar[str] = "max_confidence"
    summary: ClassVar[str] = "The model was sure of each item that was asked of late."
    how: ClassVar[str] = (
        "A strategy that asks what the model doubts asks the most doubtful first. When even those have an entropy "
        "below 0.001 nats, nothing is in doubt any more."
    )
    when_not: ClassVar[str] = (
        "Where the strategy asks by coverage or at random, where classes overlap, or where probabilities are "
        "calibrated: an entropy of 0.001 nats is a chance of error of 1 in 10,000, which an honest model hardly ever "
        "claims."
    )
    reference: ClassVar[str] = (
        "Zhu and Hovy, “Active learning for word sense disambiguation with methods for addressing the class imbalance "
        "problem”, EMNLP-CoNLL 2007, aclanthology.org/D07-1082"
    )
    needs: ClassVar[tuple[str, ...]] = ("looks", "batch")
    larger: ClassVar[bool] = False
    limits: ClassVar[Mapping[str, Limits]] = {"threshold": Limits(0)}

    def measure(self, looks: Sequence[Look], context: Context) -> Signal:
        """See `Rule.measure`."""
        look = looks[-1]
        if look.batch is None or not len(look.batch):
            return self.says_nothing("Too early to say: nothing has been asked since the model was looked at first.")
        value = largest_entropy(look.batch, multilabel=look.multilabel)
        fires = self.reached(value)
        said = "The model was sure of everything that was asked of late" if fires else "Items in doubt are still asked"
        sentence = f"{said} (largest entropy {value:.4f} nats)."
        return Signal(self.name, value, self.threshold, self.larger, fires, sentence)


stopping_rules.register(MaxConfidence.name, MaxConfidence())
