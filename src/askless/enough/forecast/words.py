"""A forecast in words: a chance first, then a range in two digits, never one number alone.

The reader's own counting is used: labels given so far, test items and exact copies included, and so many more.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from askless.enough.apart import WIDE
from askless.enough.forecast.forecast import Forecast, Tolerance
from askless.enough.forecast.numbers import MORE_LIKELY, about, odds, strength, two_digits
from askless.enough.forecast.outcome import EVEN, Counted, Outcome, coherent

__all__ = ["MAY_BE_ENOUGH", "NEEDED", "Counted", "Outcome", "early", "unmeasured", "worded"]

NEEDED = 5
"""Labels for each class before a forecast is made."""
MAY_BE_ENOUGH = EVEN
TOO_WIDE = 10.0  # ends of the likely range, as a ratio, beyond which it helps nobody
APART = 60  # labels kept apart, as the advice has them
Z_90 = 1.6448536269514722


def early(
    tolerance: Tolerance,
    labels: int,
    items: int,
    missing: str,
    counted: Counted | None = None,
    *,
    for_good: bool = False,
) -> Forecast:
    """The forecast that says what is missing.

    Parameters
    ----------
    tolerance : float or "gain"
    labels, items : int
        Labels so far, items in the pool.
    missing : str
        A sentence or two.
    counted : Counted, optional
        What the reader sees counted; the same if not given.
    for_good : bool, default False
        Whether more labels will not change it: then it is not told as too early.

    Returns
    -------
    forecast : Forecast

    Examples
    --------
    >>> early(0.01, 4, 500, "At least 6 more labels are needed.").headline
    'Too early to say. At least 6 more labels are needed.'
    """
    return Forecast(
        tolerance,
        ready=False,
        known=False,
        labels=labels,
        items=items,
        labelled=labels if counted is None else counted.labelled,
        headline=missing if for_good else f"Too early to say. {missing}".strip(),
        missing=missing,
    )


def worded(tolerance: Tolerance, labels: int, items: int, found: Outcome, counted: Counted | None = None) -> Forecast:
    """Put a forecast into words.

    Parameters
    ----------
    tolerance : float or "gain"
    labels, items : int
        Labels so far, items in the pool.
    found : Outcome
        It is made `coherent`.
    counted : Counted, optional
        What the reader sees counted; the same if not given.

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
    found = coherent(found, labels, items)
    said = _Words(tolerance, labels, items, found, counted or Counted(labels, items))
    told = found.known and not said.wide
    return Forecast(
        tolerance,
        ready=True,
        known=found.known,
        labels=labels,
        items=items,
        labelled=said.counted.labelled,
        chances=found.chances,
        even=found.even if found.known else None,
        nine=found.nine if found.known else None,
        likely=found.likely if found.known else None,
        could_be=found.could_be if found.known else None,
        headline=said.headline(),
        range=said.range() if told else "",
        small_print=said.small_print(),
        missing="" if found.known else said.not_measured(),
    )


