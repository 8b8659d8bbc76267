"""How often intervals from random answers hold that models judged which had trained on the others.

    askless bench calibration --data FOLDER --curves calibration.jsonl
    python benchmarks/random_share.py calibration.jsonl

Wilson's interval inverts |share - accuracy| / sqrt(accuracy (1 - accuracy) / n) <= z, so the z that 9 of 10 looks
stay below is the one to use for 90 %. One set has one vote; looks with fewer than 30 random answers have no estimate,
and tests of fewer than 300 items would add noise of their own.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt

from askless.bench.protocol.curves import read_curves
from askless.bench.protocols.calibration.truth import Rows, rows_of
from askless.enough.estimate import CROSS_FITTED, NEEDED, Z_95

LEAST_TEST = 300


def main() -> None:
    """Read the curves, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("curves", type=Path, help="curves of the protocol “calibration”")
    rows = rows_of(read_curves(parser.parse_args().curves).curves)
    rows = rows.where((rows.now[:, 0] >= NEEDED) & (rows.test >= LEAST_TEST))
    print(f"{'':12}  looks  sets  {f'within {Z_95:.2f}':>11}  {f'within {CROSS_FITTED}':>10}  z of 90 %")
    _print("all", rows)
    for name in np.unique(rows.learner):
        _print(str(name), rows.where(rows.learner == name))
    for name in np.unique(rows.strategy):
        _print(str(name), rows.where(rows.strategy == name))


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
