"""Labels to 98 % of the accuracy with every label of the pool, read off the mean curve of each set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from askless.bench.protocol.curve import Curve
from askless.bench.protocol.finding import Table
from askless.bench.protocols.rebench.play import STRATEGIES
from askless.bench.protocols.rebench.published import LARGE, SETS
from askless.bench.protocols.rebench.split import START
from askless.bench.statistics import labels_to_reach

__all__ = ["labels_table"]

REACHED = 0.98
RIVALS = ("margin", "auto")
WAYS = {"all labels": 0, "questions": START}
"""What is taken off the labels, by what is counted."""
NOTE = (
    f"The mean curve over the seeds that all were run with, and the first number of labels at which it has 98 % "
    f"of the mean accuracy with every label. Ratios of all labels, and of questions alone, without the {START} labels "
    f"given before the first, which draw a ratio towards one. “–” where random needs no question, and "
    f"such sets are not in that median. On the last four sets curves have a point for every 20 questions."
)


def labels_table(curves: Sequence[Curve]) -> list[Table]:
    """Labels of each strategy, and of two as a share of random's, counted in two ways.

    Parameters
    ----------
    curves : sequence of Curve
        Played ones, in any order.

    Returns
    -------
    tables : list of Table
        Empty if there is no set on which all strategies were run with a seed in common.
    """
    found = {name: needed for name in (*SETS, *LARGE) if (needed := _needed(curves, name))}
    if not found:
        return []
    rows = [_row(name, needed) for name, needed in found.items()]
    medians = [_median(shares) for shares in zip(*(_shares(needed) for needed in found.values()), strict=True)]
    rows.append((f"median of {len(found)}", "", *("" for _ in STRATEGIES), *medians))
    head = ("set", "seeds", *STRATEGIES, *(f"{one} / random, {way}" for way in WAYS for one in RIVALS))
    return [Table("Labels to 98 % of the accuracy with the whole pool", head, tuple(rows), NOTE)]


def _needed(curves: Sequence[Curve], name: str) -> tuple[int, dict[str, int]] | None:
    """Number of common seeds, and the labels of each strategy."""
    played: dict[str, dict[int, Curve]] = {strategy: {} for strategy in STRATEGIES}
    for curve in curves:
        if curve.cell.set == name and {"full", "start"} <= curve.facts.keys():
            played[curve.cell.strategy][curve.cell.seed] = curve
    seeds = sorted(set.intersection(*(set(by_seed) for by_seed in played.values())))
    if not seeds:
        return None
    return len(seeds), {strategy: _labels([of[seed] for seed in seeds]) for strategy, of in played.items()}


def _labels(curves: Sequence[Curve]) -> int:
    """Labels at which the mean curve is at the mark; it begins with the labels that are given."""
    full, start = (float(np.mean([float(curve.facts[key]) for curve in curves])) for key in ("full", "start"))
    mean = np.mean([curve.metric for curve in curves], axis=0).tolist()
    every = START + int(curves[0].facts["queries"])
    reached = labels_to_reach([START, *curves[0].labels], [start, *mean], REACHED * full)
    return every if reached is None else reached  # a thinned curve may end short of the whole pool


def _shares(needed: tuple[int, Mapping[str, int]]) -> list[float]:
    """Of random's labels, and of its questions; NaN where it needs none."""
    _, labels = needed
    least = labels["random"]
    return [
        (labels[one] - taken) / (least - taken) if least > taken else np.nan
        for taken in WAYS.values()
        for one in RIVALS
    ]


def _row(name: str, needed: tuple[int, Mapping[str, int]]) -> tuple[str, ...]:
    seeds, labels = needed
    return (name, str(seeds), *(str(labels[strategy]) for strategy in STRATEGIES), *map(_share, _shares(needed)))


def _median(shares: Sequence[float]) -> str:
    told = [share for share in shares if not np.isnan(share)]
    return _share(float(np.median(told))) if told else "–"


def _share(share: float) -> str:
    return "–" if np.isnan(share) else f"{share:.2f}"
