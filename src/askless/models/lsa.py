"""Latent semantic analysis: sparse features as a few dense ones, for coverage.

References
----------
.. [1] S. Deerwester et al., "Indexing by latent semantic analysis", JASIS 41(6), 1990.
.. [2] N. Halko, P.-G. Martinsson, J. A. Tropp, "Finding structure with randomness", SIAM Review
   53(2), 2011, doi:10.1137/090771806 (the randomised decomposition used).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from askless.models.model import Floats, Matrix

__all__ = ["directions", "project"]

SPARE, ITERATIONS = 10, 3  # as is usual for the randomised decomposition
SAMPLE = 20_000  # rows that the directions are learnt from; the rest is projected only


def directions(x: Matrix, n_directions: int, seed: int) -> Floats:
    """Leading right singular vectors of the features.

    Parameters
    ----------
    x : CSR matrix of shape (n_items, n_features)
        At most 20,000 rows, evenly spaced, are looked at.
    n_directions : int
        At most; fewer if the matrix is smaller.
    seed : int
        The decomposition starts from random directions.

    Returns
    -------
    directions : float32 array of shape (n_features, at most n_directions)
        Orthonormal columns, the most important first; zeros where the features have no more directions.

    Notes
    -----
    Time O(nnz * n_directions).
    """
    x = x[:: -(-x.shape[0] // SAMPLE)] if x.shape[0] > SAMPLE else x
    wanted = min(n_directions, *x.shape)
    if wanted == 0:
        return np.zeros((x.shape[1], 0), dtype=np.float32)
    start = np.random.default_rng(seed % 2**64).standard_normal((x.shape[1], wanted + SPARE), dtype=np.float32)
    xt = x.T.tocsr()
    basis = np.linalg.qr(x @ start)[0]
    for _ in range(ITERATIONS):  # each brings the basis nearer to the leading directions
        basis = np.linalg.qr(x @ (xt @ basis))[0]
    small = xt @ basis
    squares, turns = np.linalg.eigh((small.T @ small).astype(np.float64))
    squares, turns = squares[::-1][:wanted], turns[:, ::-1][:, :wanted]
    length = np.sqrt(np.maximum(squares, 0))
    length[length <= 1e-5 * length[0]] = np.inf  # of nothing but rounding: the features have fewer directions
    return np.ascontiguousarray(small @ (turns / length), dtype=np.float32)


def project(x: Matrix, onto: npt.NDArray[np.float32]) -> Floats:
    """Features in these directions, each row of unit length (a row of zeros stays so).

    Parameters
    ----------
    x : CSR matrix of shape (n_items, n_features)
    onto : float32 array of shape (n_features, d)
        As `directions` gives them.

    Returns
    -------
    points : float32 array of shape (n_items, d)
        Of length 1 (or 0); Euclidean distances in [0, 2].

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> x = csr_matrix(np.array([[1.0, 0.0, 0.0], [2.0, 0.0, 0.0], [0.0, 1.0, 1.0]], dtype=np.float32))
    >>> points = project(x, directions(x, 2, seed=0))
    >>> abs(points @ points.T).round(3).tolist()
    [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    points = np.asarray(x @ onto, dtype=np.float32)
    length = np.linalg.norm(points, axis=1, keepdims=True)
    points /= np.where(length > 0, length, 1)
    return points