@dataclass(frozen=True)
class _Words:
    """The sentences of one forecast."""

    tolerance: Tolerance
    labels: int
    items: int
    found: Outcome
    counted: Counted

    @property
    def wide(self) -> bool:
        """Whether the range is too wide to help anybody."""
        return self.found.likely[1] > TOO_WIDE * self.found.likely[0]

    @property
    def learns_from_less(self) -> bool:
        """Whether the reader sees other items counted than the model learns from."""
        return (self.counted.labelled, self.counted.items) != (self.labels, self.items)

    @property
    def whole(self) -> str:
        """That all of the pool may be needed."""
        which = " that the model learns from" if self.learns_from_less else ""
        return f"could need the whole pool ({self.items:,}{which}); we cannot say less yet"

    def headline(self) -> str:
        """The chance, and when it is even and 9 in 10; or that it is too early."""
        if not self.found.known:
            return self.not_measured()
        if self.wide:
            return f"Too early to say. {self._doubled()}{self._advice()}"
        now = self.found.chances[0]
        return f"{strength(now)} ({odds(now)}).{self._by_when()}"

    def _by_when(self) -> str:
        """Labels by which the chance is even, and 9 in 10."""
        even, nine = self.found.even, self.found.nine
        if nine <= self.labels:
            return ""
        if even <= self.labels:
            return f" {_capital(self.whole)}." if nine >= self.items else f" 9 in 10 by about {self._nine()} labels."
        if even >= self.items:
            return f" {_capital(self.whole)}."
        later = self.whole if nine >= self.items else f"9 in 10 by {self._nine()}"
        return f" Even chance by about {self._shown(self._total(even))} labels; {later}."

    def _total(self, number: int) -> int:
        return self.counted.total(number, labels=self.labels)

    def _shown(self, total: int, *, up: bool = False) -> str:
        """A number of labels to come, in all: in two digits if these are not behind the reader."""
        rounded = min(two_digits(total, up=up), self._total(self.items))
        return f"{rounded if rounded > self.counted.labelled else total:,}"

    def _nine(self) -> str:
        """Labels for 9 in 10, rounded up: never below the likely range, as that is rounded."""
        most = self.counted.labelled + two_digits(max(self.found.likely[1] - self.labels, 1))
        return self._shown(max(self._total(self.found.nine), most), up=True)

    def range(self) -> str:
        """How many more labels: likely, and what it could be."""
        (low, high), (least, most) = self.found.likely, self.found.could_be
        now, whole = self.found.chances[0], self.whole
        could = whole if most >= self.items else f"could be {self._more(least)} to {self._more(most)}"
        if low <= self.labels:
            maybe = "; if not, " if now >= MORE_LIKELY else "; "
            if high >= self.items:
                return f"{strength(now)}{maybe}{'it ' if 'if' in maybe else ''}{whole}."
            return f"{strength(now)}{maybe}likely at most {self._more(high)} more labels ({could})."
        if high >= self.items:
            return f"Likely at least {self._more(low)} more labels; {whole}."
        likely = f"likely {self._more(low)} to {self._more(high)}"
        return f"About {self._more(self.found.even)} more labels ({likely}; {could})."

    def _more(self, number: int) -> str:
        return about(number - self.labels)

    def small_print(self) -> str:
        """What enough means here, and how far the range is to be trusted."""
        within = {"gain": "a tenth of the gain (at least 1 point)"}.get(str(self.tolerance))
        within = within or _points(float(self.tolerance))
        which = " that the model learns from (no test items, no exact copies)" if self.learns_from_less else ""
        meant = f"Enough means within {within} of the accuracy with all {self.items:,} items{which} labelled."
        if not self.found.known or self.found.wrong is None:
            return meant
        sets, held = self.found.wrong
        return (
            f"{meant} Ranges like this held for {held} of 10 forecasts on data sets that the table had not seen; "
            f"on 1 set in {sets} they were wrong more than 3 times in 10."
        )

    def _doubled(self) -> str:
        """That twice the labels will tell more, and what they usually bring."""
        twice = 2 * self.labels
        if twice >= self.items:
            return "Label on: only the rest of the pool will tell more. "
        first = f"Doubling your labels (to {twice:,}) will tell more"
        if self.learns_from_less:
            first = f"Doubling what the model learns from (at {self._total(twice):,} labels) will tell more"
        if self.found.doubling is None:
            return f"{first}. "
        low, high = (round(100 * end) for end in self.found.doubling)
        return f"{first}; it usually brings {max(low, 0)} to {max(high, 1)} points. "

    def _advice(self) -> str:
        """The cheapest way to know how good the model is."""
        return _advice(self.found.accuracy, self.counted.apart)

    def not_measured(self) -> str:
        """What about it was never measured, and what to do instead."""
        return unmeasured(self.found.unknown or "this", self.found.accuracy, self.counted)


def unmeasured(unknown: str, accuracy: float, counted: Counted | None = None) -> str:
    """That there are no forecasts of a kind of model, strategy or pool, and what there is instead.

    Parameters
    ----------
    unknown : str
        What was never measured, in words.
    accuracy : float
        Roughly how good the model is, in [0, 1].
    counted : Counted, optional
        What the reader sees counted.

    Examples
    --------
    >>> unmeasured("pools of 90,000 items", 0.9).partition(" 60 random")[0]
    'Cannot be told for pools of 90,000 items: forecasts were measured for others.'
    """
    advice = _advice(accuracy, 0 if counted is None else counted.apart)
    return (
        f"Cannot be told for {unknown}: forecasts were measured for others. {advice} "
        "When predictions no longer change, the stopping rule “classification_change” says so."
    )


def _advice(accuracy: float, apart: int) -> str:
    """How sharply items kept apart tell the accuracy; with some there already, these, and more if they are few."""
    share = min(max(accuracy, 0.5), 0.98)

    def points(n: int) -> int:
        return max(1, round(100 * Z_90 * sqrt(share * (1 - share) / n)))

    if not apart:
        return f"{APART} random labels kept apart would tell the accuracy to ±{points(APART)} points."
    kept = "The item kept apart tells" if apart == 1 else f"The {apart:,} items kept apart tell"
    more = f"; with {APART} more, to ±{points(apart + APART)}" if points(apart) > 100 * WIDE else ""
    return f"{kept} the accuracy to ±{points(apart)} points once all are answered{more}."


def _points(tolerance: float) -> str:
    number = round(100 * tolerance)
    return f"{number} point" if number == 1 else f"{number} points"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
