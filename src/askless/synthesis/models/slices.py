"""Functions drawn from their posterior behind a softmax, by elliptical slice sampling.

Axes: n answered points, c classes, k chains. Laplace's normal distribution lies around the mode: next to an answer it
leaves functions that contradict it, often where the prior is wide, and whoever asks about what draws disagree on would
ask there again and again. A sweep keeps every function in the posterior itself.
"""

from __future__ import annotations

import numpy as np

from askless.synthesis.models.kernel import Float64s

__all__ = ["SWEEPS", "slice_sampled"]

SWEEPS = 30
"""From draws of Laplace's distribution; `bald` asked no better questions with 200."""


def slice_sampled(
    root: Float64s, targets: Float64s, begin: Float64s, rng: np.random.Generator, sweeps: int = SWEEPS
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
    A proposal lies on the ellipse through the function and one drawn from the prior, and shrinks towards the function
    until it is likely enough [1]_: nothing is to be tuned, and every sweep moves. Time of a sweep: O(n² c k), and some
    seven evaluations of the likelihood, O(n c k) each.

    References
    ----------
    .. [1] I. Murray, R. P. Adams, D. J. C. MacKay, "Elliptical slice sampling", AISTATS 2010, arXiv:1001.0175.

    Examples
    --------
    One point, whose answer is the first of two classes: under the prior half of the functions say so.

    >>> rng = np.random.default_rng(0)
    >>> chains = slice_sampled(np.eye(1) * 4.0, np.array([[1.0, 0.0]]), np.zeros((1, 2, 1000)), rng)
    >>> bool((chains[0, 0] > chains[0, 1]).mean() > 0.85)
    True
    """
    n, c, k = begin.shape
    at, likelihood = begin.copy(), _likelihood(begin, targets)
    for _ in range(sweeps):
        other = (root @ rng.standard_normal((n, c * k))).reshape(n, c, k)
        least = likelihood - rng.exponential(size=k)
        angle = 2.0 * np.pi * rng.random((k,))
        low, high = angle - 2.0 * np.pi, angle.copy()
        waiting = np.arange(k)
        start = at.copy()
        while len(waiting):
            turned = angle[waiting]
            trial = start[:, :, waiting] * np.cos(turned) + other[:, :, waiting] * np.sin(turned)
            found = _likelihood(trial, targets)
            enough = found >= least[waiting]
            # A chain whose bracket has shrunk to nothing stays: rounding keeps it from its own likelihood.
            enough |= high[waiting] - low[waiting] < 1e-9
            done = waiting[enough]
            at[:, :, done], likelihood[done] = trial[:, :, enough], found[enough]
            waiting = waiting[~enough]
            below = angle[waiting] < 0.0
            low[waiting[below]], high[waiting[~below]] = angle[waiting[below]], angle[waiting[~below]]
            angle[waiting] = rng.uniform(low[waiting], high[waiting])
    return at


def _likelihood(functions: Float64s, targets: Float64s) -> Float64s:
    """Logarithm of the likelihood of each chain, shape (k,)."""
    top: Float64s = functions.max(axis=1)
    normaliser: Float64s = top + np.log(np.exp(functions - top[:, None, :]).sum(axis=1))
    told: Float64s = np.einsum("nc,nck->k", targets, functions)
    found: Float64s = told - normaliser.sum(axis=0)
    return found
