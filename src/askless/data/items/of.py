"""Items from whatever a caller has as a pool."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from askless.core.ids import Ids
from askless.core.task import SEQUENCES, Task, task_name
from askless.data.items.array import ArrayItems
from askless.data.items.image_array import ImageArrayItems
from askless.data.items.items import Items
from askless.data.items.table import TableItems
from askless.data.items.text import TextItems
from askless.data.items.tokens import TokenItems
from askless.data.source import open_source
from askless.errors import SourceError

__all__ = ["items_of"]


def items_of(pool: Any, ids: Iterable[object] | None = None, *, task: Task | None = None) -> Items:
    """Items from an array, a sparse matrix, a data frame, a list of texts or a path.

    Parameters
    ----------
    pool : sequence of str, sequence of (list of str), ndarray, scipy sparse matrix, DataFrame, Series, path or Items
        Arrays of two dimensions are rows of features, of three or four images; lists of strings are the
        tokens of a sentence each. Of a path the labels it brings along are lost:
        `askless.data.source.open_source` gives them too.
    ids : iterable of str or int, optional
        One an item, all different; row numbers if not given.
    task : {"classes", "multilabel", "real", "tags", "spans"}, optional
        What an answer is. If it is one about tokens, texts are parted into tokens.

    Returns
    -------
    items : Items

    Raises
    ------
    SourceError
        If the pool is empty, of an unknown type, or has another length than `ids`; or if an id is no text that
        can be written.

    Examples
    --------
    >>> items_of(["a text", "another"], ids=["p", "q"]).ids.take([1])
    ['q']
    >>> items_of(np.zeros((3, 28, 28))).kind
    'images'
    >>> items_of(["It rains."], task="tags").take(np.array([0]))
    [['It', 'rains', '.']]
    """
    named = None if ids is None else Ids([_writable(str(i)) for i in ids])
    if isinstance(pool, Items):
        if named is not None:
            raise SourceError("`ids` came with items that have ids already.", "Leave `ids` out.")
        return pool
    items = _build(pool, named, task)
    if not len(items):
        raise SourceError("The pool is empty.", "Give at least one item.")
    if named is not None and len(named) != len(items):
        raise SourceError(f"There are {len(named):,} ids for {len(items):,} items.", "Give one id an item.")
    return items


def _writable(name: str) -> str:
    """The id, which the log must be able to hold."""
    try:
        name.encode()
    except UnicodeEncodeError:
        raise SourceError(f"The id {name!r} holds half of a surrogate pair.", "Give ids that are whole text.") from None
    return name


def _build(pool: Any, ids: Ids | None, task: Task | None) -> Items:
    """Items of the class that fits the type of the pool."""
    if isinstance(pool, (str, Path)):
        if ids is not None:
            raise SourceError(f"`ids` came with the path “{pool}”.", "Leave `ids` out: the file brings its own.")
        asked = None if task not in SEQUENCES else task_name(task)
        return open_source(pool, allow_all_labelled=True, task=asked).items
    if isinstance(pool, np.ndarray) and pool.dtype.kind in "biuf":
        return ArrayItems(pool, ids) if pool.ndim < 3 else ImageArrayItems(pool, ids)
    # By module name, so that neither library is imported for a pool that is not theirs.
    library = type(pool).__module__.partition(".")[0]
    if library == "scipy":
        return ArrayItems(pool, ids)
    if library == "pandas" and type(pool).__name__ == "DataFrame":
        return TableItems(pool, ids)
    if isinstance(pool, (list, tuple)) or library == "pandas" or isinstance(pool, np.ndarray):
        texts = [str(text) if isinstance(text, np.str_) else text for text in pool]
        first = texts[0] if texts else ""
        if isinstance(first, (list, tuple)) and (not first or isinstance(first[0], str)):
            return TokenItems(texts, ids)
        if isinstance(first, (list, tuple, int, float, np.generic)):
            raise SourceError(f"The pool is a list of {type(first).__name__}.", "Give a NumPy array instead.")
        return TokenItems.of_texts(texts, ids) if task in SEQUENCES else TextItems(texts, ids)
    if library == "torch":
        raise SourceError("The pool is a PyTorch tensor.", "Give it as a NumPy array: pool.numpy(force=True).")
    raise SourceError(
        f"A pool cannot be {type(pool).__name__}.",
        "Give a list of texts, a NumPy array, a sparse matrix, a DataFrame, or a path to a file.",
    )
