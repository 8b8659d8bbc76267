"""Functions drawn from their posterior behind a softmax, by elliptical slice sampling.

Axes: n answered points, c classes, k chains. Laplace's normal distribution lies around the mode: next to an answer it
leaves functions that contradict it, often where the prior is wide, and whoever asks about what draws disagree on would
ask there again and again. Sweeps take every function into the posterior itself, or near it: they are few.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from askless.synthesis.models.kernel import Float64s

__all__ = ["SWEEPS", "slice_sampled"]

SWEEPS = 30
"""From draws of Laplace's distribution. With up to eight classes and 100 answers `bald` ranks points by these as
after 300 sweeps, but for the chance of 64 functions."""


def slice_sampled(
    root: Float64s, targets: Float64s, begin: Float64s, rng: np.random.Generator, sweeps: int
) -> Float64s:
    """Functions of many chains after some sweeps.

    Parameters
    ----------
    root : float64 array of shape (n, n)
        Cholesky factor of the prior covariance of each class's function at the answered points.
    targets : float64 array of shape (n, c)
        Rows sum to 1: a one for an answer; for a belief, probabilities.
    begin : float64 array of shape (n, c, k)
        Where each chain begins.
    rng : Generator
    sweeps : int

    Returns
    -------
    functions : float64 array of shape (n, c, k)
        Values at the answered points, in nats.

    Notes
    -----
    A proposal lies on the ellipse through a class's function and one drawn from the prior, and shrinks towards the
    function until it is likely enough [1]_: nothing is to be tuned, and every sweep moves. One class goes after the
    other, as the likelihood leaves all of them together only small steps. Time of a sweep: O(n² c k), and some seven
    evaluations of the likelihood for each class, O(n k) each.

    References
    ----------
    .. [1] I. Murray, R. P. Adams, D. J. C. MacKay, "Elliptical slice sampling", AISTATS 2010, arXiv:1001.0175.

    Examples
    --------
    One point, whose answer is the first of two classes: under the prior half of the functions say so.

    >>> rng = np.random.default_rng(0)
    >>> chains = slice_sampled(np.eye(1) * 4.0, np.array([[1.0, 0.0]]), np.zeros((1, 2, 1000)), rng, SWEEPS)
    >>> bool((chains[0, 0] > chains[0, 1]).mean() > 0.85)
    True
    """
    n, c, k = begin.shape
    at = begin.copy()
    for _ in range(sweeps):
        for one in range(c):
            rest = np.full((n, k), -np.inf)
            for other in range(c):
                if other != one:
                    rest = np.logaddexp(rest, at[:, other])
            at[:, one] = _moved(root, targets[:, one], at[:, one], rest, rng)
    return at


def _moved(root: Float64s, share: Float64s, at: Float64s, rest: Float64s, rng: np.random.Generator) -> Float64s:
    """One class's functions, (n, k), after a proposal that was taken; `rest` is the log of the others' sum."""
    n, k = at.shape

    def likelihood(functions: Float64s, chains: npt.NDArray[np.int64]) -> Float64s:
        """Logarithm of the likelihood of some chains, less what does not change."""
        found: Float64s = share @ functions - np.logaddexp(rest[:, chains], functions).sum(axis=0)
        return found

    waiting = np.arange(k)
    least = likelihood(at, waiting) - rng.exponential(size=k)
    drawn = root @ rng.standard_normal((n, k))
    angle = 2.0 * np.pi * rng.random((k,))
    low, high = angle - 2.0 * np.pi, angle.copy()
    moved = at.copy()
    while len(waiting):
        trial = at[:, waiting] * np.cos(angle[waiting]) + drawn[:, waiting] * np.sin(angle[waiting])
        enough = likelihood(trial, waiting) >= least[waiting]
        # A chain whose bracket has shrunk to nothing stays: rounding keeps it from its own likelihood.
        enough |= high[waiting] - low[waiting] < 1e-9
        moved[:, waiting[enough]] = trial[:, enough]
        waiting = waiting[~enough]
        below = angle[waiting] < 0.0
        low[waiting[below]], high[waiting[~below]] = angle[waiting[below]], angle[waiting[~below]]
        angle[waiting] = rng.uniform(low[waiting], high[waiting])
    return moved
