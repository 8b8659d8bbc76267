"""Noise keyed by (seed, round, item id).

A number is drawn for each item by hashing its key together with the seed, the round and the
name of the stream. It therefore does not depend on the order of the items, on chunking, or on
how many other items there are: two machines that look at different halves of a pool draw what
one machine would have drawn.

The hash is SplitMix64's finaliser [1]_, applied between the parts; it is vectorised and costs
a few nanoseconds an item.

References
----------
.. [1] G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators",
   OOPSLA 2014, doi:10.1145/2660193.2660195.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

__all__ = ["RowKeys", "gumbel", "mix", "text_key", "uniform"]

UInt64s = npt.NDArray[np.uint64]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def mix(values: UInt64s) -> UInt64s:
    """Scramble 64-bit integers; a bijection, so distinct keys stay distinct.

    Parameters
    ----------
    values : uint64 array
        Any shape.

    Returns
    -------
    mixed : uint64 array
        Same shape.

    Examples
    --------
    >>> mix(np.array([0, 1], dtype=np.uint64)).tolist()
    [16294208416658607535, 10451216379200822465]
    """
    with np.errstate(over="ignore"):  # wrapping around 2^64 is the arithmetic meant here
        z = values + _GOLDEN
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: UInt64s = z ^ (z >> np.uint64(31))
    return mixed


class RowKeys:
    """Noise keys of items that have no ids but their row numbers; made when they are asked for.

    Parameters
    ----------
    n_items : int
        Size of the pool.

    Examples
    --------
    >>> keys = RowKeys(10**12)
    >>> bool((keys[np.array([7])] == mix(np.array([7], dtype=np.uint64))).all())
    True
    """

    def __init__(self, n_items: int) -> None:
        self._n = n_items

    def __len__(self) -> int:
        return self._n

    def __getitem__(self, rows: npt.NDArray[np.int64]) -> UInt64s:
        return mix(np.asarray(rows).astype(np.uint64))


def text_key(text: str) -> int:
    """Stable 64-bit key of a string, the same on every machine and in every process.

    Parameters
    ----------
    text : str
        For instance an item id.

    Returns
    -------
    key : int
        In [0, 2**64).

    Examples
    --------
    >>> text_key("a17") == text_key("a17")
    True
    """
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def uniform(seed: int, round_number: int, keys: UInt64s, stream: str = "") -> npt.NDArray[np.float64]:
    """One number in (0, 1) for each key.

    Parameters
    ----------
    seed : int
        Any integer; the caller's.
    round_number : int
        Rounds draw independent numbers.
    keys : uint64 array of shape (n_items,)
        Noise keys of the items, see `askless.core.ids.Ids.keys`.
    stream : str, default ""
        Two uses within one round take two names.

    Returns
    -------
    noise : float64 array of shape (n_items,)
        Strictly between 0 and 1. Time O(n_items).

    Examples
    --------
    >>> keys = np.arange(3, dtype=np.uint64)
    >>> whole = uniform(0, 1, keys)
    >>> bool((uniform(0, 1, keys[1:]) == whole[1:]).all())
    True
    """
    base = np.array([int(seed) & 0xFFFFFFFFFFFFFFFF], dtype=np.uint64)
    base = mix(mix(base) ^ np.uint64(int(round_number) & 0xFFFFFFFFFFFFFFFF))
    if stream:
        base = mix(base ^ np.uint64(text_key(stream)))
    bits = mix(mix(keys) ^ base)
    return ((bits >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


def gumbel(seed: int, round_number: int, keys: UInt64s, stream: str = "") -> npt.NDArray[np.float64]:
    """One standard Gumbel number for each key, as `uniform` draws them.

    The top k of ``log(weight) + gumbel`` is a sample of k without replacement, with
    probabilities in proportion to the weights (Gumbel top-k).

    Parameters
    ----------
    seed, round_number, keys, stream
        As in `uniform`.

    Returns
    -------
    noise : float64 array of shape (n_items,)
        Finite.

    Examples
    --------
    >>> bool(np.isfinite(gumbel(0, 0, np.arange(5, dtype=np.uint64))).all())
    True
    """
    noise: npt.NDArray[np.float64] = -np.log(-np.log(uniform(seed, round_number, keys, stream)))
    return noise
