"""The same machine for sets of thousands of rows: each fit goes on from the one before.

libsvm starts from nothing at every label, which for thousands of labels takes days. One more label
changes few coefficients, so that sequential minimal optimisation from where they stood takes some
dozens of steps. Working pairs are chosen by second order [1]_, and the tolerance is libsvm's; the
solution is therefore as good as its, but not the same to the last digit, and a curve may fork where
two rows are almost equally uncertain. It serves means, and not to reproduce single curves.

References
----------
.. [1] R.-E. Fan, P.-H. Chen, C.-J. Lin, "Working set selection using second order information for
   training support vector machines", JMLR 6, 2005.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from askless.bench.protocols.rebench.machine import Float64s, kernel_of
from askless.bench.protocols.rebench.split import Split
from askless.core.ids import Rows

__all__ = ["Warm"]

_TOLERANCE = 1e-3  # libsvm's
_FLAT = 1e-12  # least curvature along a pair, for copies of a row
_FEW = 64  # rows outside the bounds that are let into the inner loop at a time


class Warm:
    """A support vector machine that is told one label after another.

    Parameters
    ----------
    split : Split
        Kernel values take 4 (n_train * n + n_train²) bytes.

    Notes
    -----
    With b_i the coefficient of row i (its dual variable, negative for class 0) and
    e_i = y_i - sum_j b_j K_ij, the solution is reached when the largest e among rows whose b may
    rise exceeds the least e among those whose b may fall by no more than the tolerance.
    """

    def __init__(self, split: Split) -> None:
        m = split.n_train
        self.kernel = kernel_of(split, np.float32)
        self._signs = 2.0 * split.codes[:m] - 1.0
        self._n = 0
        self._rows = np.empty(m, dtype=np.int64)
        self._among = np.empty((m, m), dtype=np.float32)  # of labelled rows, in the order of their labels
        self._coefficients = np.zeros(m)
        self._errors = np.empty(m)
        self._least, self._most = np.empty(m), np.empty(m)
        self._values = np.zeros(len(split.codes))  # without the offset

    @property
    def coefficients(self) -> Float64s:
        """Of the labelled rows, in the order of their labels."""
        return self._coefficients[: self._n]

    def objective(self) -> float:
        """The dual objective, which the solution makes as small as can be."""
        b = self.coefficients
        return float(b @ (self._among[: self._n, : self._n] @ b) / 2 - self._signs[self._rows[: self._n]] @ b)

    def fit(self, rows: Rows) -> Float64s:
        """See `Machine.fit`; rows that were there before must come first, in the same order."""
        self._admit(np.asarray(rows[self._n :], dtype=np.int64))
        offset = self._solve()
        return self._values + offset

    def _admit(self, rows: Rows) -> None:
        """Take in new labels, with coefficients of 0."""
        old, new = self._n, self._n + len(rows)
        self._rows[old:new] = rows
        block = self.kernel[rows[:, None], self._rows[:new]]
        self._among[old:new, :new] = block
        self._among[:old, old:new] = block[:, :old].T
        signs = self._signs[rows]
        self._least[old:new], self._most[old:new] = np.minimum(signs, 0.0), np.maximum(signs, 0.0)
        self._errors[old:new] = signs - self._values[rows]
        self._n = new

    def _solve(self) -> float:
        """Optimise over small sets of rows, until no row is left that could help; the offset."""
        n = self._n
        before = self._coefficients[:n].copy()
        while True:
            up, low = self._ends()
            if up.max() - low.min() < _TOLERANCE:
                break
            active = self._active(up, low)
            moved = self._optimise(active)
            self._errors[:n] -= moved @ self._among[active, :n]
        changed = np.flatnonzero(self._coefficients[:n] != before)
        if len(changed):
            self._values += (self._coefficients[changed] - before[changed]) @ self.kernel[self._rows[changed]]
            self._errors[:n] = self._signs[self._rows[:n]] - self._values[self._rows[:n]]  # the digits lost on the way
        free = (self._coefficients[:n] > self._least[:n]) & (self._coefficients[:n] < self._most[:n])
        if free.any():
            return float(self._errors[:n][free].mean())
        return float(up.max() + low.min()) / 2

    def _ends(self) -> tuple[Float64s, Float64s]:
        """Errors of rows whose coefficient may rise, and of those where it may fall; others never win."""
        n = self._n
        up = np.where(self._coefficients[:n] < self._most[:n], self._errors[:n], -np.inf)
        low = np.where(self._coefficients[:n] > self._least[:n], self._errors[:n], np.inf)
        return up, low

    def _active(self, up: Float64s, low: Float64s) -> Rows:
        """Rows between the bounds, and those on a bound that violate the conditions most."""
        free = np.isfinite(up) & np.isfinite(low)
        parts = [np.flatnonzero(free)]
        for beyond in (np.where(free, -np.inf, up - low.min()), np.where(free, -np.inf, up.max() - low)):
            at = np.argpartition(-beyond, _FEW)[:_FEW] if len(beyond) > _FEW else np.arange(len(beyond))
            parts.append(at[beyond[at] > 0])
        return np.unique(np.concatenate(parts))

    def _optimise(self, active: Rows) -> npt.NDArray[np.float32]:
        """Solve for the active rows alone; how their coefficients moved."""
        kernel = self._among[active[:, None], active].astype(np.float64)
        b, least, most = self._coefficients[active], self._least[active], self._most[active]
        start, errors = b.copy(), self._errors[active]
        rise, fall = np.where(b < most, 0.0, -np.inf), np.where(b > least, 0.0, np.inf)
        curvature = np.maximum(2.0 - 2.0 * kernel, _FLAT)
        while True:
            i = int((errors + rise).argmax())
            gaps = errors[i] - (errors + fall)
            if gaps.max() < _TOLERANCE:
                break
            np.maximum(gaps, 0.0, out=gaps)
            j = int((gaps * gaps / curvature[i]).argmax())
            step = min(gaps[j] / curvature[i, j], most[i] - b[i], b[j] - least[j])
            b[i], b[j] = b[i] + step, b[j] - step
            if most[i] - b[i] < _FLAT:
                b[i] = most[i]
            if b[j] - least[j] < _FLAT:
                b[j] = least[j]
            for at in (i, j):
                rise[at] = 0.0 if b[at] < most[at] else -np.inf
                fall[at] = 0.0 if b[at] > least[at] else np.inf
            errors -= step * (kernel[i] - kernel[j])
        self._coefficients[active] = b
        return (b - start).astype(np.float32)
