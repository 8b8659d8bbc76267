"""Rows that exist: what the guard judges by, and what is asked instead of questions that nobody can answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.data.labels.skip import SKIP
from askless.data.labels.space import LabelSpace
from askless.errors import LabelError, SourceError, UsageError
from askless.synthesis.domain.space import Points, Space

__all__ = ["RealRows"]


class RealRows:
    """The pool beside a domain.

    Parameters
    ----------
    domain : Space
    pool : DataFrame, list of dict, array, or None
        Rows that exist; None if there are none. Columns that the domain does not have are left out.
    labels : sequence, optional
        Their answers where they are known, None or NaN where not.
    ids : iterable of str, optional
        One for each row; "row 1" and so on if not given.

    Attributes
    ----------
    points : float64 array of shape (n, width)
    inside : bool array of shape (n,)
        Which of them lie in the domain, and so may be asked about.
    ids : list of str
    open : bool array of shape (n,)
        Which of them may be asked: in the domain, without an answer, and not asked yet, nor an exact copy of theirs.

    Raises
    ------
    SourceError
        If a row cannot be read, or two have one id.
    UsageError
        If there are not as many labels or ids as rows.
    """

    def __init__(
        self, domain: Space, pool: Any, labels: Sequence[Any] | None = None, ids: Iterable[object] | None = None
    ) -> None:
        self._pool = pool
        self.points: Points = np.zeros((0, domain.width)) if pool is None else domain.points(pool)
        self.inside = domain.allowed(self.points)
        n = len(self.points)
        if pool is None and (labels is not None or ids is not None):
            raise UsageError("Labels or ids came without a pool.", "Give the rows that they belong to with `pool`.")
        if labels is not None and len(labels) != n:
            raise UsageError(f"There are {len(labels)} labels for {n} rows.", "Give one for each row, None if unknown.")
        self.labels: list[Any] = [None] * n if labels is None else [_known(label) for label in labels]
        self.ids = [f"row {at + 1}" for at in range(n)] if ids is None else [str(one) for one in ids]
        if len(self.ids) != n:
            raise UsageError(f"There are {len(self.ids)} ids for {n} rows.", "Give one for each row.")
        if len(set(self.ids)) != n:
            raise SourceError("Two rows of the pool have the same id.", "Give each row an id of its own.")
        self.row_of = {item_id: row for row, item_id in enumerate(self.ids)}
        self._codes: tuple[tuple[str, ...], npt.NDArray[Any]] | None = None
        unknown = np.array([label is None for label in self.labels], dtype=np.bool_)
        self._kinds = np.unique(self.points, axis=0, return_inverse=True)[1].reshape(-1)  # exact copies share one
        self.open = self.inside & unknown
        if n:
            self.open &= ~np.isin(self._kinds, self._kinds[~unknown])

    def __len__(self) -> int:
        return len(self.points)

    @property
    def outside(self) -> int:
        """How many rows do not lie in the domain."""
        return int(len(self) - self.inside.sum())

    def asked(self, item_id: str) -> None:
        """A question was asked: if it is about a row, neither that nor a copy of it need be asked again."""
        row = self.row_of.get(item_id)
        if row is not None:
            self.open[self._kinds == self._kinds[row]] = False

    def rename(self, old: str, new: str) -> None:
        """A label is called otherwise now."""
        self.labels = [new if label == old else label for label in self.labels]
        self._codes = None

    def item(self, row: int, names: Sequence[str]) -> Any:
        """A row as it is; of a table its columns `names`."""
        if hasattr(self._pool, "iloc"):
            found = self._pool.iloc[row]
            return {name: _plain(found[name]) for name in names}
        one = self._pool[row]
        return {name: one[name] for name in names} if isinstance(one, dict) else np.array(one)

    def codes(self, space: LabelSpace) -> npt.NDArray[Any]:
        """Answers as rounds have them: -1, or NaN of numbers, where they are not known."""
        if self._codes is None or self._codes[0] != space.names:
            known = [row for row, label in enumerate(self.labels) if label is not None]
            real = space.kind == "real"
            codes: npt.NDArray[Any] = np.full(len(self), np.nan) if real else np.full(len(self), -1, dtype=np.int64)
            if known:
                codes[known] = space.encode([self._checked(space, row) for row in known])
            self._codes = space.names, codes
        return self._codes[1]

    def _checked(self, space: LabelSpace, row: int) -> Any:
        """The answer of a row; LabelError names the row if it is none."""
        try:
            return space.check(self.labels[row])
        except LabelError as error:
            raise LabelError(f"“{self.ids[row]}” of the pool: {error.problem}", error.remedy) from None

    def known(self, space: LabelSpace) -> npt.NDArray[np.int64]:
        """Rows whose answer is known."""
        codes = self.codes(space)
        return np.flatnonzero(np.isfinite(codes) if space.kind == "real" else codes >= 0)


def _known(label: Any) -> Any:
    """A label, None if it is not known."""
    missing = label is None or label is SKIP or (isinstance(label, float) and np.isnan(label)) or label == ""
    if missing or str(label) in ("nan", "<NA>", "NaT"):
        return None
    return label.item() if isinstance(label, np.generic) else label


def _plain(value: Any) -> Any:
    """A cell as JSON has it."""
    return value.item() if isinstance(value, np.generic) else value
