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
        Orthonormal columns, the most important first.

    Notes
    -----
    Time O(nnz * n_directions).
    """
    from sklearn.utils.extmath import randomized_svd

    x = x[:: -(-x.shape[0] // SAMPLE)] if x.shape[0] > SAMPLE else x
    wanted = min(n_directions, *x.shape)
    if wanted == 0:
        return np.zeros((x.shape[1], 0), dtype=np.float32)
    _, _, components = randomized_svd(x, wanted, n_iter=4, random_state=seed % 2**32)
    return np.ascontiguousarray(components.T, dtype=np.float32)


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
    >>> (points @ points.T).round(3).tolist()
    [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    points = np.asarray(x @ onto, dtype=np.float32)
    length = np.linalg.norm(points, axis=1, keepdims=True)
    points /= np.where(length > 0, length, 1)
    return points
