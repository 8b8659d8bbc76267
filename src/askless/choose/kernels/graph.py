"""Graphs of nearest neighbours, as `askless.choose.kernels.neighbours` finds them, used as sparse matrices.

Axes: n rows of d features; each has k neighbours. It all runs in main memory and in double
precision: sparse products are in no array standard.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows
from askless.choose.kernels.pairwise import squared_distances
from askless.core.chunks import spans

__all__ = ["density", "spread", "transitions", "typicality"]

Float64s = npt.NDArray[np.float64]


def typicality(x_nd: Floats, k: int, *, of: Rows | None = None, block: int = 256) -> Float64s:
    """How near to the others of its group each row lies: one over the mean distance to the `k` nearest.

    Parameters
    ----------
    x_nd : array of shape (n, d)
        The group. In single precision distances are good to about 1e-3 of its extent, in double
        precision equal rows are at distance 0.
    k : int
        How many others count; more than there are counts all.
    of : int64 array of shape (n_of,), optional
        Rows of the group whose typicality is wanted; all if not given.
    block : int, default 256
        Rows taken at a time; any size gives the same to rounding error.

    Returns
    -------
    typicality : float64 array of shape (n_of,)
        In one over the unit of the features, at most 1e12; 0 for a row that is alone. Time
        O(n_of * n * d), memory 24 block * n bytes.

    References
    ----------
    .. [1] G. Hacohen, A. Dekel, D. Weinshall, "Active learning on a budget: opposite strategies suit
       high and low budgets", ICML 2022, arXiv:2202.02794, equation 4.

    Examples
    --------
    >>> import numpy as np
    >>> typicality(np.array([[0.0], [1.0], [3.0]]), 2).round(3).tolist()
    [0.5, 0.667, 0.4]
    """
    wanted = np.arange(len(x_nd)) if of is None else of
    k = min(k, len(x_nd) - 1)
    if k < 1:
        return np.zeros(len(wanted))
    x = x_nd - x_nd.mean(axis=0, dtype=np.float64).astype(x_nd.dtype)
    mean = np.empty(len(wanted))
    norms = np.einsum("nd,nd->n", x, x)
    for span in spans(len(wanted), block):
        rows = wanted[span]
        if x.dtype == np.float64:
            squared = squared_distances(x[rows], x)
        else:  # half the time where the last digits are not asked for
            squared = x[rows] @ (-2.0 * x.T)
            squared += norms
            squared += norms[rows, None]
        squared[np.arange(len(rows)), rows] = np.inf
        squared.partition(k - 1, axis=1)
        mean[span] = np.sqrt(np.maximum(squared[:, :k], 0.0)).mean(axis=1)
    return 1.0 / np.maximum(mean, 1e-12)


def density(distances_nk: Floats) -> Float64s:
    """Local density from the distances to neighbours: one over their mean.

    Parameters
    ----------
    distances_nk : array of shape (n, k)
        Squared distances as `neighbours` gives them.

    Returns
    -------
    density : float64 array of shape (n,)
        At most 1e12; 0 where there are no neighbours.

    Examples
    --------
    >>> import numpy as np
    >>> density(np.array([[1.0, 9.0], [4.0, 4.0]])).tolist()
    [0.5, 0.5]
    """
    if distances_nk.shape[1] == 0:
        return np.zeros(len(distances_nk))
    mean: Float64s = np.sqrt(distances_nk).mean(axis=1)
    return 1.0 / np.maximum(mean, 1e-12)


def transitions(positions_nk: Rows, distances_nk: Floats) -> Any:
    """The symmetrically normalised affinities of a neighbour graph.

    Parameters
    ----------
    positions_nk : int64 array of shape (n, k)
        Neighbours of each row among the same n rows, as `neighbours` gives them.
    distances_nk : array of shape (n, k)
        Their squared distances.

    Returns
    -------
    matrix : SciPy sparse array of shape (n, n)
        S = D^-1/2 W D^-1/2 with W = exp(-distance² / scale²), an edge where either is a neighbour of
        the other; the scale² is the median squared distance to the k-th neighbour. Symmetric,
        eigenvalues in [-1, 1], at most 2 n k numbers.

    Examples
    --------
    >>> import numpy as np
    >>> at, distances = np.array([[1], [0]]), np.array([[1.0], [1.0]])
    >>> transitions(at, distances).toarray().tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    from scipy.sparse import csr_array, diags_array

    n, k = positions_nk.shape
    scale = float(np.median(distances_nk[:, -1])) if n and k else 1.0
    weights = np.exp(-distances_nk / (scale or 1.0)).ravel()
    one_way = csr_array((weights, positions_nk.ravel(), np.arange(0, n * k + 1, max(k, 1))[: n + 1]), shape=(n, n))
    both = one_way.maximum(one_way.T)
    degree = both.sum(axis=1)
    root = np.divide(1.0, np.sqrt(degree), out=np.zeros(n), where=degree > 0)
    return (diags_array(root) @ both @ diags_array(root)).tocsr()


def spread(matrix: Any, given_nc: Floats, *, alpha: float = 0.9, tolerance: float = 1e-6, limit: int = 200) -> Float64s:
    """Labels spread over a graph: the solution F of (I - alpha S) F = (1 - alpha) Y.

    Parameters
    ----------
    matrix : sparse array of shape (n, n)
        S, symmetric, eigenvalues in [-1, 1], as `transitions` gives it.
    given_nc : array of shape (n, c)
        Y: what is known of each row, 0 where nothing is.
    alpha : float, default 0.9
        In [0, 1): how far labels reach.
    tolerance : float, default 1e-6
        Of the residual, relative to the right-hand side, in every column.
    limit : int, default 200
        Most iterations.

    Returns
    -------
    spread : float64 array of shape (n, c)
        Conjugate gradients on all columns at once: one sparse product an iteration, about
        sqrt(2 / (1 - alpha)) * log(2 / tolerance) of them; memory 40 n c bytes.

    References
    ----------
    .. [1] D. Zhou, O. Bousquet, T. N. Lal, J. Weston, B. Schölkopf, "Learning with local and global
       consistency", NIPS 2003.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy.sparse import csr_array
    >>> spread(csr_array(np.array([[0.0, 1.0], [1.0, 0.0]])), np.array([[1.0], [0.0]]), alpha=0.5).round(3).tolist()
    [[0.667], [0.333]]
    """
    target = (1.0 - alpha) * np.asarray(given_nc, dtype=np.float64)
    found = np.zeros_like(target)
    rest = target.copy()
    way = rest.copy()
    size = np.einsum("nc,nc->c", rest, rest)
    enough = tolerance**2 * size
    for _ in range(limit):
        if (size <= enough).all():
            break
        pushed = way - alpha * (matrix @ way)
        slope = np.einsum("nc,nc->c", way, pushed)
        step = np.divide(size, slope, out=np.zeros_like(size), where=slope > 0)
        found += step * way
        rest -= step * pushed
        now = np.einsum("nc,nc->c", rest, rest)
        way = rest + np.divide(now, size, out=np.zeros_like(size), where=size > 0) * way
        size = now
    return found
