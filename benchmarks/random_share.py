"""How often intervals from random answers hold that models judged which had trained on the others, and those of blends.

    askless bench calibration --data FOLDER --curves calibration.jsonl
    python benchmarks/random_share.py calibration.jsonl

Wilson's interval inverts |share - accuracy| / sqrt(accuracy (1 - accuracy) / n) <= z, so the z that 9 of 10 looks
stay below is the one to use for 90 %. One set has one vote; looks with fewer than 30 random answers have no estimate,
and tests of fewer than 300 items would add noise of their own. Last, intervals of blends that were learnt from pools
of fewer than 900 items of other families, on larger pools.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt

from askless.bench.protocol.curves import read_curves
from askless.bench.protocols.calibration.accuracy import (
    _predict,
    blend_left_out,
    cells_of,
    inputs_of,
    width_needed,
)
from askless.bench.protocols.calibration.fit import folds_of
from askless.bench.protocols.calibration.truth import Rows, rows_of
from askless.enough.estimate import CROSS_FITTED, NEEDED
from askless.enough.forecast.calibration import expit

LEAST_TEST = 300
SMALL = 900
Z_95 = 1.959963984540054  # quantile 0.975 of the normal distribution


def main() -> None:
    """Read the curves, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("curves", type=Path, help="curves of the protocol “calibration”")
    every = rows_of(read_curves(parser.parse_args().curves).curves)
    rows = every.where((every.now[:, 0] >= NEEDED) & (every.test >= LEAST_TEST))
    print(f"{'':12}  looks  sets  {f'within {Z_95:.2f}':>11}  {f'within {CROSS_FITTED}':>10}  z of 90 %")
    _print("all", rows)
    for name in np.unique(rows.learner):
        _print(str(name), rows.where(rows.learner == name))
    for name in np.unique(rows.strategy):
        _print(str(name), rows.where(rows.strategy == name))
    held, large = _from_small_pools(every)
    share = float(np.average(held, weights=large.weight))
    print(f"\nblends of pools below {SMALL} items, on larger ones: {len(large):,} looks, {len(set(large.source))} sets")
    print(f"within the 90 % interval: {share:.3f}")


def _from_small_pools(rows: Rows) -> tuple[npt.NDArray[np.bool_], Rows]:
    """Whether intervals on larger pools hold, with blends and widths of small pools of other families."""
    small, fold, cells, z = rows.items < SMALL, folds_of(rows.family), cells_of(rows), inputs_of(rows)
    truth, middle, width = blend_left_out(rows).truth, np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    for one in np.unique(fold):
        seen = small & (fold != one)
        left = np.full(len(rows), np.nan)  # what the families seen are told by the others of them
        for other in np.unique(fold[seen]):
            _predict(rows, z, seen & (fold == other), seen & (fold != other), left)
        _predict(rows, z, ~small & (fold == one), seen, middle)
        for cell in np.unique(cells[~small & (fold == one)]):
            at = seen & (cells == cell) & np.isfinite(left)
            score = np.abs(left - truth)[at]
            width[~small & (fold == one) & (cells == cell)] = width_needed(score, rows.source[at], rows.family[at])
    low, high = expit(middle - width), expit(middle + width)
    held = (rows.accuracy >= low - 1e-9) & (rows.accuracy <= high + 1e-9)
    return held[~small], rows.where(~small)


def _print(name: str, rows: Rows) -> None:
    """A line of the table."""
    n, right = rows.now[:, 0], rows.now[:, 1]
    spread = np.sqrt(np.maximum(rows.accuracy * (1.0 - rows.accuracy), 1e-4) / n)
    off = np.abs(right / n - rows.accuracy) / spread
    shares = [float(np.average(off <= z, weights=rows.weight)) for z in (Z_95, CROSS_FITTED)]
    within = "  ".join(f"{share:>{width}.3f}" for share, width in zip(shares, (11, 10), strict=True))
    print(f"{name:12}  {len(rows):5,}  {len(set(rows.source)):4}  {within}  {_quantile(off, rows.weight, 0.9):9.2f}")


def _quantile(values: npt.NDArray[np.float64], weight: npt.NDArray[np.float64], level: float) -> float:
    """The value below which a share of the weight lies."""
    order = np.argsort(values, kind="stable")
    return float(values[order][np.searchsorted(np.cumsum(weight[order]), level * weight.sum())])


if __name__ == "__main__":
    main()
