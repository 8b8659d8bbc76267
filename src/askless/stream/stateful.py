"""Small parts with options and a state that can be written down: samplers, budgets, detectors."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import MISSING, fields
from math import isfinite
from numbers import Integral, Real
from types import MappingProxyType
from typing import Any, ClassVar, Self

import numpy as np

from askless.core.limits import Limits
from askless.errors import UsageError

__all__ = ["Stateful"]


class Stateful:
    """Base of dataclasses whose options are given at construction and whose state is the rest.

    A field declared with ``init=False`` is state; it starts at its default. Every value has to be one that
    `askless.core.pack.pack` can write.
    """

    limits: ClassVar[Mapping[str, Limits]] = MappingProxyType({})
    """Where the numbers among the options have to lie; an option that is not named here takes any."""

    def __post_init__(self) -> None:
        for part in fields(self):  # type: ignore[arg-type]  # whoever has this base is a dataclass
            limits, value = self.limits.get(part.name), getattr(self, part.name)
            if isinstance(value, np.generic):  # what is computed with one of NumPy's cannot be written as JSON
                value = value.item()
                object.__setattr__(self, part.name, value)
            if limits is None:
                continue
            whole = part.type in ("int", int)
            fits = isinstance(value, Integral if whole else Real) and not isinstance(value, bool)
            if not fits or not isfinite(value) or not limits.holds(value):
                raise UsageError(
                    f"The option `{part.name}` of {type(self).__name__} is {value!r}.",
                    f"Give a {'whole ' if whole else ''}number {limits}.",
                )

    def fresh(self) -> Self:
        """A twin with the same options that has seen nothing."""
        twin = copy.copy(self)
        for part in fields(self):  # type: ignore[arg-type]  # whoever has this base is a dataclass
            if not part.init:
                default = part.default if part.default_factory is MISSING else part.default_factory()
                object.__setattr__(twin, part.name, default)
        return twin

    def state(self) -> dict[str, Any] | None:
        """What it has seen so far, as `pack` writes it. None if that cannot be written."""
        return {part.name: getattr(self, part.name) for part in fields(self) if not part.init}  # type: ignore[arg-type]

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the part was that gave this state; it had the same options."""
        for name, value in state.items():
            setattr(self, name, value)
