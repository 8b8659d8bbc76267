"""How alike two items are, in [0, 1]: the kernels that coverage is measured with.

Each takes rows (n, d) and rows (m, d) in double precision and gives an array (n, m).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from askless.choose.kernels.pairwise import squared_distances

__all__ = ["Ball", "Cosine", "Gaussian", "Similarity"]

Float64s = npt.NDArray[np.float64]
_SLACK = 1.0 + 1e-9  # a distance of just the radius, but for rounding, is within it


class Similarity(Protocol):
    """A kernel that is 1 between copies and falls as items differ."""

    @property
    def moves(self) -> bool:
        """Whether rows may be moved together, so that differences lose fewer digits."""
        ...

    def __call__(self, x_nd: Float64s, z_md: Float64s, /) -> Float64s:
        """Similarity of every pair, shape (n, m)."""
        ...

    def most(self, x_nd: Float64s, z_md: Float64s, /) -> Float64s:
        """Similarity of each z to the x that is most like it, shape (m,); n is not 0."""
        ...


@dataclass(frozen=True)
class Gaussian:
    """exp(-|x - z|² / scale²), of MaxHerding and UHerding.

    Parameters
    ----------
    scale : float
        Length scale, > 0, in the unit of the features.

    Examples
    --------
    >>> import numpy as np
    >>> Gaussian(2.0)(np.array([[0.0]]), np.array([[0.0], [2.0]])).round(3).tolist()
    [[1.0, 0.368]]
    """

    scale: float
    moves: ClassVar[bool] = True

    def __call__(self, x_nd: Float64s, z_md: Float64s, /) -> Float64s:
        return self._of(squared_distances(x_nd, z_md))

    def most(self, x_nd: Float64s, z_md: Float64s, /) -> Float64s:
        return self._of(squared_distances(x_nd, z_md).min(axis=0))  # exponentials cost most: one for each z

    def _of(self, distances: Float64s) -> Float64s:
        """Similarities in place of squared distances."""
        distances *= -1.0 / self.scale**2
        return np.exp(distances, out=distances)


@dataclass(frozen=True)
class Ball:
    """1 within a radius and 0 outside, of ProbCover.

    Parameters
    ----------
    radius : float
        Not negative, in the unit of the features.

    Examples
    --------
    >>> import numpy as np
    >>> Ball(2.0)(np.array([[0.0]]), np.array([[0.0], [2.0], [2.1]])).tolist()
    [[1.0, 1.0, 0.0]]
    """

    radius: float
    moves: ClassVar[bool] = True

    def __call__(self, x_nd: Float64s, z_md: Float64s, /) -> Float64s:
        return (squared_distances(x_nd, z_md) <= self.radius**2 * _SLACK).astype(np.float64)

    def most(self, x_nd: Float64s, z_md: Float64s, /) -> Float64s:
        nearest: Float64s = self(x_nd, z_md).max(axis=0)
        return nearest


@dataclass(frozen=True)
class Cosine:
    """The cosine of the angle between two rows, 0 where it is negative or a row is 0, of facility location.

    Examples
    --------
    >>> import numpy as np
    >>> Cosine()(np.array([[3.0, 0.0]]), np.array([[2.0, 0.0], [1.0, 1.0], [-1.0, 0.0]])).round(3).tolist()
    [[1.0, 0.707, 0.0]]
    """

    moves: ClassVar[bool] = False

    def __call__(self, x_nd: Float64s, z_md: Float64s, /) -> Float64s:
        similar = _unit(x_nd) @ _unit(z_md).T
        return np.clip(similar, 0.0, 1.0, out=similar)

    def most(self, x_nd: Float64s, z_md: Float64s, /) -> Float64s:
        likest: Float64s = self(x_nd, z_md).max(axis=0)
        return likest


def _unit(rows: Float64s) -> Float64s:
    """Rows of length one; those of length zero stay."""
    lengths = np.sqrt(np.einsum("nd,nd->n", rows, rows))[:, None]
    return rows / np.where(lengths > 0, lengths, 1.0)
