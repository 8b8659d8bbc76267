"""Numbers and findings of a simulation on sentences in words, as tables and reports print them."""

from __future__ import annotations

import math

from askless.bench.outcome import YARDSTICK
from askless.bench.report.words import FEW_SEEDS, percent
from askless.bench.sequences.outcome import MARKS, Outcome
from askless.bench.statistics import Interval

__all__ = ["COST_NOTE", "amount", "cautions", "lede", "metric_title", "remark", "saved"]

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


def remark(outcome: Outcome) -> str:
    """What is saved in tokens, seconds and corrections, side by side, at 97 % or the highest mark below it.

    "" where there is nothing to compare: no random strategy, or no mark that it and the first strategy reach.
    """
    first = next((name for name in outcome.strategies if name != YARDSTICK), None)
    if first is None or YARDSTICK not in outcome.strategies:
        return ""
    for share in (0.97, 0.95, 0.90):
        tokens, seconds, corrections = (
            outcome.saved(first, share, unit) for unit in ("tokens", "seconds", "corrections")
        )
        if tokens is None or seconds is None or corrections is None or tokens.mean == 0:  # 0: the start reaches it
            continue
        told = (
            f"At {100 * share:.0f} %, {first} saves {_whole(tokens.mean)} % of the tokens that {YARDSTICK} reads, "
            f"{_whole(seconds.mean)} % of the predicted seconds and {_whole(corrections.mean)} % of the corrections"
        )
        if tokens.mean > seconds.mean > corrections.mean:
            told += (
                ": uncertain sentences hold more wrong guesses, so seconds gain less than tokens, and corrections least"
            )
        return f"{told}."
    return ""


def cautions(outcome: Outcome) -> list[str]:
    """What to know before a comparison is believed, a sentence each."""
    count, plan = len(outcome.runs), outcome.study.plan
    found = []
    if plan.budget and all(len(curve.metric) == 1 for run in outcome.runs for curve in run.curves.values()):
        found.append(
            f"The start, {plan.start} sentences, takes the whole budget of {plan.budget:,} {plan.unit}, so nothing was "
            "chosen: raise --budget, or lower --start."
        )
    if len(outcome.strategies) > 1 and count < FEW_SEEDS:
        told = "1 seed tells" if count == 1 else f"{count} seeds tell"
        found.append(f"{told} little, whatever the intervals say: take --seeds {FEW_SEEDS} or more.")
    return found
