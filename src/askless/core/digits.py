"""Numbers as people read them."""

from __future__ import annotations

import math

__all__ = ["as_sure", "written"]


def written(number: float, digits: int = 6) -> str:
    """A number in a few digits, and without an exponent unless it is very large or small.

    Parameters
    ----------
    number : float
    digits : int, default 6
        Those after are rounded away.

    Returns
    -------
    text : str

    Examples
    --------
    >>> written(12.0), written(43217.4, 3), written(0.25), written(2.5e-9)
    ('12', '43200', '0.25', '2.5e-09')
    """
    return f"{float(f'{number:.{digits}g}'):.15g}"


def as_sure(number: float, std: float) -> float:
    """A number without the digits that say nothing, as it may be off by more than they do.

    Parameters
    ----------
    number : float
    std : float
        How far the truth may lie from it, >= 0; its second digit is the last that is kept of `number`.

    Returns
    -------
    number : float
        In six digits at most.

    Examples
    --------
    >>> as_sure(205.893, 54.8), as_sure(3.14159, 0.0213), as_sure(12.3456789, 0.0)
    (206.0, 3.142, 12.3457)
    """
    kept = float(written(number))
    return kept if std <= 0 else round(kept, 1 - math.floor(math.log10(std)))
