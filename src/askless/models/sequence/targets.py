"""Answers about sentences as a tag for each token, and tags as spans of the text.

Axes: s sentences, n tokens. A token of which nothing is known has the code -1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.bio import Bio
from askless.errors import UsageError

__all__ = ["allowed", "placed_spans", "span_codes", "tag_codes", "tag_names"]

Ints = npt.NDArray[np.int64]
Offsets = Iterable[Ints]
Answers = Iterable[Any]
UNKNOWN = -1


def tag_names(n_labels: int, spans: bool) -> list[str]:
    """Names under which a model knows tags, by code: numbers, since models do not learn what labels are called.

    Examples
    --------
    >>> tag_names(2, False), tag_names(1, True)
    (['0', '1'], ['O', 'B-0', 'I-0'])
    """
    numbers = [str(code) for code in range(n_labels)]
    return Bio.tags(numbers) if spans else numbers


def tag_codes(answers: Answers, lengths: Ints) -> Ints:
    """Codes of the tags of all tokens, (n,).

    Raises
    ------
    UsageError
        If an answer has not as many tags as its sentence has tokens.
    """
    for answer, length in zip(answers, lengths.tolist(), strict=True):
        if len(answer) != length:
            raise UsageError(
                f"An answer has {len(answer):,} tags for {length:,} tokens.", "Give one for each token, -1 if unknown."
            )
    return np.concatenate([np.zeros(0, dtype=np.int64), *answers]).astype(np.int64)


def span_codes(answers: Answers, offsets: Offsets) -> Ints:
    """Codes of tokens by the spans that touch them, (n,): 0 outside, 1 + 2 i at the first of type i, then 2 + 2 i.

    Parameters
    ----------
    answers : iterable of int64 arrays of shape (n_spans, 3)
        First character, end and type of each span, -1 for a stretch of which nothing is known.
    offsets : iterable of int64 arrays of shape (tokens, 2)
        First character and end of each token.

    Notes
    -----
    A span that cuts a token takes all of it, and where two spans touch one token it is the first one's. A token that
    a span and an unknown stretch share belongs to the span.

    Examples
    --------
    >>> tokens = np.array([[0, 4], [5, 8], [9, 13], [14, 15]])  # Anna met Bobs .
    >>> span_codes([np.array([[0, 4, 0], [9, 12, 0], [14, 15, -1]])], [tokens]).tolist()
    [1, 0, 1, -1]
    """
    found = []
    for answer, places in zip(answers, offsets, strict=True):
        codes = np.zeros(len(places), dtype=np.int64)
        spans = np.asarray(answer).reshape(-1, 3)
        first = np.searchsorted(places[:, 1], spans[:, 0], side="right")
        end = np.searchsorted(places[:, 0], spans[:, 1], side="left")
        unknown = spans[:, 2] < 0
        for low, high in zip(first[unknown], end[unknown], strict=True):
            codes[low:high] = UNKNOWN
        free = 0
        for low, high, kind in zip(first[~unknown], end[~unknown], spans[~unknown, 2], strict=True):
            low = max(low, free)
            if low < high:
                codes[low:high], codes[low], free = 2 + 2 * kind, 1 + 2 * kind, high
        found.append(codes)
    return np.concatenate([np.zeros(0, dtype=np.int64), *found])


def placed_spans(codes: Ints, lengths: Ints, bio: Bio, offsets: Callable[[int], Ints]) -> Ints:
    """Spans of tagged tokens in characters, (m, 4): sentence, first character, end, type.

    Parameters
    ----------
    codes : int64 array of shape (n,)
    lengths : int64 array of shape (s,)
    bio : Bio
        What the codes mean.
    offsets : callable
        Of a sentence, by its place: first character and end of each token. Asked for sentences with spans only.
    """
    found = bio.spans(codes, lengths)
    sentences, at = np.unique(found[:, 0], return_index=True)
    ends = np.append(at, len(found))[1:]
    for sentence, low, high in zip(sentences.tolist(), at.tolist(), ends.tolist(), strict=True):
        places, here = offsets(sentence), found[low:high]
        here[:, 1], here[:, 2] = places[here[:, 1], 0], places[here[:, 2] - 1, 1]
    return found


def allowed(codes: Ints, k: int) -> npt.NDArray[np.bool_]:
    """Which of k tags each token may have, (n, k): one that is known, else any."""
    found: npt.NDArray[np.bool_] = (codes[:, None] == np.arange(k)) | (codes < 0)[:, None]
    return found
