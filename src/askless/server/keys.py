"""Keys that the page suggests for labels."""

from __future__ import annotations

import string

__all__ = ["KEYS", "RESERVED", "suggested"]

RESERVED = frozenset("sfnbzux?/")
"""Keys with a meaning of their own on the page."""

KEYS = "1234567890" + "".join(c for c in string.ascii_lowercase if c not in RESERVED)


def suggested(n: int) -> list[str]:
    """Keys of the first `n` labels: digits, then free letters, then none.

    Examples
    --------
    >>> suggested(12)
    ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', 'a', 'c']
    >>> suggested(40)[-1]
    ''
    """
    return [KEYS[i] if i < len(KEYS) else "" for i in range(n)]
