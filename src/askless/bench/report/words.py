"""Numbers and findings in words, as reports and tables print them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from askless.bench.outcome import YARDSTICK, Outcome
from askless.bench.statistics import Interval, Paired
from askless.core.digits import written

__all__ = ["METRIC_NAMES", "Scale", "against_sentence", "few_seeds", "percent", "points", "probability"]

FEW_SEEDS = 10
"""Seeds below which a report warns: three can make anything look better or worse than chance."""

METRIC_NAMES = {
    "accuracy": "accuracy",
    "balanced_accuracy": "balanced accuracy",
    "f1": "F1",
    "rmse": "RMSE",
    "mae": "mean absolute error",
}


def points(difference: float) -> str:
    """A difference in points, with its sign.

    Examples
    --------
    >>> points(0.0123), points(-0.2), points(-0.0001)
    ('+1.2', '−20.0', '0.0')
    """
    text = f"{100 * difference:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", "−")


def probability(p: float) -> str:
    """A p value.

    Examples
    --------
    >>> probability(0.0003), probability(0.021), probability(float("nan"))
    ('< 0.001', '0.021', '–')
    """
    return "–" if math.isnan(p) else "< 0.001" if p < 0.001 else f"{p:.3f}"


def against_sentence(name: str, found: Paired, scale: Scale, metric: str) -> str:
    """A difference to the yardstick in words."""
    what = f"{metric} {scale.difference(found.mean)}{scale.points}"
    lead = f"{name} against {YARDSTICK}: {what} on average over the curve"
    if found.n == 1:
        return f"{lead} (one seed: no interval)."
    return f"{lead} (95 % interval {scale.spread(found)}, p\u00a0{_with_sign(found.p)})."


def few_seeds(outcome: Outcome) -> list[str]:
    """A warning where a comparison rests on too few seeds; one sentence at most."""
    count = len(outcome.runs)
    if not outcome.against() or count >= FEW_SEEDS:
        return []
    told = "1 seed tells" if count == 1 else f"{count} seeds tell"
    return [f"{told} little, whatever the intervals say: take --seeds {FEW_SEEDS} or more."]


def _with_sign(p: float) -> str:
    """A p value after the letter."""
    return probability(p) if p < 0.001 else f"=\u00a0{probability(p)}"


def percent(value: float) -> str:
    """A share as per cent, without the sign."""
    return "–" if math.isnan(value) else f"{100 * value:.1f}"


@dataclass(frozen=True)
class Scale:
    """How a metric is written: shares in per cent, errors as they are.

    Parameters
    ----------
    error : bool
        Whether it is an error, in the unit of the labels, of which lower is better.

    Examples
    --------
    >>> Scale(error=True).value(54.321), Scale(error=True).difference(-1.5), Scale(error=False).value(0.5)
    ('54.3', '−1.5', '50.0')
    """

    error: bool

    @property
    def unit(self) -> str:
        """What follows a value."""
        return "" if self.error else " %"

    @property
    def head(self) -> str:
        """What follows the name of the metric in a heading."""
        return " (lower is better)" if self.error else ", %"

    @property
    def points(self) -> str:
        """What follows a difference."""
        return " (lower is better)" if self.error else " points"

    @property
    def factor(self) -> float:
        """What a value is multiplied by."""
        return 1.0 if self.error else 100.0

    @property
    def within(self) -> str:
        """What a mark means, before “that of the model with all labels”."""
        return "at most so much above" if self.error else "that share of"

    def mark(self, share: float) -> str:
        """A share of the metric with all labels as something to reach; of an error, how far above it.

        Examples
        --------
        >>> Scale(error=False).mark(0.95), Scale(error=True).mark(0.95)
        ('95 %', '+5.3 %')
        """
        return f"+{written(100 / share - 100, 2)} %" if self.error else f"{100 * share:.0f} %"

    def value(self, value: float) -> str:
        """A value, without the unit."""
        return percent(value) if not self.error else "–" if math.isnan(value) else written(value, 3)

    def difference(self, difference: float) -> str:
        """A difference, with its sign."""
        if not self.error:
            return points(difference)
        return ("+" if difference > 0 else "−" if difference < 0 else "") + written(abs(difference), 2)

    def spread(self, found: Interval) -> str:
        """An interval of differences."""
        return "–" if math.isnan(found.low) else f"{self.difference(found.low)} to {self.difference(found.high)}"
