"""The numbers of a forecast, brought together so that none of them contradicts another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

__all__ = ["EVEN", "NINE", "Counted", "Outcome", "agreed", "coherent", "order"]

EVEN = 0.415
"""Chance from which it is told as even: it may be enough already, and ranges begin with the labels so far."""
NINE = 0.875
"""Chance from which it is told as 9 in 10."""
THREE_POINTS = 0.03
SHARE_OF_GAIN = 0.1


@dataclass(frozen=True)
class Outcome:
    """The numbers of a forecast, before they are put into words.

    Parameters
    ----------
    chances : tuple of float
        That now, twice and four times the labels are enough.
    even, nine : int
        Labels in all by which the chance is one half, and 9 in 10.
    likely, could_be : tuple of int
        Ranges of labels in all, 80 % and 90 %.
    known : bool
        Whether the kind of model, strategy and pool was measured.
    unknown : str
        What about it was not, as "this kind of model"; "" if all was.
    doubling : tuple of float, optional
        What twice the labels usually bring, lower and upper end, as accuracy.
    accuracy : float, default 0.8
        Roughly how good the model is, for the advice on labels kept apart.
    wrong : tuple of int, optional
        Of how many sets one was wrong more than 3 times in 10, and in how many of 10 the range held.
    """

    chances: tuple[float, float, float]
    even: int
    nine: int
    likely: tuple[int, int]
    could_be: tuple[int, int]
    known: bool = True
    unknown: str = ""
    doubling: tuple[float, float] | None = None
    accuracy: float = 0.8
    wrong: tuple[int, int] | None = None


@dataclass(frozen=True)
class Counted:
    """What the reader sees counted, where a model learns from less: test items and exact copies are in it.

    Parameters
    ----------
    labelled, items : int
        Labels so far and items in all, as pages and `askless status` show them.
    apart : int, default 0
        Test items, with or without an answer.

    Examples
    --------
    >>> Counted(122, 1200, 40).total(91, labels=86)
    127
    """

    labelled: int
    items: int
    apart: int = 0

    def total(self, number: int, *, labels: int) -> int:
        """The labels that will be shown when the model learns from `number`, if it learns from `labels` now."""
        return self.labelled + number - labels


def coherent(found: Outcome, labels: int, items: int) -> Outcome:
    """Bring chance, labels and ranges together; ranges only get wider.

    Parameters
    ----------
    found : Outcome
    labels, items : int
        Labels so far, items in the pool.

    Returns
    -------
    found : Outcome
        What is told as even, or as 9 in 10, is so now; else it comes later, and 9 in 10 not before the upper end of
        the range that holds 8 times in 10.

    Examples
    --------
    >>> coherent(Outcome((0.88, 0.9, 0.95), 40, 42, (40, 60), (40, 90)), 40, 500).nine
    40
    >>> coherent(Outcome((0.6, 0.9, 0.95), 40, 80, (40, 120), (40, 150)), 40, 500).nine
    120
    """
    now, later = found.chances[0], min(labels + 1, items)
    low, high = found.likely
    low = labels if now >= EVEN else low
    even = labels if now >= EVEN else max(found.even, low, later)
    high = max(high, even)
    nine = labels if now >= NINE else max(found.nine, high, later)
    could_be = (min(low, found.could_be[0]), max(high, found.could_be[1]))
    return replace(found, even=even, nine=nine, likely=(low, high), could_be=could_be)


def order(accuracy: float, most: float) -> Sequence[tuple[str, str]]:
    """Which tolerance is surely the narrower of two, the narrowest first.

    Parameters
    ----------
    accuracy, most : float
        Of the model, and of always giving the most frequent answer, in [0, 1], roughly.

    Returns
    -------
    pairs : sequence of (narrower, wider)
        A tenth of the gain is at least a point. Against three points it stands where neither the accuracy so far nor
        a perfect one leaves a doubt.

    Examples
    --------
    >>> order(0.9, 0.8)
    [('0.01', 'gain'), ('gain', '0.03')]
    >>> order(0.7, 0.5)
    [('0.01', '0.03'), ('0.01', 'gain')]
    """
    if SHARE_OF_GAIN * (1.0 - most) <= THREE_POINTS:
        return [("0.01", "gain"), ("gain", "0.03")]
    if SHARE_OF_GAIN * (accuracy - most) >= THREE_POINTS:
        return [("0.01", "0.03"), ("0.03", "gain")]
    return [("0.01", "0.03"), ("0.01", "gain")]


def agreed(
    found: Mapping[str, Outcome], pairs: Sequence[tuple[str, str]], *, labels: int, items: int
) -> dict[str, Outcome]:
    """Bring tolerances together: a wider one is never less likely met, and never takes more labels.

    Parameters
    ----------
    found : mapping of str to Outcome
        By tolerance.
    pairs : sequence of (narrower, wider)
        From `order`.
    labels, items : int

    Returns
    -------
    found : dict of str to Outcome
        Each `coherent`. Ranges only get wider, and chances are those of a narrower tolerance at least.
    """
    made = {name: coherent(one, labels, items) for name, one in found.items()}
    for narrower, wider in pairs:
        one, other = made[narrower], made[wider]
        first, second, third = (max(both) for both in zip(one.chances, other.chances, strict=True))
        made[wider] = replace(
            other,
            chances=(first, second, third),
            even=min(one.even, other.even),
            likely=(min(one.likely[0], other.likely[0]), other.likely[1]),
            could_be=(min(one.could_be[0], other.could_be[0]), other.could_be[1]),
        )
    for narrower, wider in reversed(pairs):
        one, other = made[narrower], made[wider]
        made[narrower] = replace(
            one,
            nine=max(one.nine, other.nine),
            likely=(one.likely[0], max(one.likely[1], other.likely[1])),
            could_be=(one.could_be[0], max(one.could_be[1], other.could_be[1])),
        )
    return {name: coherent(one, labels, items) for name, one in made.items()}
