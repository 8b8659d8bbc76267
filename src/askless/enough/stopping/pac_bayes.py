"""PAC-Bayes: a further label can hardly change the expected error of a linear model any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from askless.core.limits import Limits
from askless.core.task import Task
from askless.enough.stopping.context import Context
from askless.enough.stopping.gaussian import step_bound
from askless.enough.stopping.look import Look
from askless.enough.stopping.rule import Rule, stopping_rules
from askless.enough.stopping.signal import Signal

__all__ = ["PacBayes"]


@dataclass(frozen=True, kw_only=True)
class PacBayes(Rule):
    """Labelling may end when posteriors stand still.

    Parameters
    ----------
    threshold : float, default 0.1
        Largest bound for one label, as a share of what it was at the outset, in (0, 1).
    times : int, default 3
        How many steps of 7 % in a row.

    Notes
    -----
    After [1]_ and [2]_: the change of the expected error between two posteriors is bounded by their
    Kullback-Leibler divergence, without any labels and for certain. The number to keep for each look is
    `askless.enough.stopping.gaussian.step_bound` of two posteriors.

    We depart from the papers in five things. The inequality is Pinsker's. The bound is for the average
    label of a 7 % step, not for a single one, which would be noise. The largest of three steps counts: one
    surprising label can move a model that stood still for a step. It is set against the bound at the
    first labels, since by itself it is far above any change that is seen. And the model is Bayesian
    linear regression on the embedding, for classes logistic regression by Laplace's approximation, one class
    against the rest, whatever the model in use is. The threshold is our choice, and not tuned.

    References
    ----------
    .. [1] H. Ishibashi, H. Hino, "Stopping criterion for active learning based on deterministic generalization
       bounds", AISTATS 2020, arXiv:2005.07402.
    .. [2] H. Ishibashi, H. Hino, "Stopping criterion for active learning based on error stability", 2021,
       arXiv:2104.01836.

    Examples
    --------
    >>> import numpy as np
    >>> from askless.enough.stopping.gaussian import Gaussian
    >>> before, after = Gaussian(np.zeros(1), np.eye(1)), Gaussian(np.full(1, 0.01), np.eye(1))
    >>> seen, none = np.array([True, True]), np.zeros((0, 2))
    >>> looks = [Look(96, none, seen, posterior=(before,)), Look(100, none, seen, posterior=(after,))]
    >>> PacBayes(times=1).signal(looks, Context(pool=500, names=("ham", "spam"), outset=0.2)).sentence
    'A further label can hardly move a linear model any more (by 1 % of what it could at the outset).'
    """

    threshold: float = 0.1
    times: int = 3

    name: ClassVar[str] = "pac_bayes"
    summary: ClassVar[str] = "A bound on what a label can change of a linear model is a tenth of what it was."
    how: ClassVar[str] = (
        "How far a Bayesian linear model moves with 7 % more labels bounds how much its expected error can have "
        "changed, for certain and without a test set. When the bound for one label has been down to a tenth of what "
        "it was at the outset for three such steps, labels have little left to move. It fits numbers, too."
    )
    when_not: ClassVar[str] = (
        "Where the model in use is far from linear in the embedding: what is bounded is the linear one. As bounds are, "
        "it is wide, so only its fall counts, and a bad start makes it look good."
    )
    reference: ClassVar[str] = (
        "Ishibashi and Hino, “Stopping criterion for active learning based on deterministic generalization bounds”, "
        "AISTATS 2020, arXiv:2005.07402, and “Stopping criterion for active learning based on error stability”, 2021, "
        "arXiv:2104.01836"
    )
    needs: ClassVar[tuple[str, ...]] = ("posterior", "outset")
    larger: ClassVar[bool] = False
    limits: ClassVar[Mapping[str, Limits]] = {"threshold": Limits(0, 1), "times": Limits(1)}
    tasks: ClassVar[tuple[Task, ...]] = ("classes", "multilabel", "real")

    @property
    def window(self) -> int:
        """One look more than steps."""
        return self.times + 1

    def measure(self, looks: Sequence[Look], context: Context) -> Signal:
        """See `Rule.measure`."""
        if not context.outset or not all(look.posterior for look in looks):
            return self.says_nothing("Too early to say: there is no earlier linear model to compare with.")
        bounds = [step_bound(a.posterior, b.posterior, b.labels - a.labels) for a, b in pairwise(looks)]
        value = max(bounds) / context.outset
        fires = self.reached(value)
        said = (
            "A further label can hardly move a linear model any more" if fires else "Labels still move a linear model"
        )
        sentence = f"{said} (by {100 * value:.0f} % of what it could at the outset)."
        return Signal(self.name, value, self.threshold, self.larger, fires, sentence)


stopping_rules.register(PacBayes.name, PacBayes())
