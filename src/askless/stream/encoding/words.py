"""Texts as rows of numbers: words, each in a column that its hash says."""

from __future__ import annotations

import re
from functools import lru_cache
from zlib import crc32

import numpy as np

from askless.models.online.online import Float64s

__all__ = ["WORDS", "words_of"]

WORDS = 1_024
"""Columns; fixed, so that a stream needs no vocabulary."""

_WORD = re.compile(r"\w+")


def words_of(text: str) -> Float64s:
    """One text as a row of unit length, of shape (1024,).

    A column holds the root of how often its words occur. Words that fall into one column [1]_ are taken as one. A text
    without words is all 0. O(length of the text).

    References
    ----------
    .. [1] K. Weinberger et al., "Feature hashing for large scale multitask learning", ICML 2009,
       doi:10.1145/1553374.1553516.

    Examples
    --------
    >>> row = words_of("to be or not to be")
    >>> len(row), int((row > 0).sum())
    (1024, 4)
    """
    row = np.zeros(WORDS)
    for word in _WORD.findall(text.lower()):
        row[_column(word)] += 1.0
    total = row.sum()
    return np.sqrt(row / total) if total else row


@lru_cache(maxsize=65_536)
def _column(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass")) % WORDS
