"""Telling a damaged record of a source from another source."""

from __future__ import annotations

__all__ = ["is_damaged_copy"]

_HEX = frozenset("0123456789abcdef")
_DIGITS = 32
_MOST = 2


def is_damaged_copy(recorded: str, fingerprint: str) -> bool:
    """Whether a recorded fingerprint is this one with a letter or two changed on the disk.

    Two sources share 2 of 32 hexadecimal digits on average, never 30 (once in 10³³ pairs).

    Parameters
    ----------
    recorded : str
        From the log.
    fingerprint : str
        Of the items as they are; anything but 32 hexadecimal digits is compared letter by letter.

    Returns
    -------
    damaged : bool
        False if they are equal.

    Examples
    --------
    >>> real = "0123456789abcdef" * 2
    >>> is_damaged_copy("x" + real[1:], real), is_damaged_copy(real[::-1], real), is_damaged_copy(real, real)
    (True, False, False)
    """
    if len(fingerprint) != _DIGITS or not _HEX.issuperset(fingerprint) or len(recorded) != _DIGITS:
        return False
    return 1 <= sum(a != b for a, b in zip(recorded, fingerprint, strict=True)) <= _MOST
