"""An approximate index of nearest neighbours over the pool of a round, by FAISS, which is an extra."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from askless.choose.array import Floats, Rows
from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round
from askless.errors import UsageError

__all__ = ["approximate_nearest"]

_EXACT = 10_000  # rows up to which FAISS, too, compares with all of them
_PROBED = 16  # lists that are looked through for each query


def approximate_nearest(round: Round, pool: Rows, features_md: Floats, k: int) -> list[Rows]:
    """Rows of a pool that lie near each of some points, most of the nearest among them.

    Parameters
    ----------
    round : Round
        Gives the features; the index is made once for each pool and kept with its evidence.
    pool : int64 array of shape (n,)
        Rows to find, rising.
    features_md : array of shape (m, d)
        The points.
    k : int
        How many for each.

    Returns
    -------
    neighbours : list of int64 array
        Of each point, nearest first.

    Raises
    ------
    UsageError
        If FAISS is not installed.
    """
    digest = hashlib.blake2b(pool.tobytes(), digest_size=16).digest()
    index = round.evidence.once("ann", digest, lambda: _built(round, pool))
    _, found = index.search(np.ascontiguousarray(features_md, dtype=np.float32), min(k, len(pool)))
    return [pool[places[places >= 0]] for places in found]


def _built(round: Round, pool: Rows) -> Any:
    """An index of inverted lists, about the square root of the pool of them; exact for a small pool."""
    try:
        import faiss
    except ImportError:
        raise UsageError(
            "The approximate index needs FAISS, which is not installed.",
            'Install it with pip install askless[ann], or take index="exact".',
        ) from None
    width = int(round.evidence.get("embedding", pool[:1]).shape[1])
    index: Any = faiss.IndexFlatL2(width)
    if len(pool) > _EXACT:
        lists = int(np.sqrt(len(pool)))
        index = faiss.IndexIVFFlat(index, width, lists)
        index.nprobe = min(_PROBED, lists)
        few = pool[np.linspace(0, len(pool) - 1, min(len(pool), 64 * lists)).astype(np.int64)]
        index.train(_dense(round.evidence.get("embedding", few)))
    for _, values in round.evidence.chunks("embedding", pool):
        index.add(_dense(values))
    return index


def _dense(values: Any) -> Floats:
    """As FAISS takes it."""
    return np.ascontiguousarray(numpy_of(values), dtype=np.float32)
