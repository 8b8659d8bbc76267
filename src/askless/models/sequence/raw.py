"""Sentences that are not of the pool, as they are handed over."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from askless.models.crf.words import Sentences
from askless.models.model import TokenPool
from askless.models.sequence.features import joined_offsets

__all__ = ["read"]


def read(raw_items: Any) -> tuple[Sentences, list[npt.NDArray[np.int64]]]:
    """Tokens of sentences, and where these lie in each text.

    Parameters
    ----------
    raw_items : items of a pool, or iterable of lists of str
        Of lists the text has one blank between tokens.

    Raises
    ------
    UsageError
        If a sentence is not a list of texts.

    Examples
    --------
    >>> read([["Anna", "met"]])[1][0].tolist()
    [[0, 4], [5, 8]]
    """
    if isinstance(raw_items, TokenPool):
        rows = np.arange(len(raw_items))
        return Sentences.of(raw_items.take(rows)), [raw_items.offsets(row) for row in rows.tolist()]
    sentences = Sentences.of(raw_items)
    ends = np.cumsum(sentences.lengths)
    return sentences, [
        joined_offsets(sentences.tokens[end - n : end])
        for n, end in zip(sentences.lengths.tolist(), ends.tolist(), strict=True)
    ]
