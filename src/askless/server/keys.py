"""Keys that the page suggests for labels."""

from __future__ import annotations

import string
from collections.abc import Sequence

__all__ = ["KEYS", "RESERVED", "suggested"]

RESERVED = frozenset("sfnbzux?/")
"""Keys with a meaning of their own on the page."""

KEYS = "1234567890" + "".join(c for c in string.ascii_lowercase if c not in RESERVED)


def suggested(names: Sequence[str]) -> list[str]:
    """Keys of labels: a label that is called like a digit has that key, the others take what is free.

    Examples
    --------
    >>> suggested(["ham", "spam"])
    ['1', '2']
    >>> suggested(["0", "1", "other"])
    ['0', '1', '2']
    >>> suggested([f"label {i}" for i in range(40)])[-1]
    ''
    """
    own = {name: name for name in names if name in string.digits and len(name) == 1}
    free = iter([key for key in KEYS if key not in own.values()])
    return [own[name] if name in own else next(free, "") for name in names]
