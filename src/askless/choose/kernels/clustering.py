"""k-means whose result depends on the rows and their keys, and on nothing else.

Centres are sought on rows of main memory in an order that the caller derives from keys; sums are in
double precision and in that order. Every other row is then assigned in one pass, in its own library
and precision, and rows that lie between two centres to the last digits are settled in double
precision. So neither the order of a pool, nor chunks, nor the library change who is in which cluster.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace, device

from askless.choose.array import Array, Floats, Rows
from askless.choose.kernels.order import rounded
from askless.choose.kernels.pairwise import squared_distances
from askless.choose.kernels.rows import numpy_of, take
from askless.core.chunks import spans

__all__ = ["assign", "k_means", "nearest_of_each", "seeds"]

Float64s = npt.NDArray[np.float64]
Draw = Callable[[int, int], Floats]
_TILE = 1 << 18  # distances held at a time: they stay in the cache
_MANY = 1_000  # centres from which one pass of mini-batches takes the place of Lloyd's iterations
_BATCH = 4_096


def assign(x_nd: Array, centres_kd: Floats) -> tuple[Rows, Float64s, float]:
    """The nearest centre of each row.

    Parameters
    ----------
    x_nd : array of shape (n, d)
        Rows, of any library, device and precision.
    centres_kd : array of shape (k, d)
        Centres, NumPy, at least one.

    Returns
    -------
    of : int64 array of shape (n,)
        Position of the nearest centre; of equally near ones (to 1e-6) the first.
    distances : float64 array of shape (n,)
        Squared distance to it.
    slack : float
        By how much these may be wrong: rounding errors of the precision of `x_nd`.

    Notes
    -----
    Time O(n * k * d), one matrix product. Memory 3 tiles of at most 2 ** 18 distances (or one row
    of them), and 16 n bytes. Rows whose two nearest centres cannot be told apart in the precision of
    `x_nd` are looked at again in double precision.

    Examples
    --------
    >>> import numpy as np
    >>> of, distances, _ = assign(np.array([[0.0], [4.0], [5.0]]), np.array([[1.0], [5.0]]))
    >>> of.tolist(), distances.tolist()
    ([0, 1, 1], [1.0, 1.0, 0.0])
    """
    xp = array_namespace(x_nd)
    centres = np.asarray(centres_kd, dtype=np.float64)
    middle = centres.mean(axis=0)  # near the origin fewer digits are lost
    there = device(x_nd)
    origin = xp.asarray(middle, dtype=x_nd.dtype, device=there)
    moved = xp.asarray(centres - numpy_of(origin), dtype=x_nd.dtype, device=there)
    twice = xp.permute_dims(moved, (1, 0)) * -2.0
    norms = xp.sum(moved * moved, axis=1)
    digits = 16.0 * float(xp.finfo(x_nd.dtype).eps)
    lost = 16.0 * float(xp.finfo(x_nd.dtype).smallest_normal)  # by squares that are too small to be held
    longest = float(xp.max(norms))
    of = np.empty(x_nd.shape[0], dtype=np.int64)
    distances = np.empty(len(of))
    slack = 0.0
    for span in spans(len(of), max(_TILE // len(centres), 1)):
        x = x_nd[span, ...] - origin
        own = xp.sum(x * x, axis=1)
        tile = x @ twice
        tile += norms
        least = xp.min(tile, axis=1)
        error = (own + longest) * digits + lost
        close = xp.sum(xp.astype(tile <= (least + error)[:, None], xp.int32), axis=1) > 1
        of[span] = numpy_of(xp.argmin(tile, axis=1))
        distances[span] = np.maximum(numpy_of(least + own), 0.0)
        slack = max(slack, float(xp.max(error)))
        unsure = np.flatnonzero(numpy_of(close))
        if len(unsure):
            exact = squared_distances(numpy_of(take(x_nd, span.start + unsure)) - middle, centres - middle)
            of[span.start + unsure] = rounded(exact).argmin(axis=1)
            distances[span.start + unsure] = exact.min(axis=1)
    return of, distances, slack


def seeds(x_nd: Floats, k: int, draw: Draw, weights: Floats | None = None) -> Rows:
    """Rows to start from, each drawn in proportion to its weighted squared distance from those before.

    Parameters
    ----------
    x_nd : array of shape (n, d)
        Rows, NumPy.
    k : int
        How many.
    draw : callable
        Keyed noise in (0, 1) for the t-th draw, of the first m rows: ``draw(t, m)``.
    weights : array of shape (n,), optional
        Not negative; 1 if not given.

    Returns
    -------
    positions : int64 array of shape (n_seeds,)
        In the order drawn, no two of them equal rows; fewer than `k` if there are fewer rows that
        differ and have a weight. Time O(n * k * d), memory 8 n (d + 9) bytes.

    References
    ----------
    .. [1] D. Arthur, S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[0.0], [0.0], [9.0]])
    >>> sorted(x[seeds(x, 3, lambda t, m: np.array([0.3, 0.6, 0.9]))].ravel().tolist())
    [0.0, 9.0]
    """
    x = np.asarray(x_nd) - np.mean(x_nd, axis=0, dtype=np.float64)
    norms = np.einsum("nd,nd->n", x, x)
    mass = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=np.float64)
    nearest = np.ones(len(x))
    picks: list[int] = []
    for t in range(min(k, len(x))):
        chance = nearest * mass
        open_ = chance > 0
        if not open_.any():
            break
        # An exponential race: the first to arrive is drawn in proportion to its chance.
        arrival = np.full(len(x), np.inf)
        np.divide(-np.log(draw(t, len(x))), chance, out=arrival, where=open_)
        pick = int(arrival.argmin())
        picks.append(pick)
        distance = norms + norms[pick] - 2.0 * (x @ x[pick])
        distance[distance <= 1e-12 * (norms + norms[pick])] = 0.0  # equal rows, to the last digits
        nearest = distance if t == 0 else np.minimum(nearest, distance)
    return np.array(picks, dtype=np.int64)


def k_means(
    x_nd: Floats, k: int, draw: Draw, *, weights: Floats | None = None, iterations: int = 10, share: int = 20
) -> Float64s:
    """Centres of clusters.

    Parameters
    ----------
    x_nd : array of shape (n, d)
        Rows, NumPy, in an order that their keys give; at least one.
    k : int
        How many, at least 1.
    draw : callable
        Keyed noise in (0, 1) for the t-th draw, of the first m rows: ``draw(t, m)``.
    weights : array of shape (n,), optional
        How much each counts, not negative and not all 0; 1 if not given.
    iterations : int, default 10
        Most of Lloyd's iterations.
    share : int, default 20
        Seeds are drawn from the first `share` times `k` rows.

    Returns
    -------
    centres : float64 array of shape (n_centres, d)
        At most `k`: no more than there are rows that differ.

    Notes
    -----
    Time O(n * k * d) an iteration and O(share * k² * d) for the seeds; memory 8 share k (d + 9) bytes,
    what `assign` takes, and 32 n bytes for sums. Past 1,000 centres there is a single pass of
    mini-batches [1]_ instead of iterations.

    References
    ----------
    .. [1] D. Sculley, "Web-scale k-means clustering", WWW 2010, doi:10.1145/1772690.1772862.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[0.0], [1.0], [8.0], [9.0]])
    >>> np.sort(k_means(x, 2, lambda t, m: np.array([0.2, 0.4, 0.6, 0.8])), axis=0).ravel().tolist()
    [0.5, 8.5]
    """
    head = slice(0, max(share * k, 1_000))
    mass = None if weights is None else np.asarray(weights, dtype=np.float64)
    start = seeds(x_nd[head], k, draw, None if mass is None else mass[head])
    if len(start) == 0:  # all weight lies behind the head
        start = seeds(x_nd, k, draw, mass)
    centres = np.asarray(x_nd[start], dtype=np.float64)
    if k > _MANY:
        return _mini_batches(x_nd, centres, mass)
    before = np.full(len(x_nd), -1)
    for _ in range(iterations):
        of, _, _ = assign(x_nd, centres)
        if np.array_equal(of, before):
            break
        before = of
        sums, counts = _sums(x_nd, of, len(centres), mass)
        some = counts > 0  # an empty cluster keeps its centre
        centres[some] = sums[some] / counts[some, None]
    return centres


def _mini_batches(x_nd: Floats, centres: Float64s, mass: Float64s | None) -> Float64s:
    """Each centre becomes the mean of all rows that came to it, one batch after another."""
    total = np.ones(len(centres)) if mass is None else np.full(len(centres), mass.mean())
    for span in spans(len(x_nd), _BATCH):
        of, _, _ = assign(x_nd[span], centres)
        sums, counts = _sums(x_nd[span], of, len(centres), None if mass is None else mass[span])
        centres = (centres * total[:, None] + sums) / (total + counts)[:, None]
        total = total + counts
    return centres


def _sums(x_nd: Floats, of: Rows, k: int, mass: Float64s | None) -> tuple[Float64s, Float64s]:
    """Weighted sum of the rows of each cluster, and its weight; in double precision, in the order of rows."""
    columns = (x_nd[:, j] if mass is None else x_nd[:, j] * mass for j in range(x_nd.shape[1]))
    sums: Float64s = np.stack([np.bincount(of, weights=column, minlength=k) for column in columns], axis=1).astype(
        float
    )
    counts: Float64s = np.bincount(of, weights=mass, minlength=k).astype(np.float64)
    return sums, counts


def nearest_of_each(
    of: Rows,
    distances: Floats,
    slack: float,
    centres: Floats,
    read: Callable[[Rows], Array],
    noise: Callable[[Rows], Floats],
) -> tuple[Rows, Rows]:
    """The row nearest to each centre, among those of its cluster.

    Parameters
    ----------
    of : int64 array of shape (n,)
        Cluster of each row, as `assign` gives it, and so the next two.
    distances : float64 array of shape (n,)
        Squared distance to its centre.
    slack : float
        By how much these may be wrong.
    centres : array of shape (k, d)
        The centres.
    read : callable
        Features of the rows at some positions.
    noise : callable
        Keyed noise of the rows at some positions, breaks ties.

    Returns
    -------
    clusters : int64 array of shape (n_clusters,)
        Those that have a row, rising.
    positions : int64 array of shape (n_clusters,)
        The nearest row of each. Distances that decide are computed again in double precision.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[0.0], [3.0], [5.0]])
    >>> of, distances, slack = assign(x, np.array([[1.0], [5.0]]))
    >>> c, at = nearest_of_each(of, distances, slack, [[1.0], [5.0]], lambda at: x[at], lambda at: np.ones(len(at)))
    >>> c.tolist(), at.tolist()
    ([0, 1], [0, 2])
    """
    least = np.full(len(centres), np.inf)
    np.minimum.at(least, of, distances)
    near = np.flatnonzero(distances <= least[of] * (1.0 + 1e-5) + 2.0 * slack)
    apart = numpy_of(read(near)).astype(np.float64) - np.asarray(centres, dtype=np.float64)[of[near]]
    exact = rounded(np.einsum("nd,nd->n", apart, apart))
    order = np.lexsort((-noise(near), exact, of[near]))
    clusters, first = np.unique(of[near][order], return_index=True)
    return clusters, near[order[first]].astype(np.int64)
