"""The number behind a recommendation, and on which side of its threshold it lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Signal"]


@dataclass(frozen=True)
class Signal:
    """What one stopping rule says at one moment.

    Parameters
    ----------
    name : str
        What was looked at, for instance "kappa".
    value : float or None
        The number; None if it cannot be told yet.
    threshold : float
        Where it begins to say that labelling may end.
    larger : bool
        Whether values from the threshold upwards say so; else values up to it.
    fires : bool
        Whether it says so.
    sentence : str
        The same in words.
    parts : tuple of Signal
        What it was put together from, if it was.

    Examples
    --------
    >>> signal = Signal("kappa", 0.995, 0.99, True, True, "Further labels are unlikely to change predictions.")
    >>> Signal.from_json(signal.to_json()) == signal
    True
    """

    name: str
    value: float | None
    threshold: float
    larger: bool
    fires: bool
    sentence: str
    parts: tuple[Signal, ...] = ()

    @classmethod
    def missing(cls, name: str, threshold: float, larger: bool, sentence: str) -> Signal:
        """A signal that does not fire, as something is missing; the sentence says what."""
        return cls(name, None, threshold, larger, False, sentence)

    @property
    def fired(self) -> tuple[str, ...]:
        """Names of the signals that fired: its parts', or its own."""
        if self.parts:
            return tuple(name for part in self.parts for name in part.fired)
        return (self.name,) if self.fires else ()

    def to_json(self) -> dict[str, Any]:
        """As a dict that JSON can carry."""
        return asdict(self) | {"parts": [part.to_json() for part in self.parts]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Signal:
        """Inverse of `to_json`."""
        return cls(**{**data, "parts": tuple(cls.from_json(part) for part in data["parts"])})
