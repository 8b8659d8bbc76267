"""What a forecast says: how likely the labels so far are enough, and how many it may take.

"Enough" means a model whose accuracy is within a tolerance of the one that it would have with every
item of the pool labelled. How many labels that takes is known before they are given only roughly,
so a forecast is a chance first, a range second, and never one number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from askless.errors import UsageError

__all__ = ["TOLERANCES", "Forecast", "Forecasts", "Tolerance", "tolerance_key"]

Tolerance = float | Literal["gain"]
TOLERANCES: dict[str, Tolerance] = {"0.01": 0.01, "0.03": 0.03, "gain": "gain"}
"""Those that there is a table for: one point, three points, or a tenth of what all labels bring, at least one."""


@dataclass(frozen=True)
class Forecast:
    """Whether the labels so far are enough, and how many are.

    Parameters
    ----------
    tolerance : float or "gain"
        Difference in accuracy that does not matter, in (0, 1); "gain" is a tenth of what the model
        with all labels is better than the most frequent class, at least 0.01.
    ready : bool
        Whether there are chances. If not, `missing` says why.
    known : bool
        Whether forecasts of this kind of model, strategy and pool were measured; if not, no number
        is said, and the chances are not calibrated.
    labels, items : int
        Labels that it was made with, and items in the pool: those that the model learns from, without exact copies
        and without items that are kept apart. `even`, `nine` and the ranges count like this.
    chances : tuple of float, optional
        That now, twice and four times the labels are enough, in [0, 1], rising.
    even, nine : int, optional
        Labels in all by which the chance is one half, and 9 in 10; `items` where it takes the whole
        pool for all that is known.
    likely, could_be : tuple of int, optional
        Labels in all: the range that holds 8 times in 10, and 9 times in 10.
    headline, range, small_print : str
        The chance, the range and what the range is worth, for people, in the numbers that they see counted.
    missing : str
        What is missing where it is not ready; "" otherwise.
    labelled : int, optional
        Labels as people see them counted, copies and test items among them: when the model learns from `even`
        labels, they see `labelled + even - labels`. None in forecasts of before this was kept.

    Examples
    --------
    >>> early = Forecast(0.01, ready=False, known=False, labels=4, items=500, missing="More labels.")
    >>> Forecast.from_json(early.to_json()) == early
    True
    """

    tolerance: Tolerance
    ready: bool
    known: bool
    labels: int
    items: int
    chances: tuple[float, float, float] | None = None
    even: int | None = None
    nine: int | None = None
    likely: tuple[int, int] | None = None
    could_be: tuple[int, int] | None = None
    headline: str = ""
    range: str = ""
    small_print: str = ""
    missing: str = ""
    labelled: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As a dict that JSON can carry."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Forecast:
        """Inverse of `to_json`."""
        read: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in data.items()}
        return cls(**read)


@dataclass(frozen=True)
class Forecasts:
    """The forecasts of one moment, a tolerance each, from one set of features.

    Parameters
    ----------
    by : mapping of str to Forecast
        By tolerance: "0.01", "0.03" and "gain".
    automatic : int, optional
        Labels that are enough for one point in 97 of 100 cases, for a program that stops by itself, counted
        like `Forecast.labels`; None while that is not known.

    Examples
    --------
    >>> early = Forecast(0.03, ready=False, known=False, labels=4, items=500)
    >>> Forecasts({"0.03": early}).of(0.03).labels
    4
    """

    by: Mapping[str, Forecast] = field(default_factory=dict)
    automatic: int | None = None

    def of(self, tolerance: Tolerance = 0.01) -> Forecast:
        """That for a tolerance; UsageError if there is no table for it."""
        return self.by[tolerance_key(tolerance)]

    def to_json(self) -> dict[str, Any]:
        """As a dict that JSON can carry."""
        return {"by": {name: one.to_json() for name, one in self.by.items()}, "automatic": self.automatic}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Forecasts:
        """Inverse of `to_json`."""
        return cls({name: Forecast.from_json(one) for name, one in data["by"].items()}, data.get("automatic"))


def tolerance_key(tolerance: object) -> str:
    """The name under which a tolerance stands in a table.

    Parameters
    ----------
    tolerance : float or str
        0.01, 0.03 or "gain".

    Returns
    -------
    key : str

    Raises
    ------
    UsageError
        If there is no table for it.

    Examples
    --------
    >>> tolerance_key(0.03)
    '0.03'
    """
    for key, value in TOLERANCES.items():
        if tolerance in (value, key) and not isinstance(tolerance, bool):
            return key
    raise UsageError(f"`tolerance` is {tolerance!r}.", "Give 0.01, 0.03, or “gain” for a tenth of the gain.")
