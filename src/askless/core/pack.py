"""Plain data and arrays as bytes, and back: what a program may write of its state, and read without trusting it.

The bytes are a line of JSON and the buffers of the arrays. Nothing in them can name code, so that reading
a file from elsewhere runs nothing.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

__all__ = ["pack", "unpack"]

_ARRAY = "\x00array"
_KINDS = frozenset("biuf")


def pack(value: Any) -> bytes:
    """Bytes of a value.

    Parameters
    ----------
    value : object
        None, booleans, numbers, strings, arrays of booleans or numbers, and lists and dicts (with
        strings as keys) of these.

    Returns
    -------
    packed : bytes

    Raises
    ------
    TypeError
        If there is something else in it.

    Examples
    --------
    >>> unpack(pack({"theta": 0.5, "window": np.array([1.0, 2.0])}))
    {'theta': 0.5, 'window': array([1., 2.])}
    """
    buffers: list[bytes] = []

    def plain(part: Any) -> Any:
        if isinstance(part, np.ndarray):
            if part.dtype.kind not in _KINDS:
                raise TypeError(f"an array of {part.dtype} cannot be written")
            buffers.append(np.ascontiguousarray(part).tobytes())
            return {_ARRAY: [part.dtype.str, list(part.shape)]}
        if isinstance(part, dict):
            return {_escaped(key): plain(inner) for key, inner in part.items()}
        if isinstance(part, (list, tuple)):
            return [plain(inner) for inner in part]
        if isinstance(part, np.generic):
            return part.item()
        return part

    head = json.dumps(plain(value), separators=(",", ":")).encode()
    return head + b"\n" + b"".join(buffers)


def unpack(packed: bytes) -> Any:
    """The value again; tuples come back as lists.

    Raises
    ------
    ValueError
        If the bytes are not whole.
    """
    head, _, body = packed.partition(b"\n")
    at = 0

    def full(part: Any) -> Any:
        nonlocal at
        if isinstance(part, list):
            return [full(inner) for inner in part]
        if not isinstance(part, dict):
            return part
        if _ARRAY not in part:
            return {_restored(key): full(inner) for key, inner in part.items()}
        kind, shape = part[_ARRAY]
        dtype = np.dtype(kind)
        if dtype.kind not in _KINDS:
            raise ValueError(f"an array of {dtype} is not expected here")
        count = int(np.prod(shape))
        array = np.frombuffer(body, dtype, count, at).reshape(shape).copy()
        at += array.nbytes
        return array

    return full(json.loads(head))


def _escaped(key: str) -> str:
    """A key that is not taken for the mark of an array: a stream names its features as it likes."""
    return f"\0{key}" if key.startswith("\0") and key.lstrip("\0") == "array" else key


def _restored(key: str) -> str:
    """The key as it was; others, and those of old files, as they are."""
    return key[1:] if key.startswith("\0\0") and key.lstrip("\0") == "array" else key
