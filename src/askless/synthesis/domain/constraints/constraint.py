"""What every constraint offers: whether items keep it, and a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from askless.synthesis.domain.inputs.input import Values
from askless.synthesis.domain.row import Row
from askless.synthesis.domain.space import Allowed

__all__ = ["Constraint"]


class Constraint(Protocol):
    """Something that items keep besides the bounds of each input.

    A constraint is an immutable value; one file each.
    """

    kind: ClassVar[str]

    @property
    def says(self) -> str:
        """The constraint in words, as part of a sentence."""
        ...

    @property
    def names(self) -> tuple[str, ...]:
        """The keys of an item that it looks at."""
        ...

    def check(self, numeric: Mapping[str, bool]) -> None:
        """Refuse names that are not among these keys, or whose values are no numbers where numbers are needed.

        Raises
        ------
        UnknownNameError
            If there is no such input.
        UsageError
            If it would calculate with text.
        """
        ...

    @property
    def rows(self) -> list[Row] | None:
        """The same as weighted sums; None if it is none."""
        ...

    def holds(self, values: Mapping[str, Values]) -> Allowed:
        """Whether values by key keep it, (n,)."""
        ...

    def excess(self, values: Mapping[str, Values]) -> npt.NDArray[np.float64]:
        """How far values are from keeping it, (n,); 0 where they do. Only larger and smaller matter."""
        ...

    def to_toml(self) -> dict[str, Any]:
        """What domain.toml says of it; UsageError if it is code."""
        ...
