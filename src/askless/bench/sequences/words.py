"""Numbers and findings of a simulation on sentences in words, as tables and reports print them."""

from __future__ import annotations

import math

from askless.bench.outcome import YARDSTICK
from askless.bench.report.words import FEW_SEEDS, percent
from askless.bench.sequences.outcome import MARKS, Outcome
from askless.bench.statistics import Interval

__all__ = ["COST_NOTE", "amount", "few_seeds", "lede", "metric_title", "remark", "saved"]

COST_NOTE = (
    "Seconds are predicted, not measured: {fixed:g} a question, {token:g} a token read, {decision:g} a token corrected."
)


def metric_title(outcome: Outcome) -> str:
    """The metric in words."""
    return {
        ("span", "f1"): "span F1",
        ("tag", "f1"): "mean F1 of tags",
    }.get((outcome.study.plan.task, outcome.study.plan.metric_name), "token accuracy")


def amount(value: float | None, unit: str) -> str:
    """How much of a unit, for people; seconds as hours or minutes.

    Examples
    --------
    >>> amount(1234.4, "tokens"), amount(5400, "seconds"), amount(600, "seconds"), amount(None, "tokens")
    ('1,234', '1.50 h', '10 min', '–')
    """
    if value is None:
        return "–"
    if unit != "seconds":
        return f"{value:,.0f}"
    return f"{value / 3600:.2f} h" if value >= 3600 else f"{value / 60:.0f} min"


def saved(found: Interval | None) -> str:
    """What is saved against random, per cent, with its interval; less than nothing has a minus.

    Examples
    --------
    >>> saved(Interval(0.25, 0.2, 0.3, 5)), saved(Interval(-0.1, math.nan, math.nan, 1)), saved(None)
    ('25 % (20 to 30)', '−10 %', '–')
    """
    if found is None:
        return "–"
    told = f"{_whole(found.mean)} %"
    return told if math.isnan(found.low) else f"{told} ({_whole(found.low)} to {_whole(found.high)})"


def _whole(share: float) -> str:
    text = f"{100 * share:.0f}"
    return "0" if text == "-0" else text.replace("-", "−")


def lede(outcome: Outcome) -> str:
    """The first thing to know."""
    first = next((name for name in outcome.strategies if name != YARDSTICK), None)
    full = f"{percent(outcome.full)} % {metric_title(outcome)}"
    if first is None:
        return f"All {outcome.tokens:,.0f} tokens give {full}."
    for share in reversed(MARKS):
        count = outcome.reach(first, share, "tokens")
        if count is None:
            continue
        other = outcome.reach(YARDSTICK, share, "tokens") if YARDSTICK in outcome.strategies else None
        needs = f"; {YARDSTICK} reads {100 * other / outcome.tokens:.1f} %" if other is not None else ""
        return (
            f"To reach {100 * share:.0f} % of what all {outcome.tokens:,.0f} tokens give ({full}), {first} reads "
            f"{100 * count / outcome.tokens:.1f} % of them{needs}."
        )
    return f"{first} does not reach {100 * MARKS[0]:.0f} % of what all {outcome.tokens:,.0f} tokens give ({full})."


def remark(outcome: Outcome, share: float = 0.97) -> str:
    """What is saved in tokens, seconds and corrections, side by side; "" where there is nothing to compare."""
    first = next((name for name in outcome.strategies if name != YARDSTICK), None)
    if first is None or YARDSTICK not in outcome.strategies:
        return ""
    told = {unit: outcome.saved(first, share, unit) for unit in ("tokens", "seconds", "corrections")}
    if any(found is None for found in told.values()):
        return (
            "Tokens read are what choosing saves most; predicted seconds gain less, and corrections hardly or not at "
            "all, since uncertain sentences hold more wrong guesses."
        )
    cells = {unit: _whole(found.mean) for unit, found in told.items() if found is not None}
    return (
        f"At {100 * share:.0f} %, {first} saves {cells['tokens']} % of the tokens that {YARDSTICK} reads, "
        f"{cells['seconds']} % of the predicted seconds and {cells['corrections']} % of the corrections: uncertain "
        "sentences hold more wrong guesses, so seconds gain less than tokens, and corrections little or nothing."
    )


def few_seeds(outcome: Outcome) -> list[str]:
    """A warning where a comparison rests on too few seeds; one sentence at most."""
    count = len(outcome.runs)
    if len(outcome.strategies) < 2 or count >= FEW_SEEDS:
        return []
    told = "1 seed tells" if count == 1 else f"{count} seeds tell"
    return [f"{told} little, whatever the intervals say: take --seeds {FEW_SEEDS} or more."]
