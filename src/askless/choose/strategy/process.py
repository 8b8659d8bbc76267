"""A Gaussian process over the features of a round, given what is labelled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from askless.choose import why
from askless.choose.array import Rows
from askless.choose.kernels.gaussian_process import Process
from askless.choose.kernels.rows import numpy_of
from askless.choose.pick.sample import sample
from askless.choose.round import Round
from askless.core.noise import uniform

__all__ = ["ALIKE", "MOST", "centre_of", "gamma_of", "known", "process_at"]

Float64s = npt.NDArray[np.float64]
ALIKE = f"{why.RANDOM}: the labels are all alike so far"
MOST = 2_000  # labelled rows that the process is conditioned on; of more, so many are drawn
_SPREAD = 1_000  # rows that tell how far apart the pool is


def centre_of(round: Round) -> Float64s:
    """Mean of the features over at most 1,000 rows of the pool, drawn by the seed.

    Parameters
    ----------
    round : Round
        The rows are the same in every round.

    Returns
    -------
    centre : float64 array of shape (n_features,)
        NumPy.
    """
    return _spread(round)[0]


def gamma_of(round: Round) -> float:
    """One over the total variance of the features: likeness falls to 1 / e over the spread of the pool.

    Parameters
    ----------
    round : Round
        Its pool is looked at through at most 1,000 rows, drawn by the seed, the same in every round.

    Returns
    -------
    gamma : float
        Above 0; 1 for a pool without any spread.
    """
    return _spread(round)[1]


def _spread(round: Round) -> tuple[Float64s, float]:
    """Mean of the features, and one over their total variance; once for each pool."""
    pool = round.pool
    rows = sample(pool, uniform(round.seed, 0, round.keys[pool], "spread"), _SPREAD)

    def measured() -> tuple[Float64s, float]:
        points: Float64s = numpy_of(round.evidence.get("embedding", rows)).astype(np.float64)
        total = float(points.var(axis=0).sum())
        # A spread that is only rounding is none.
        gamma = 1.0 / total if total > 1e-12 * float((points * points).mean(axis=0).sum()) else 1.0
        return np.asarray(points.mean(axis=0), dtype=np.float64), gamma

    return round.evidence.once("spread", rows.tobytes(), measured)


def known(round: Round, rows: Rows) -> Rows:
    """Positions in `rows` that the process is conditioned on: all, or 2,000 drawn by keyed noise.

    Parameters
    ----------
    round : Round
        Gives the noise.
    rows : int64 array of shape (n_rows,)
        Rows of the pool, such as the labelled ones.

    Returns
    -------
    positions : int64 array of shape (min(n_rows, 2000),)
        Rising if they are all.
    """
    at = np.arange(len(rows))
    return at if len(rows) <= MOST else sample(at, round.noise(rows, "known"), MOST)


def process_at(round: Round, rows: Rows, *, gamma: float | None, noise: float) -> Process:
    """The process given noisy values at some rows.

    Parameters
    ----------
    round : Round
        Gives their features.
    rows : int64 array of shape (n_rows,)
        Rows of the pool.
    gamma : float or None
        Of the kernel; from the spread of the pool if None.
    noise : float
        Variance of the noise, above 0.

    Returns
    -------
    process : Process
    """
    points = round.evidence.get("embedding", rows)
    return Process.at(points, gamma=gamma_of(round) if gamma is None else gamma, noise=noise)
