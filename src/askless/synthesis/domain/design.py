"""Numbers from 0 to 1 that fill a cube: Sobol, Latin hypercube, random."""

from __future__ import annotations

import math

import numpy as np

from askless.errors import UnknownNameError
from askless.synthesis.domain.space import Points

__all__ = ["METHODS", "design"]

METHODS = ("sobol", "latin_hypercube", "random")
_MOST_SOBOL = 21201
"""Dimensions for which direction numbers are known; beyond, chance is as good."""


def design(n: int, dims: int, rng: np.random.Generator, method: str) -> Points:
    """A design of n points in a cube.

    Parameters
    ----------
    n, dims : int
    rng : Generator
    method : {"sobol", "latin_hypercube", "random"}
        Owen-scrambled Sobol points, one point in each of n slices of every dimension, or chance.

    Returns
    -------
    points : float64 array of shape (n, dims)

    Examples
    --------
    >>> points = design(4, 1, np.random.default_rng(0), "latin_hypercube")
    >>> sorted((4 * points[:, 0]).astype(int).tolist())
    [0, 1, 2, 3]
    """
    if method not in METHODS:
        raise UnknownNameError.of("way to spread points", method, METHODS)
    if n == 0:
        return np.empty((0, dims))
    if method == "latin_hypercube":
        slices = rng.permuted(np.tile(np.arange(n), (dims, 1)), axis=1).T
        return np.asarray((slices + rng.random((n, dims))) / n, dtype=np.float64)
    if method == "random" or dims > _MOST_SOBOL:
        return rng.random((n, dims))
    from scipy.stats.qmc import Sobol

    engine = Sobol(dims, scramble=True, seed=int(rng.integers(2**31)))
    return np.asarray(engine.random_base2(math.ceil(math.log2(n)))[:n], dtype=np.float64)
