"""What a simulation of a stream says first: which adaptation serves this stream, as far as the seeds can tell."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from askless.bench.prequential.outcome import Outcome
from askless.bench.prequential.plan import YARDSTICK, Arm
from askless.bench.prequential.tables import difference, kappa, never_froze
from askless.bench.report.words import percent, points
from askless.bench.statistics import Paired, paired_difference

__all__ = ["lede"]

RISK = 0.05
"""How often an interval may fail to hold; of several comparisons with the best, how often any of them may. The best is
picked by the numbers that it is then compared on, so that single intervals would promise too much."""


def lede(outcome: Outcome) -> str:
    """The first thing to know, in a few sentences, none of which the intervals do not earn.

    Adaptations are compared with one strategy: the first that is not random, if there is one.
    """
    plan = outcome.plan
    strategy = next((name for name in plan.strategies if name != YARDSTICK[0]), plan.strategies[0])
    meant = [one for one in plan.adaptations if not never_froze(outcome, one)] or list(plan.adaptations)
    arms = sorted((Arm(strategy, one) for one in meant), key=lambda arm: -_mean(outcome, arm.name))
    best = arms[0]
    told = [_adapting(outcome, arms), _asking(outcome, best)]
    highest = max(outcome.arms, key=lambda name: _mean(outcome, name))
    if _mean(outcome, highest) > _mean(outcome, best.name):
        told.append(f"The highest mean of all is that of {highest}, {_right(outcome, highest)}.")
    told += [_copying(outcome, best), _commonest(outcome, best)]
    return " ".join(filter(None, told))


def _adapting(outcome: Outcome, arms: Sequence[Arm]) -> str:
    """The best adaptation, against the others."""
    best, others = arms[0], arms[1:]
    share = percent(float(np.mean([track.asked / track.n_items for track in outcome.tracks(best.name)])))
    right = f"{_right(outcome, best.name)} right with the labels of {share} % of the items"
    if not others:
        return f"{best.name} is {right}."
    if len(outcome.runs) == 1:
        return (
            f"With {best.strategy}, {best.adaptation} did best: {right}. One seed cannot tell whether that is chance."
        )
    found = {
        arm.adaptation: paired_difference(
            outcome.values(best.name), outcome.values(arm.name), level=1 - RISK / len(others)
        )
        for arm in others
    }
    beaten = _listed({name: one for name, one in found.items() if one.low > 0})
    alike = _listed({name: one for name, one in found.items() if not one.low > 0})
    together = "95 % intervals" if len(others) == 1 else "95 % intervals, all at once"
    if not alike:
        told = f"{best.adaptation} serves this stream best: {right}. It beats {beaten}"
    elif beaten:
        told = f"{best.adaptation} is {right}, the most. It beats {beaten}, but cannot be told apart from {alike}"
    else:
        return (
            f"With {best.strategy} it cannot be told which adaptation serves this stream best: {best.adaptation} is "
            f"{right}, but not certainly better than {alike} ({together})."
        )
    return f"With {best.strategy}, {told} ({together})."


def _asking(outcome: Outcome, best: Arm) -> str:
    """Whether choosing is better than drawing, with the same adaptation where that was run."""
    drawn = Arm(YARDSTICK[0], best.adaptation).name
    drawn = drawn if drawn in outcome.arms else Arm(*YARDSTICK).name
    if drawn == best.name:
        return ""
    found = paired_difference(outcome.values(best.name), outcome.values(drawn))
    if math.isnan(found.low):
        return f"Against {drawn}: {points(found.mean)} points."
    held = "beats" if found.low > 0 else "is worse than" if found.high < 0 else "cannot be told apart from"
    return f"{best.name} {held} {drawn}: {points(found.mean)} points (95 % interval {difference(found)[1]})."


def _copying(outcome: Outcome, best: Arm) -> str:
    """Whether the label of the item before would have been better."""
    last, bought = _right(outcome, "last_class"), _right(outcome, "last_bought")
    found = paired_difference(outcome.values(best.name), outcome.values("last_class"))
    if not found.mean < 0:
        return f"Copying the last label (last_class, which sees every label) is right on {last}."
    temporal = kappa(float(outcome.values(best.name, "kappa_temporal").mean()))
    sure = "would have been better" if not found.high >= 0 else "may be better"
    return (
        f"Copying the last label {sure}: last_class is right on {last} (kappa-temporal {temporal}). But it sees every "
        f"label; copying the last one that was asked for is right on {bought}."
    )


def _commonest(outcome: Outcome, best: Arm) -> str:
    """A warning where nothing was learnt."""
    if _mean(outcome, best.name) > _mean(outcome, "majority"):
        return ""
    return f"Always saying the commonest label so far is right on {_right(outcome, 'majority')}, no less."


def _listed(found: dict[str, Paired]) -> str:
    """Names, each with its difference."""
    told = [f"{name} ({points(one.mean)} points, {difference(one)[1]})" for name, one in found.items()]
    return " and ".join(filter(None, [", ".join(told[:-1]), *told[-1:]]))


def _mean(outcome: Outcome, name: str) -> float:
    return float(outcome.values(name).mean())


def _right(outcome: Outcome, name: str) -> str:
    return f"{percent(_mean(outcome, name))} %"
