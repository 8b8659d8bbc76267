"""Questions that nobody should be asked, made from real rows: what the guard learns to tell from them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from askless.synthesis.domain.space import Points

__all__ = ["implausible"]


def implausible(
    real: Points,
    low: Points,
    high: Points,
    scale: Points,
    each: int,
    rng: np.random.Generator,
    answers: npt.NDArray[np.int64] | None = None,
) -> Points:
    """Rows that look like no real one.

    A sixth each: some inputs beyond every real row; every input from another row, so that they do not go together; half
    of the inputs from another row; noise between the bounds of the real rows; and, twice, something between two rows
    of different answer, or of such that lie far apart where answers are not known.

    Parameters
    ----------
    real : float64 array of shape (n, width)
        At least two rows.
    low, high : float64 array of shape (width,)
        Range of all real rows, of which these may be a part.
    scale : float64 array of shape (width,)
        What a coordinate is divided by before distances are taken.
    each : int
        How many of a sixth.
    rng : Generator
    answers : int64 array of shape (n,), optional
        Class of each row, -1 if it is not known.

    Returns
    -------
    points : float64 array of shape (6 * each, width)
        Some lie among the real rows all the same, the more the less the inputs depend on one another. Whoever learns
        to tell them must therefore be judged by the real rows that it refuses.
    """
    n, width = real.shape
    shuffled = np.stack([rng.permutation(np.resize(column, max(n, each)))[:each] for column in real.T], axis=1)
    one, other = real[rng.integers(n, size=(2, each))]
    mixed = np.where(rng.random((each, width)) < 0.5, one, other)
    noise = rng.uniform(low, high, (each, width))
    between = _between(real, scale, answers, 2 * each, rng)
    return np.concatenate([_beyond(real, low, high, each, rng), shuffled, mixed, noise, between])


def _beyond(real: Points, low: Points, high: Points, each: int, rng: np.random.Generator) -> Points:
    """Rows of which one input or more, rarely most of them, lie outside the range of the real ones."""
    rows = real[rng.integers(len(real), size=each)].copy()
    movable = np.flatnonzero(high > low)
    for row in rows if len(movable) else ():
        some = rng.choice(movable, size=1 + int((len(movable) - 1) * rng.random() ** 3), replace=False)
        step = rng.uniform(0.02, 0.6, len(some)) * (high - low)[some]
        row[some] = np.where(rng.random(len(some)) < 0.5, high[some] + step, low[some] - step)
    return rows


def _between(
    real: Points, scale: Points, answers: npt.NDArray[np.int64] | None, n: int, rng: np.random.Generator
) -> Points:
    """Points on the lines between rows of different answer, or between those that are further apart than most are."""
    one, other = rng.integers(len(real), size=(2, 20 * n))
    if answers is None:
        answers = np.full(len(real), -1)
    pairs = np.flatnonzero((answers[one] != answers[other]) & (answers[one] >= 0) & (answers[other] >= 0))[:n]
    if len(pairs) < n:
        one, other = one[: 2 * n], other[: 2 * n]
        apart = (((real[one] - real[other]) / scale) ** 2).sum(axis=1)
        pairs = np.argsort(-apart, kind="stable")[:n]
    share = rng.uniform(0.25, 0.75, (n, 1))
    between: Points = share * real[one[pairs]] + (1.0 - share) * real[other[pairs]]
    return between
