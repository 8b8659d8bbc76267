"""Numbers: an answer is one number, perhaps with a unit."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real as AnyReal
from statistics import median
from typing import Any, ClassVar, NoReturn

import numpy as np
import numpy.typing as npt

from askless.core.digits import written
from askless.core.task import LARGEST, Task
from askless.errors import LabelError

__all__ = ["Real"]

_LONGEST_UNIT = 40  # characters; it stands behind every number on the page


@dataclass(frozen=True, kw_only=True)
class Real:
    """A label space in which an answer is a number.

    Parameters
    ----------
    unit : str, default ""
        What the numbers are counted in; only shown. At most 40 characters on one line.
    minimum, maximum : float, optional
        Answers beyond are refused.

    Raises
    ------
    LabelError
        If the unit is no short text, a bound is no finite number, or the minimum lies above the maximum.

    Examples
    --------
    >>> space = Real(unit="kg", minimum=0)
    >>> space.check("12.5"), space.encode([12.5, 3]).tolist()
    (12.5, [12.5, 3.0])
    """

    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    kind: ClassVar[Task] = "real"

    def __post_init__(self) -> None:
        unit = self.unit.strip() if isinstance(self.unit, str) else ""
        if not isinstance(self.unit, str) or not unit.isprintable() or len(unit) > _LONGEST_UNIT:
            raise LabelError(
                f"The unit {repr(self.unit)[:60]} is no short text on one line.",
                f"Give one such as “kg”, in at most {_LONGEST_UNIT} characters.",
            )
        object.__setattr__(self, "unit", unit)
        bounds = [bound for bound in (self.minimum, self.maximum) if bound is not None]
        if not all(_is_number(bound) for bound in bounds) or bounds != sorted(bounds):
            raise LabelError(
                f"Numbers from {self.minimum!r} to {self.maximum!r} cannot be meant.",
                "Give finite numbers, the smaller one as `minimum`.",
            )

    @property
    def names(self) -> tuple[str, ...]:
        """Numbers have no names: empty."""
        return ()

    def check(self, answer: object) -> float:
        """Canonical form of an answer: a float; LabelError if it is none, too large, or beyond the bounds."""
        number = _number(answer)
        if not math.isfinite(number):
            remedy = "Answer with a number such as 12.5."
            if "," in str(answer):  # 1,234 may be either, so neither is guessed
                remedy = "Write the decimal mark as a point, as in 12.5, and thousands without a mark."
            raise LabelError(f"“{str(answer)[:60]}” is no finite number.", remedy)
        if abs(number) > LARGEST:
            raise LabelError(
                f"{self.shown(number)} is too large: squares of numbers beyond {written(LARGEST)} overflow.",
                "Check its exponent, or answer in a larger unit.",
            )
        if not (self.minimum is None or number >= self.minimum) or not (self.maximum is None or number <= self.maximum):
            least = "" if self.minimum is None else f" from {self.to_cell(self.minimum)}"
            most = "" if self.maximum is None else f" up to {self.to_cell(self.maximum)}"
            unit = f" {self.unit}" if self.unit else ""
            raise LabelError(
                f"{self.to_cell(number)}{unit} is not a number{least}{most}.", "Check the answer, and the unit."
            )
        return number

    def shown(self, number: float) -> str:
        """A number as people read it, with the unit.

        Parameters
        ----------
        number : float
            In the unit.

        Returns
        -------
        text : str
            In six digits at most.

        Examples
        --------
        >>> Real(unit="kg").shown(12.0), Real().shown(0.25), Real(unit="€").shown(1234567.8)
        ('12 kg', '0.25', '1234570 €')
        """
        return f"{written(number)} {self.unit}".strip()

    def spread(self, answers: Iterable[float]) -> str:
        """How far answers reach, for people.

        Parameters
        ----------
        answers : iterable of float
            At least one.

        Returns
        -------
        text : str
            The smallest, the largest and the median.

        Examples
        --------
        >>> Real(unit="kg").spread([1.5, 3, 12])
        '1.5 to 12 kg, median 3 kg'
        """
        numbers = sorted(answers)
        return f"{written(numbers[0])} to {self.shown(numbers[-1])}, median {self.shown(median(numbers))}"

    def to_json(self) -> dict[str, Any]:
        """Unit and bounds, from which ``Real(**...)`` makes the same space."""
        return {"unit": self.unit, "minimum": self.minimum, "maximum": self.maximum}

    def encode(self, answers: Iterable[float]) -> npt.NDArray[np.float64]:
        """The numbers, float64 of shape (n_answers,)."""
        return np.fromiter(answers, dtype=np.float64)

    def decode(self, encoded: Any) -> float:
        """One number, or the nearest bound: models do not know of them."""
        return float(self.within(encoded))

    def within(self, numbers: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Numbers, those beyond the bounds taken to them.

        Parameters
        ----------
        numbers : array_like of float
            In the unit.

        Returns
        -------
        within : float64 array
            Of the same shape.

        Examples
        --------
        >>> Real(minimum=0).within([-0.5, 3]).tolist()
        [0.0, 3.0]
        """
        least = -math.inf if self.minimum is None else self.minimum
        most = math.inf if self.maximum is None else self.maximum
        return np.clip(np.asarray(numbers, dtype=np.float64), least, most)

    def added(self, name: str) -> NoReturn:
        """Numbers have no names to add to: LabelError."""
        raise LabelError(f"“{name}” cannot be added: the answers of this project are numbers.", "Answer with numbers.")

    def renamed(self, old: str, new: str) -> NoReturn:
        """Numbers have no names to change: LabelError."""
        raise LabelError(f"“{old}” cannot be renamed: the answers of this project are numbers.", "Correct the answers.")

    def rename_answer(self, answer: float, old: str, new: str) -> float:
        """The answer itself."""
        return answer

    def to_cell(self, answer: float) -> str:
        """The number in the fewest digits that give it back; whole ones without a point."""
        answer = float(answer)
        return str(int(answer)) if answer.is_integer() and abs(answer) < 1e15 else repr(answer)

    def from_cell(self, cell: str) -> float:
        """Inverse of `to_cell`."""
        return self.check(cell)

    def named(self, answer: float) -> tuple[str, ...]:
        """Numbers have no names: empty."""
        return ()

    def complete(self, answer: float) -> bool:
        """Always: such an answer is given whole."""
        return True

    def merged(self, before: float, answer: float) -> float:
        """The later answer."""
        return answer

    def count(self, answers: Iterable[float]) -> dict[str, int]:
        """Nothing to count by name: empty."""
        return {}


def _number(answer: object) -> float:
    """A number of any make, or one that is written out, as a float; NaN if it is none."""
    value = answer.item() if isinstance(answer, (np.generic, np.ndarray)) and answer.ndim == 0 else answer
    # Python reads over an underscore, and takes True for 1.
    if isinstance(value, bool) or not isinstance(value, (AnyReal, Decimal, str)) or "_" in str(value):
        return math.nan
    try:
        return float(value)
    except (ValueError, OverflowError):
        return math.nan


def _is_number(bound: object) -> bool:
    return isinstance(bound, (int, float)) and not isinstance(bound, bool) and math.isfinite(bound)
