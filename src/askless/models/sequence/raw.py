"""Sentences that are not of the pool, as they are handed over."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from askless.errors import UsageError
from askless.models.crf.words import Sentences
from askless.models.model import TokenPool
from askless.models.sequence.features import joined_offsets

__all__ = ["read"]


def read(raw_items: Any) -> tuple[Sentences, list[npt.NDArray[np.int64]]]:
    """Tokens of sentences, and where these lie in each text.

    Parameters
    ----------
    raw_items : items of a pool, or sequence of lists of str
        Of lists the text has one blank between tokens.

    Raises
    ------
    UsageError
        If a sentence is a text that was not parted into tokens.

    Examples
    --------
    >>> read([["Anna", "met"]])[1][0].tolist()
    [[0, 4], [5, 8]]
    """
    if isinstance(raw_items, TokenPool):
        rows = np.arange(len(raw_items))
        return Sentences.of(raw_items.take(rows)), [raw_items.offsets(row) for row in rows.tolist()]
    for given in raw_items:
        if isinstance(given, str):
            raise UsageError(f"“{given[:60]}” is a text, not a list of words.", 'Give lists such as ["Anna", "met"].')
    return Sentences.of(raw_items), [joined_offsets(tokens) for tokens in raw_items]
