"""Stabilised predictions, and the forecast's chance where there is one: the rule that is used if none is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from askless.core.limits import Limits
from askless.enough.forecast.numbers import odds
from askless.enough.stopping.context import Context
from askless.enough.stopping.kappa import kappa
from askless.enough.stopping.look import Look
from askless.enough.stopping.rule import Rule, stopping_rules
from askless.enough.stopping.signal import Signal

__all__ = ["DEFAULT", "Stabilised", "agreements"]

DEFAULT = "stabilised"
"""Name of the rule that is used if none is named."""

WITHOUT = (
    "Without a forecast this cannot be told: models that agree may be useless alike. "
    "Where there will be none, the rule “classification_change” goes by the model alone."
)


def agreements(looks: Sequence[Look]) -> list[float]:
    """Kappa between each look and the one before; one number fewer than looks.

    This is all that the rule takes from the model: keep it for every look of a run, and the rule can be
    replayed at any threshold.

    Examples
    --------
    >>> import numpy as np
    >>> seen = np.array([True, True])
    >>> one, other = np.array([[0.9, 0.1], [0.4, 0.6]]), np.array([[0.7, 0.3], [0.2, 0.8]])
    >>> agreements([Look(40, one, seen), Look(43, other, seen)])
    [1.0]
    """
    return [kappa(before.answers, after.answers) for before, after in pairwise(looks)]


@dataclass(frozen=True, kw_only=True)
class Stabilised(Rule):
    """Labelling may end when the model answers the same as before, several times in a row.

    Parameters
    ----------
    threshold : float, default 0.99
        Least kappa between a look and the one before, in [-1, 1].
    times : int, default 3
        How many comparisons in a row.
    chance : float, default 0.5
        Least chance, as forecast, that the accuracy is within one point of labelling everything.
        For classes nothing is recommended without a forecast; of other answers there is none, and the
        agreement decides alone.

    Notes
    -----
    The paper [1]_ compares the models of successive batches on a stop set, and wants an agreement of 0.99
    over three rounds. We depart from it in three things. Each of the three has to reach it, where others
    take their mean. The models compared lie about 7 % of the labels apart, whatever the batches were:
    two models that differ by one label in a thousand agree whether or not there is more to learn. And
    agreement alone is not enough for classes: early on all answers may be the most frequent class, and then
    any two models agree.

    References
    ----------
    .. [1] M. Bloodgood, K. Vijay-Shanker, "A method for stopping active learning based on stabilizing
       predictions and the need for user-adjustable stopping", CoNLL 2009, arXiv:1409.5165.

    Examples
    --------
    >>> import numpy as np
    >>> seen, proba = np.array([True, True]), np.array([[0.9, 0.1], [0.4, 0.6]])
    >>> looks = [Look(labels, proba, seen) for labels in (80, 86, 93, 100)]
    >>> context = Context(pool=500, names=("ham", "spam"), chance=0.84)
    >>> Stabilised().signal(looks, context).sentence
    'Further labels are unlikely to change predictions (kappa 1.00, three rounds; chance within 1 point: 4 in 5).'
    """

    threshold: float = 0.99
    times: int = 3
    chance: float = 0.5

    name: ClassVar[str] = DEFAULT
    summary: ClassVar[str] = "Successive models agree three times in a row, and the forecast does not object."
    how: ClassVar[str] = (
        "The model is compared with what it was at 7 % fewer labels, and that one with 7 % fewer again, on a fixed "
        "sample of the pool. If Cohen's kappa of each of three such pairs is 0.99 or more, further labels hardly "
        "change any answer. For classes the forecast has to give an even chance or better that the accuracy is within "
        "one point of labelling the whole pool; where it cannot be relied on, nothing is recommended."
    )
    when_not: ClassVar[str] = (
        "Where labels are dear: it stops late rather than early, at about twice the labels that are needed. "
        "Where what counts is to find the few relevant items: take a rule for screening."
    )
    reference: ClassVar[str] = (
        "Bloodgood and Vijay-Shanker, “A method for stopping active learning based on stabilizing predictions and the "
        "need for user-adjustable stopping”, CoNLL 2009, arXiv:1409.5165"
    )
    needs: ClassVar[tuple[str, ...]] = ("looks", "chance")
    larger: ClassVar[bool] = True
    limits: ClassVar[Mapping[str, Limits]] = {"threshold": Limits(-1, 1), "times": Limits(1), "chance": Limits(0, 1)}

    @property
    def window(self) -> int:
        """One look more than comparisons."""
        return self.times + 1

    def waits(self, context: Context) -> str:
        """See `Rule.waits`."""
        if context.task != "classes" or context.chance is not None:
            return super().waits(context)
        if not len(context.y):
            return "Nothing is labelled yet."
        if len(context.y) >= context.pool:
            return "Everything that a model could learn from is labelled: nothing is left to ask."
        return super().waits(context) or WITHOUT

    def measure(self, looks: Sequence[Look], context: Context) -> Signal:
        """See `Rule.measure`; the value is the least kappa of the last comparisons."""
        agreed = self._agreement(min(agreements(looks)))
        if context.chance is None:
            return agreed
        likely = self._likely(context.chance)
        fires = agreed.fires and likely.fires
        return Signal(
            self.name, agreed.value, self.threshold, True, fires, self._words(agreed, context.chance), (agreed, likely)
        )

    def _agreement(self, value: float) -> Signal:
        """The part of the model."""
        fires = self.reached(value)
        said = "Further labels are unlikely to change predictions" if fires else "The model still changes"
        return Signal("kappa", value, self.threshold, True, fires, f"{said} ({self._rounds(value)}).")

    def _likely(self, chance: float) -> Signal:
        """The part of the forecast."""
        fires = chance >= self.chance
        sentence = f"The chance that the accuracy is within one point of labelling everything is {odds(chance)}."
        return Signal("chance", chance, self.chance, True, fires, sentence)

    def _words(self, agreed: Signal, chance: float) -> str:
        """One sentence on both."""
        if not agreed.fires:
            said = "The model still changes"
        elif chance < self.chance:
            said = "Predictions are stable, but the forecast expects further labels to help"
        else:
            said = "Further labels are unlikely to change predictions"
        assert agreed.value is not None
        return f"{said} ({self._rounds(agreed.value)}; chance within 1 point: {odds(chance)})."

    def _rounds(self, value: float) -> str:
        """The kappa, rounded down so that it never looks better than it is."""
        words = {1: "one round", 2: "two rounds", 3: "three rounds", 4: "four rounds", 5: "five rounds"}
        return f"kappa {int(100 * value + 1e-9) / 100:.2f}, {words.get(self.times, f'{self.times} rounds')}"


stopping_rules.register(DEFAULT, Stabilised())
