"""Answers about sentences of which some tokens are known, made from true ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["known_part", "widened"]

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def widened(codes: Ints, known: Mask) -> Mask:
    """Known tokens, and those of all spans that have one of them: a person marks a span whole.

    Parameters
    ----------
    codes : int64 array of shape (n_tokens,)
        0 outside of spans, 1 + 2 i where one of type i begins, 2 + 2 i where it goes on.
    known : bool array of shape (n_tokens,)

    Returns
    -------
    known : bool array of shape (n_tokens,)

    Examples
    --------
    >>> widened(np.array([0, 1, 2, 1, 0]), np.array([False, False, True, False, False])).tolist()
    [False, True, True, False, False]
    """
    # Each token outside and each beginning opens a run; a run is known where one of its tokens is.
    run = np.cumsum((codes == 0) | (codes % 2 == 1))
    found: Mask = known | np.isin(run, run[known & (codes > 0)])
    return found


def known_part(answer: npt.NDArray[Any], known: Mask, offsets: Ints | None) -> npt.NDArray[Any]:
    """An encoded answer of which only some tokens are known.

    Parameters
    ----------
    answer : int64 array of shape (n_tokens,) or (n_spans, 3)
        The true one: tags, or spans.
    known : bool array of shape (n_tokens,)
        Whole spans only.
    offsets : int64 array of shape (n_tokens, 2) or None
        First character and end of each token; None for tags.

    Returns
    -------
    part : array as `answer`
        With the code -1 for what is not known.

    Examples
    --------
    >>> tokens = np.array([[0, 4], [5, 8], [9, 13]])
    >>> known_part(np.array([[0, 4, 0]]), np.array([True, False, False]), tokens).tolist()
    [[0, 4, 0], [5, 13, -1]]
    """
    if known.all():
        return answer
    if offsets is None:
        return np.where(known, answer, -1)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], ~known, [False]]).astype(np.int8)))
    gaps = [[offsets[a, 0], offsets[b - 1, 1], -1] for a, b in edges.reshape(-1, 2).tolist()]
    inside = offsets[known]
    kept = [span for span in answer.tolist() if ((inside[:, 0] < span[1]) & (inside[:, 1] > span[0])).any()]
    return np.array(sorted(kept + gaps), dtype=np.int64).reshape(-1, 3)
