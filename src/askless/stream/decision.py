"""What a stream learner says of items that were offered to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.data.labels.space import Answer
from askless.models.online.online import Float64s

__all__ = ["Decision", "Decisions"]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an item is worth a label.

    Parameters
    ----------
    id : str
        The item's id: the one it was offered with, or else its number in the stream.
    ask : bool
        Whether a person is to be asked.
    probability : float
        With which it was asked about, in [0, 1], whether it came to it or not.
    prediction : answer or None
        The model's answer; None as long as it has learnt nothing.
    random : bool
        Whether it was drawn for the random share, whatever it is.
    again : bool
        Whether the item has come before. Then `ask` is whether its answer is still waited for, with the probability
        of then, and 0 if it is not; it costs nothing.
    """

    id: str
    ask: bool
    probability: float
    prediction: Answer | None
    random: bool = False
    again: bool = False


@dataclass(frozen=True)
class Decisions:
    """Decisions upon a micro-batch, as arrays; a `Decision` each when gone through.

    Parameters
    ----------
    ids : sequence of str
    ask : bool array of shape (n_items,)
    probability : float64 array of shape (n_items,)
    random, again : bool array of shape (n_items,)
    encoded : int64 array of shape (n_items,), or float64 where answers are numbers, or None
        Predicted answers as codes; None as long as the model has learnt nothing.
    names : tuple of str
        The labels by code; empty where answers are numbers.
    """

    ids: Sequence[str]
    ask: npt.NDArray[np.bool_]
    probability: Float64s
    random: npt.NDArray[np.bool_]
    again: npt.NDArray[np.bool_]
    encoded: Any
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, at: int) -> Decision:
        return Decision(
            self.ids[at],
            bool(self.ask[at]),
            float(self.probability[at]),
            self._prediction(at),
            bool(self.random[at]),
            bool(self.again[at]),
        )

    def __iter__(self) -> Iterator[Decision]:
        return (self[at] for at in range(len(self)))

    @property
    def asked(self) -> npt.NDArray[np.int64]:
        """Positions of the items to ask about, in order."""
        return np.flatnonzero(self.ask)

    @property
    def predictions(self) -> list[Answer | None]:
        """The model's answer to each item."""
        return [self._prediction(at) for at in range(len(self))]

    def _prediction(self, at: int) -> Answer | None:
        if self.encoded is None:
            return None
        code = self.encoded[at]
        return self.names[code] if self.names else float(code)
