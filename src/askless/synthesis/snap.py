"""Real rows instead of made-up questions: the nearest that are still without a label."""

from __future__ import annotations

import importlib.util
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.array import Rows
from askless.choose.kernels.neighbours import neighbours
from askless.errors import UsageError
from askless.synthesis.domain.space import Points

__all__ = ["Snap"]

Float64s = npt.NDArray[np.float64]
EXACT = 50_000
"""Real rows up to which every one is compared; more are looked up in an index, where FAISS is installed."""
_PROBED = 16


class Snap:
    """Nearest real rows of points.

    Parameters
    ----------
    real : float64 array of shape (n, width)
        Rows that exist.
    scale : float64 array of shape (width,), optional
        What a coordinate is divided by before distances are taken; as they are if not given.
    index : {"auto", "exact", "approximate"}
        "auto" compares with every row up to 50,000 of them, and takes FAISS above that where it is installed.

    Raises
    ------
    UsageError
        If there is no real row, the index has another name, or FAISS is asked for and not installed.

    Notes
    -----
    Exact: time O(k * n * width), memory a block of 256 x 4,096 numbers. Of equally near rows the first is taken.

    Examples
    --------
    >>> import numpy as np
    >>> snap = Snap(np.array([[0.0], [0.4], [0.5], [1.0]]))
    >>> rows, distances = snap.nearest(np.array([[0.45], [0.45], [0.9]]), taken=np.array([3]))
    >>> rows.tolist(), distances.round(2).tolist()
    ([1, 2, 0], [0.05, 0.05, 0.9])
    """

    def __init__(self, real: Points, scale: Float64s | None = None, index: str = "auto") -> None:
        if len(real) == 0:
            raise UsageError(
                "There is no real row to ask instead of a question.", "Give a pool, or leave out snapping."
            )
        if index not in ("auto", "exact", "approximate"):
            raise UsageError(f"`index` is “{index}”.", "Take auto, exact or approximate.")
        self._scale = np.ones(real.shape[1]) if scale is None else scale
        self._real = real / self._scale
        self._noise = np.linspace(0.999, 0.0, len(real))
        faiss = importlib.util.find_spec("faiss") is not None
        if index == "approximate" and not faiss:
            raise UsageError(
                "The approximate index needs FAISS, which is not installed.",
                'Install it with pip install askless[ann], or take index="exact".',
            )
        big = index == "approximate" or (index == "auto" and faiss and len(real) > EXACT)
        self._index = _index(self._real) if big else None

    def nearest(self, points: Points, taken: Rows | None = None) -> tuple[Rows, Float64s]:
        """For each point the nearest real row that is free, no row twice.

        Parameters
        ----------
        points : float64 array of shape (k, width)
            The most useful first: it has the first choice.
        taken : int64 array of shape (m,), optional
            Rows that are not free: asked or answered.

        Returns
        -------
        rows : int64 array of shape (at most k,)
            Positions among the real rows, one for each point; fewer if not as many are free.
        distances : float64 array
            Of each, in the scale of the distances.
        """
        free = np.ones(len(self._real), dtype=np.bool_)
        if taken is not None:
            free[taken] = False
        wanted = points / self._scale
        k = min(len(points), int(free.sum()))
        if k == 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        found, distances = self._candidates(wanted[:k], free, k)
        rows, gaps = np.zeros(k, dtype=np.int64), np.zeros(k)
        for at in range(k):
            # Among as many candidates as there are points, one is left whatever the others took.
            place = int(np.flatnonzero(free[found[at]])[0])
            rows[at], gaps[at] = found[at, place], distances[at, place]
            free[rows[at]] = False
        return rows, np.sqrt(gaps)

    def _candidates(self, points: Points, free: npt.NDArray[np.bool_], k: int) -> tuple[Rows, Float64s]:
        """The `k` nearest free rows of each point and their squared distances."""
        if self._index is not None:
            looked = min(len(free), 4 * k + 64)
            squares, found = self._index.search(np.ascontiguousarray(points, dtype=np.float32), looked)
            kept = [row[(row >= 0) & free[row]][:k] for row in found]
            if all(len(row) == k for row in kept):
                rows = np.stack(kept)
                gaps = ((self._real[rows] - points[:, None, :]) ** 2).sum(axis=2)
                return rows, gaps
        rows = np.flatnonzero(free)
        places, squares = neighbours(points, self._real[rows], k, self._noise[rows])
        return rows[places], squares


def _index(real: Points) -> Any:
    """An index of inverted lists, about the square root of the rows of them."""
    import faiss

    lists = max(1, int(np.sqrt(len(real))))
    index: Any = faiss.IndexIVFFlat(faiss.IndexFlatL2(real.shape[1]), real.shape[1], lists)
    index.nprobe = min(_PROBED, lists)
    few = real[np.linspace(0, len(real) - 1, min(len(real), 64 * lists)).astype(np.int64)]
    index.train(np.ascontiguousarray(few, dtype=np.float32))
    index.add(np.ascontiguousarray(real, dtype=np.float32))
    return index
