"""Chances and numbers of labels as people say them."""

from __future__ import annotations

from math import ceil, floor, log10

from askless.enough.forecast.outcome import EVEN, NINE

__all__ = ["MORE_LIKELY", "about", "odds", "strength", "two_digits"]

MORE_LIKELY = 0.585
"""Chance from which it is told as better than even."""
_NOT, _MAY_BE, _PROBABLY = "Probably not there yet", "May be enough already", "Probably enough already"
_SURELY, _SURELY_NOT = "Very probably enough already", "Very probably not there yet"
_CHANCES = (
    (0.05, "less than 1 in 20", _SURELY_NOT),
    (0.075, "1 in 20", _SURELY_NOT),
    (0.15, "1 in 10", _SURELY_NOT),
    (0.225, "1 in 5", _NOT),
    (0.29, "1 in 4", _NOT),
    (EVEN, "1 in 3", _NOT),
    (MORE_LIKELY, "1 in 2", _MAY_BE),
    (0.71, "2 in 3", _PROBABLY),
    (0.775, "3 in 4", _PROBABLY),
    (NINE, "4 in 5", _PROBABLY),
    (0.925, "9 in 10", _SURELY),
    (0.95, "19 in 20", _SURELY),
    (float("inf"), "more than 19 in 20", _SURELY),
)


def about(number: float) -> str:
    """A number of labels in two digits.

    Examples
    --------
    >>> about(1873), about(96), about(104), about(7)
    ('1,900', '96', '100', '7')
    """
    if number < 1:
        return "0"
    return f"{two_digits(number):,}"


def two_digits(number: float, *, up: bool = False) -> int:
    """A number of at least 1 in two digits.

    Examples
    --------
    >>> two_digits(1813), two_digits(1813, up=True)
    (1800, 1900)
    """
    scale = 10 ** max(0, floor(log10(number)) - 1)
    return int((ceil(number / scale) if up else round(number / scale)) * scale)


def odds(chance: float) -> str:
    """A chance as people say it.

    Examples
    --------
    >>> odds(0.2), odds(0.5), odds(0.97)
    ('1 in 5', '1 in 2', 'more than 19 in 20')
    """
    return next(words for below, words, _ in _CHANCES if chance < below)


def strength(chance: float) -> str:
    """What a chance says of the labels so far; one that is told in the same numbers gets the same words.

    Examples
    --------
    >>> strength(0.2), strength(0.9)
    ('Probably not there yet', 'Very probably enough already')
    """
    return next(words for below, _, words in _CHANCES if chance < below)
