"""A forecast in words: a chance first, then a range in two digits, never one number alone."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10, sqrt

from askless.enough.forecast.forecast import Forecast, Tolerance

__all__ = ["MAY_BE_ENOUGH", "NEEDED", "Outcome", "about", "early", "odds", "worded"]

NEEDED = 5
"""Labels for each class before a forecast is made."""
TOO_WIDE = 10.0  # ends of the likely range, as a ratio, beyond which it helps nobody
APART = 60  # labels kept apart, as the advice has them
Z_90 = 1.6448536269514722
_ODDS = (
    (0.05, "less than 1 in 20"),
    (0.075, "1 in 20"),
    (0.15, "1 in 10"),
    (0.225, "1 in 5"),
    (0.29, "1 in 4"),
    (0.41, "1 in 3"),
    (0.585, "1 in 2"),
    (0.71, "2 in 3"),
    (0.775, "3 in 4"),
    (0.85, "4 in 5"),
    (0.925, "9 in 10"),
    (0.95, "19 in 20"),
)
MAY_BE_ENOUGH = 0.415
"""Chance from which it may be enough already; ranges begin with the labels so far then."""
_HOW_LIKELY = (
    (0.1, "Not there yet, most likely"),
    (MAY_BE_ENOUGH, "Probably not there yet"),
    (0.585, "May be enough already"),
    (0.9, "Probably enough already"),
)


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


def about(number: float) -> str:
    """A number of labels in two digits.

    Examples
    --------
    >>> about(1873), about(96), about(104), about(7)
    ('1,900', '96', '100', '7')
    """
    if number < 1:
        return "0"
    scale = 10 ** max(0, floor(log10(number)) - 1)
    return f"{round(number / scale) * scale:,.0f}"


def odds(chance: float) -> str:
    """A chance as people say it.

    Examples
    --------
    >>> odds(0.2), odds(0.5), odds(0.97)
    ('1 in 5', '1 in 2', 'more than 19 in 20')
    """
    return next((words for most, words in _ODDS if chance < most), "more than 19 in 20")


def early(tolerance: Tolerance, labels: int, items: int, missing: str) -> Forecast:
    """The forecast that says what is missing.

    Parameters
    ----------
    tolerance : float or "gain"
    labels, items : int
        Labels so far, items in the pool.
    missing : str
        A sentence or two.

    Returns
    -------
    forecast : Forecast

    Examples
    --------
    >>> early(0.01, 4, 500, "At least 6 more labels are needed.").headline
    'Too early to say. At least 6 more labels are needed.'
    """
    return Forecast(
        tolerance, False, False, labels, items, headline=f"Too early to say. {missing}".strip(), missing=missing
    )


def worded(tolerance: Tolerance, labels: int, items: int, found: Outcome) -> Forecast:
    """Put a forecast into words.

    Parameters
    ----------
    tolerance : float or "gain"
    labels, items : int
        Labels so far, items in the pool.
    found : Outcome

    Returns
    -------
    forecast : Forecast
        If the likely range spans more than a factor of ten, or the kind of model, strategy or pool is
        unknown, it says no number of labels.

    Examples
    --------
    >>> found = Outcome((0.2, 0.55, 0.7), 400, 1873, (250, 850), (150, 2300))
    >>> forecast = worded(0.01, 210, 3412, found)
    >>> forecast.headline
    'Probably not there yet (1 in 5). Even chance by about 400 labels; 9 in 10 by 1,900.'
    >>> forecast.range
    'About 190 more labels (likely 40 to 640; could be 0 to 2,100).'
    """
    wide = found.likely[1] > TOO_WIDE * found.likely[0]
    return Forecast(
        tolerance,
        ready=True,
        known=found.known,
        labels=labels,
        items=items,
        chances=found.chances,
        even=found.even if found.known else None,
        nine=found.nine if found.known else None,
        likely=found.likely if found.known else None,
        could_be=found.could_be if found.known else None,
        headline=_headline(labels, items, found, wide=wide),
        range="" if wide or not found.known else _range(labels, items, found),
        small_print=_small_print(tolerance, items, found),
        missing="" if found.known else _not_measured(found),
    )


def _headline(labels: int, items: int, found: Outcome, *, wide: bool) -> str:
    """The chance, and when it is even and 9 in 10; or that it is too early."""
    now = found.chances[0]
    if not found.known:
        return f"Too early to say. {_not_measured(found)} {_advice(found)}"
    if wide:
        return f"Too early to say. {_doubled(labels, items, found)}{_advice(found)}"
    first = next((words for most, words in _HOW_LIKELY if now < most), "Very probably enough already")
    return f"{first} ({odds(now)}).{_by_when(labels, items, found)}"


def _by_when(labels: int, items: int, found: Outcome) -> str:
    """Labels by which the chance is even, and 9 in 10."""
    whole = f"could need the whole pool ({items:,}); we cannot say less yet"
    if found.nine <= labels:
        return ""
    if found.even <= labels:
        return f" {_capital(whole)}." if found.nine >= items else f" 9 in 10 by about {about(found.nine)} labels."
    if found.even >= items:
        return f" {_capital(whole)}."
    later = whole if found.nine >= items else f"9 in 10 by {about(found.nine)}"
    return f" Even chance by about {about(found.even)} labels; {later}."


def _range(labels: int, items: int, found: Outcome) -> str:
    """How many more labels: likely, and what it could be."""
    low, high = found.likely
    least, most = found.could_be
    whole = f"could need the whole pool ({items:,}); we cannot say less yet"
    if low <= labels and high >= items:
        return f"May be enough already; {whole}."
    could = f"could be {about(least - labels)} to {about(most - labels)}"
    if high >= items:
        return f"Likely at least {about(low - labels)} more labels; {whole}."
    if low <= labels:
        tail = whole if most >= items else could
        return f"May be enough already; likely at most {about(high - labels)} more labels ({tail})."
    likely = f"likely {about(low - labels)} to {about(high - labels)}"
    could = whole if most >= items else could
    return f"About {about(max(found.even - labels, 0))} more labels ({likely}; {could})."


def _small_print(tolerance: Tolerance, items: int, found: Outcome) -> str:
    """What enough means here, and how far the range is to be trusted."""
    within = {"gain": "a tenth of the gain (at least 1 point)"}.get(str(tolerance)) or _points(float(tolerance))
    meant = f"Enough means within {within} of the accuracy with all {items:,} items labelled."
    if not found.known or found.wrong is None:
        return meant
    sets, held = found.wrong
    return (
        f"{meant} Ranges like this held for {held} of 10 forecasts on data sets that the table had not seen; "
        f"on 1 set in {sets} they were wrong more than 3 times in 10."
    )


def _points(tolerance: float) -> str:
    number = round(100 * tolerance)
    return f"{number} point" if number == 1 else f"{number} points"


def _doubled(labels: int, items: int, found: Outcome) -> str:
    """That twice the labels will tell more, and what they usually bring."""
    if 2 * labels >= items:
        return "Label on: only the rest of the pool will tell more. "
    first = f"Doubling your labels (to {2 * labels:,}) will tell more"
    if found.doubling is None:
        return f"{first}. "
    low, high = (round(100 * end) for end in found.doubling)
    return f"{first}; it usually brings {max(low, 0)} to {max(high, 1)} points. "


def _advice(found: Outcome) -> str:
    """The cheapest way to know how good the model is."""
    share = min(max(found.accuracy, 0.5), 0.98)
    half = round(100 * Z_90 * sqrt(share * (1 - share) / APART))
    return f"{APART} random labels kept apart would tell the accuracy to ±{max(half, 1)} points."


def _not_measured(found: Outcome) -> str:
    """What about it was never measured."""
    return f"Forecasts are not calibrated for {found.unknown or 'this'}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
