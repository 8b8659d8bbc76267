"""A question that was asked: the item, its point, and what the model said of it before it was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.pack import pack, unpack
from askless.data.store.kept import Kept
from askless.errors import CorruptLogError

__all__ = ["Asked"]

Float64s = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """An item that was asked about.

    Parameters
    ----------
    number : int
        How many had been asked before.
    item : dict, array
        As people see it.
    point : float64 array of shape (width,)
        The same in the coordinates of the domain.
    real : bool
        Whether it is a row that exists; else it was made up.
    said : float64 array or None
        What the model said when it was asked: probabilities of shape (n_labels,), or (2,) with the number and how far
        from it the answer may lie. None if there was no model yet.
    """

    number: int
    item: Any
    point: Float64s
    real: bool
    said: Float64s | None = None

    def kept(self, item_id: str) -> Kept:
        """As it lies beside the log."""
        about = {"item": self.item, "point": self.point, "real": self.real, "said": self.said}
        return Kept(item_id, self.number, pack(about))

    @classmethod
    def of(cls, kept: Kept) -> Asked:
        """From beside the log.

        Raises
        ------
        CorruptLogError
            If it was damaged there.

        Examples
        --------
        >>> asked = Asked(0, {"heat": 20.0}, np.array([0.5]), False)
        >>> Asked.of(asked.kept("1")).item
        {'heat': 20.0}
        """
        try:
            about = unpack(kept.content)
            return cls(kept.number, about["item"], np.asarray(about["point"]), bool(about["real"]), about["said"])
        except (ValueError, TypeError, KeyError):
            raise CorruptLogError(
                f"What was kept of question “{kept.id}” is damaged.",
                "Its answer stays in the log; export what is left.",
            ) from None
