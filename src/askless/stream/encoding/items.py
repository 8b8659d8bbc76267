"""Items of a stream in one form, whatever they come as: what is asked, shown, kept and learnt is the same.

==========================================  ===========================================================
an item comes as                            and is from then on
==========================================  ===========================================================
a row of numbers of an array                a row of an array; one of more dimensions is flattened
a list, a tuple, a row of any other array   a list of numbers, texts, truths and None
one number                                  a list of it
a dict, a row of a data frame               a dict of these by texts
a text                                      a text
==========================================  ===========================================================

All are copies but rows of an array, which are copied where they become rows of the stream. None stands for what is
missing, and for whole numbers beyond 1e100; what cannot be a number or a text is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral, Real
from typing import Any

import numpy as np

from askless.errors import SourceError
from askless.stream.encoding.columns import LARGEST

__all__ = ["item_of", "items_of"]

_KEPT = frozenset((float, str, bool, type(None)))
"""Types of values that stay as they are."""


def items_of(items: Any) -> Any:
    """Several items in the form that a stream works with.

    Parameters
    ----------
    items : array of shape (n_items, ...), iterable of items, or data frame
        Of pandas, Polars or Arrow.

    Returns
    -------
    items : array of numbers of shape (n_items, n_features), or list of lists, dicts and texts

    Raises
    ------
    SourceError
        If these are not several items, or one of them cannot be read.

    Examples
    --------
    >>> items_of([{"a": np.float32(0.5), 7: None}, (1, True), "a text", 3])
    [{'a': 0.5, '7': None}, [1, True], 'a text', [3]]
    >>> items_of(np.zeros((2, 3, 4))).shape
    (2, 12)
    """
    if isinstance(items, np.ndarray) and items.ndim:
        if items.dtype.kind in "biuf":
            return _flat(items)
        items = items.tolist()
    listed = _listed(items)
    if listed and all(_is_row(item) for item in listed) and len({item.shape for item in listed}) == 1:
        return _flat(np.stack(listed))
    return [_item(item, at) for at, item in enumerate(listed)]


def item_of(item: Any) -> Any:
    """One item, as several.

    Examples
    --------
    >>> item_of(np.array([1.0, 2.0])), item_of("a text")
    (array([[1., 2.]]), ['a text'])
    """
    if isinstance(item, np.ndarray) and item.dtype.kind in "biuf":
        return item.reshape(1, -1)
    return [_item(item, 0)]


def _flat(items: Any) -> Any:
    return items if items.ndim == 2 else items.reshape(len(items), int(np.prod(items.shape[1:])))


def _is_row(item: Any) -> bool:
    return isinstance(item, np.ndarray) and item.ndim > 0 and item.dtype.kind in "biuf"


def _listed(items: Any) -> Sequence[Any]:
    """The items of whatever holds several."""
    if isinstance(items, (list, tuple)):
        return items
    if hasattr(items, "to_dicts"):  # a data frame of Polars
        return list(items.to_dicts())
    if hasattr(items, "to_pylist"):  # a table, a batch or a column of Arrow
        return list(items.to_pylist())
    if hasattr(items, "to_dict") and hasattr(items, "columns"):  # a data frame of pandas, or like one
        return list(items.to_dict("records"))
    if isinstance(items, (str, bytes, Mapping)) or not isinstance(items, Iterable) or not getattr(items, "ndim", 1):
        raise SourceError(
            f"Items are given as {_kind(items)}.", "Give a list of items, an array or a data frame; one item in a list."
        )
    return list(items)


def _item(item: Any, at: int) -> Any:
    try:
        return _plain_item(item)
    except _NoNumberError as error:
        raise SourceError(
            f"Item {at} cannot be read: {error}.",
            "Offer rows of numbers, texts, or dicts of numbers and texts without lists or dicts in them.",
        ) from None


def _plain_item(item: Any) -> Any:
    if isinstance(item, str):
        return _plain(item, 0)
    if isinstance(item, np.ndarray):
        return [_plain(value, at) for at, value in enumerate(item.reshape(-1).tolist())]
    if isinstance(item, (list, tuple)):
        return [_plain(value, at) for at, value in enumerate(item)]
    if not isinstance(item, Mapping) and hasattr(item, "to_dict"):  # a row of a data frame
        item = item.to_dict()
    if isinstance(item, Mapping):
        features = {key if type(key) is str else _name(key): _plain(value, key) for key, value in item.items()}
        if len(features) < len(item):
            raise _NoNumberError("two of its features have the same name as texts")
        return features
    try:
        return [_plain(item, 0)]
    except _NoNumberError:
        raise _NoNumberError(f"it is {_kind(item)}") from None


def _name(key: Any) -> str:
    """The name of a feature that is no text."""
    try:
        return str(key)
    except ValueError:  # a whole number of thousands of digits
        raise _NoNumberError(f"a feature is named by {_kind(key)}") from None


def _plain(value: Any, feature: Any) -> Any:
    """A value as JSON knows it."""
    kind = type(value)
    if kind in _KEPT:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, Integral):
        number = int(value)
        return number if -LARGEST <= number <= LARGEST else None
    if kind.__name__ in ("NAType", "NaTType"):
        return None
    if not isinstance(value, (complex, np.ndarray)) and (isinstance(value, Real) or hasattr(value, "__float__")):
        try:
            return float(value)
        except OverflowError:
            return None
        except (TypeError, ValueError, RuntimeError):  # more than one number, or a signalling NaN
            pass
    raise _NoNumberError(f"“{feature!s:.100}” is {_kind(value)}")


def _kind(value: Any) -> str:
    return type(value).__name__


class _NoNumberError(TypeError):
    """A feature has a value that is neither a number nor a text."""
