"""Shares of a whole: parts that sum to 1."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from askless.core.digits import written
from askless.errors import UsageError
from askless.synthesis.domain.inputs.cells import as_number, checked_bounds, checked_name, numbers_of
from askless.synthesis.domain.inputs.input import TOLERANCE, Cells, Values
from askless.synthesis.domain.row import Row
from askless.synthesis.domain.space import Points

__all__ = ["Mixture"]

_HALVINGS = 60
_SAME = 1e-12
"""A sum this near 1 is what arithmetic leaves: projecting again would only turn the last digit."""


@dataclass(frozen=True, init=False)
class Mixture:
    """Parts of a mixture, each a share of it; the shares sum to 1.

    Parameters
    ----------
    name : str
        What the whole is called.
    parts : sequence of str, or mapping of str to (low, high)
        The parts, at least two; each is a key of an item. With bounds, a share stays between them.

    Raises
    ------
    UsageError
        If there are fewer than two parts, one comes twice, bounds are no shares, or no shares between them sum to 1.

    Examples
    --------
    >>> solvent = Mixture("solvent", {"water": (0.2, 1), "ethanol": (0, 0.5), "sugar": (0, 0.1)})
    >>> solvent.project(np.array([[0.0, 0.9, 0.1]])).round(3).tolist()
    [[0.4, 0.5, 0.1]]
    """

    name: str
    parts: tuple[str, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    kind: ClassVar[str] = "mixture"

    def __init__(self, name: str, parts: Sequence[str] | Mapping[str, Sequence[float]]) -> None:
        object.__setattr__(self, "name", checked_name(name))
        if isinstance(parts, str) or len(parts) < 2:
            raise UsageError(f"The mixture “{self.name}” has the parts {parts!r:.60}.", "Name at least two parts.")
        bounds = {part: (0.0, 1.0) for part in parts} if not isinstance(parts, Mapping) else parts
        if len(bounds) < len(parts):
            raise UsageError(f"A part of the mixture “{self.name}” comes twice.", "Name each part once.")
        pairs = [_shares(part, pair) for part, pair in bounds.items()]
        object.__setattr__(self, "parts", tuple(checked_name(part, "input") for part in bounds))
        object.__setattr__(self, "low", tuple(low for low, _ in pairs))
        object.__setattr__(self, "high", tuple(high for _, high in pairs))
        least, most = math.fsum(self.low), math.fsum(self.high)
        if least > 1 + TOLERANCE or most < 1 - TOLERANCE:
            least_or_most, how = (least, "least") if least > 1 else (most, "largest")
            raise UsageError(
                f"The {how} shares of “{self.name}” sum to {written(least_or_most)}, so no mixture sums to 1.",
                f"{'Lower' if how == 'least' else 'Raise'} some of them.",
            )

    @property
    def keys(self) -> tuple[str, ...]:
        """The parts."""
        return self.parts

    @property
    def columns(self) -> tuple[str, ...]:
        """The parts."""
        return self.parts

    @property
    def free(self) -> bool:
        """As far as the sum lets it."""
        return True

    @property
    def dims(self) -> int:
        """One for each part."""
        return len(self.parts)

    @property
    def spans(self) -> dict[str, tuple[float, float]]:
        """Shares."""
        return dict.fromkeys(self.parts, (0.0, 1.0))

    @property
    def straight(self) -> bool:
        """Always."""
        return True

    @property
    def pitch(self) -> float:
        """None."""
        return 0.0

    @property
    def rows(self) -> list[Row]:
        """The sum, and the bounds of the shares."""
        bounds = zip(self.parts, self.low, self.high, strict=True)
        narrow = [Row({part: 1.0}, low, high) for part, low, high in bounds if (low, high) != (0.0, 1.0)]
        return [Row(dict.fromkeys(self.parts, 1.0), 1.0, 1.0), *narrow]

    def encode(self, cells: Sequence[Cells]) -> Points:
        """The shares."""
        return np.stack([numbers_of(part, column) for part, column in zip(self.parts, cells, strict=True)], axis=1)

    def decode(self, columns: Points) -> list[Cells]:
        """The shares, without the digits that arithmetic leaves behind."""
        return [column.tolist() for column in np.round(columns, 12).T]

    def values(self, columns: Points) -> dict[str, Values]:
        """The shares."""
        return dict(zip(self.parts, columns.T, strict=True))

    def spread(self, design: Points) -> Points:
        """Mixtures that are all equally likely, where the parts have no largest shares."""
        # Exponential numbers over their sum are uniform on the simplex.
        rest = -np.log(np.clip(1 - design, 1e-300, 1.0)) + 1e-300
        shares = np.array(self.low) + (1 - math.fsum(self.low)) * rest / rest.sum(axis=1, keepdims=True)
        return self.project(shares)

    def project(self, columns: Points) -> Points:
        """The nearest shares between their bounds that sum to 1."""
        low, high = np.array(self.low), np.array(self.high)
        inside = np.clip(columns, low, high)
        off = (np.abs(columns - inside).max(axis=1) > 0) | (np.abs(columns.sum(axis=1) - 1) > _SAME)
        if not off.any():
            return columns
        # The nearest point is clip(shares - shift) for the shift that makes the sum 1; the sum falls with the shift.
        wrong = columns[off]
        least, most = (wrong - high).min(axis=1), (wrong - low).max(axis=1)
        for _ in range(_HALVINGS):
            middle = (least + most) / 2
            above = np.clip(wrong - middle[:, None], low, high).sum(axis=1) > 1
            least, most = np.where(above, middle, least), np.where(above, most, middle)
        found = columns.copy()
        found[off] = np.clip(wrong - ((least + most) / 2)[:, None], low, high)
        return found

    def steps(self, columns: Points) -> Points:
        """None: shares move freely."""
        return np.empty((0, len(self.parts)))

    def wrong(self, item: Mapping[str, Any]) -> list[str]:
        """Whether each share lies between its bounds, and their sum is 1."""
        said: list[str] = []
        shares = [as_number(item[part]) for part in self.parts]
        for part, share, low, high in zip(self.parts, shares, self.low, self.high, strict=True):
            if not math.isfinite(share):
                said.append(f"{part} is {item[part]!r:.60}, which is no finite number.")
            elif not low - TOLERANCE <= share <= high + TOLERANCE:
                said.append(f"{part} is {written(share)}, and its share is from {written(low)} to {written(high)}.")
        total = math.fsum(shares)
        if math.isfinite(total) and abs(total - 1) > len(shares) * TOLERANCE:
            said.append(f"{', '.join(self.parts[:-1])} and {self.parts[-1]} sum to {written(total, 9)}, not to 1.")
        return said

    def fields(self, item: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Each share with its bounds; the place is the share of the whole."""
        found = []
        for part, low, high in zip(self.parts, self.low, self.high, strict=True):
            share = as_number(item[part])
            known = math.isfinite(share)
            found.append(
                {
                    "name": part, "value": share if known else item[part], "unit": "", "low": low, "high": high,
                    "place": min(max(share, 0.0), 1.0) if known else None, "levels": None, "mixture": self.name,
                }
            )  # fmt: skip
        return found

    def summary(self) -> str:
        """The parts, with bounds where they have any."""
        shown = [
            part if (low, high) == (0.0, 1.0) else f"{part} ({written(low)} to {written(high)})"
            for part, low, high in zip(self.parts, self.low, self.high, strict=True)
        ]
        return f"{self.name}: shares of {', '.join(shown[:-1])} and {shown[-1]} that sum to 1"

    def to_toml(self) -> dict[str, Any]:
        """The parts, with bounds where they have any."""
        bounds = zip(self.parts, self.low, self.high, strict=True)
        whole = (0.0, 1.0)
        return {
            "parts": [p if (low, high) == whole else {"name": p, "low": low, "high": high} for p, low, high in bounds]
        }


def _shares(part: str, pair: Any) -> tuple[float, float]:
    """The bounds of a share; UsageError if they are none."""
    if isinstance(pair, (str, Mapping)) or not isinstance(pair, Sequence) or len(pair) != 2:
        raise UsageError(f"The bounds of “{part}” are {pair!r:.60}.", "Give two shares, such as (0, 0.5).")
    low, high = checked_bounds(part, *pair)
    if low < 0 or high > 1:
        raise UsageError(
            f"The share of “{part}” is from {written(low)} to {written(high)}.", "Give bounds from 0 to 1."
        )
    return low, high
