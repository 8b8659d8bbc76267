"""Principal components with a Gaussian over them: the smallest decoder there is."""

from __future__ import annotations

from typing import Self

import numpy as np

from askless.errors import NotReadyError, UsageError
from askless.synthesis.decoders.decoder import Float64s

__all__ = ["PCAGaussian"]


class PCAGaussian:
    """Codes are the main directions of real rows, each divided by its standard deviation.

    Parameters
    ----------
    width : int, default 8
        Numbers in a code; fewer if the rows do not vary in as many directions.

    Notes
    -----
    Time O(n * d * min(n, d)) for n rows of d numbers. Sums of real rows are rows to it: it knows no gaps between
    kinds, which is why the guard is needed.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.random.default_rng(0).normal(size=(100, 3)) @ np.diag([3.0, 1.0, 0.0])
    >>> decoder = PCAGaussian(2).fit(rows)
    >>> bool(np.allclose(decoder.decode(decoder.encode(rows)), rows))
    True
    """

    def __init__(self, width: int = 8) -> None:
        if width < 1:
            raise UsageError(f"`width` is {width}.", "Give the numbers of a code, at least 1.")
        self.width = width
        self._middle: Float64s | None = None
        self._axes: Float64s = np.zeros((0, 0))
        self._spread: Float64s = np.zeros(0)

    def fit(self, rows: Float64s, seed: int = 0) -> Self:
        """See `Decoder.fit`; nothing is random in it."""
        self._middle = rows.mean(axis=0)
        _, sizes, axes = np.linalg.svd(rows - self._middle, full_matrices=False)
        kept = max(1, min(self.width, int((sizes > 1e-9 * max(sizes[0], 1e-300)).sum())))
        # The sign of an axis is arbitrary: its largest part points up, so that libraries agree.
        largest = np.abs(axes[:kept]).argmax(axis=1)
        signs = np.sign(axes[np.arange(kept), largest])
        self._axes = axes[:kept] * np.where(signs == 0, 1.0, signs)[:, None]
        self._spread = np.maximum(sizes[:kept] / np.sqrt(len(rows)), 1e-12)
        return self

    def encode(self, rows: Float64s) -> Float64s:
        """See `Decoder.encode`."""
        codes: Float64s = (rows - self._centre()) @ self._axes.T / self._spread
        return codes

    def decode(self, codes: Float64s) -> Float64s:
        """See `Decoder.decode`."""
        rows: Float64s = self._centre() + (codes * self._spread) @ self._axes
        return rows

    def logp(self, codes: Float64s) -> Float64s:
        """See `Decoder.logp`."""
        density: Float64s = -0.5 * (codes**2).sum(axis=1)
        return density

    def _centre(self) -> Float64s:
        if self._middle is None:
            raise NotReadyError("The decoder has not seen any rows.", "Call `fit` with real rows first.")
        return self._middle
