"""How alike two sentences are by the runs of words that they share, from short signatures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from askless.choose.array import Rows
from askless.core.noise import mix

__all__ = ["likeness", "signatures"]

Signatures = npt.NDArray[np.uint32]
_HASHES = 64
_RUN = 3  # words
_NONE = np.uint64(0xFFFF_FFFF_FFFF)  # stands behind the last word


def signatures(words: Rows, lengths: Rows) -> Signatures:
    """The least hash, of 64 kinds, of the runs of three words of each sentence.

    Parameters
    ----------
    words : int64 array of shape (n_tokens,)
        Number of each token's word, sentence after sentence.
    lengths : int64 array of shape (n,)
        Tokens of each sentence.

    Returns
    -------
    signatures : uint32 array of shape (n, 64)
        A sentence of one word or two is one run; without words it is like no other.

    Notes
    -----
    Time O(64 * n_tokens), memory 8 bytes for each token and 256 for each sentence.

    References
    ----------
    .. [1] A. Z. Broder, "On the resemblance and containment of documents", Compression and complexity of
       sequences 1997, doi:10.1109/SEQUEN.1997.666900.

    Examples
    --------
    >>> one = signatures(np.array([4, 5, 6, 4, 5, 6]), np.array([3, 3]))
    >>> bool((one[0] == one[1]).all())
    True
    """
    runs = np.where(lengths > 0, np.maximum(lengths - _RUN + 1, 1), 0)
    first = (
        np.repeat(np.cumsum(lengths) - lengths, runs) + np.arange(runs.sum()) - np.repeat(np.cumsum(runs) - runs, runs)
    )
    ends = np.repeat(np.cumsum(lengths), runs)
    padded = np.concatenate([words, np.zeros(1, dtype=np.int64)]).astype(np.uint64)
    hashed = np.zeros(len(first), dtype=np.uint64)
    for step in range(_RUN):
        at = first + step
        hashed = mix(hashed ^ np.where(at < ends, padded[np.minimum(at, len(words))], _NONE))
    found = np.empty((len(lengths), _HASHES), dtype=np.uint32)
    found[:] = mix(np.arange(len(lengths), dtype=np.uint64))[:, None] >> np.uint64(32)
    some = np.flatnonzero(runs)
    if len(some):
        begins = (np.cumsum(runs) - runs)[some]
        for j in range(_HASHES):
            kind = (mix(hashed ^ mix(np.array([j], dtype=np.uint64))) >> np.uint64(32)).astype(np.uint32)
            found[some, j] = np.minimum.reduceat(kind, begins)
    return found


def likeness(some: Signatures, others: Signatures) -> npt.NDArray[np.float64]:
    """How alike each of some sentences is to the most similar one of others.

    Parameters
    ----------
    some : uint32 array of shape (n, n_hashes)
        Signatures.
    others : uint32 array of shape (n_others, n_hashes)
        Signatures.

    Returns
    -------
    likeness : float64 array of shape (n,)
        In [0, 1], the share of hashes that agree: on average the runs that two sentences share, out of
        all that either has. 0 if there are no others.

    Examples
    --------
    >>> likeness(np.array([[1, 2], [3, 4]], dtype=np.uint32), np.array([[1, 9]], dtype=np.uint32)).tolist()
    [0.5, 0.0]
    """
    most = np.zeros(len(some))
    for other in others:
        np.maximum(most, np.count_nonzero(some == other, axis=1) / some.shape[1], out=most)
    return most
