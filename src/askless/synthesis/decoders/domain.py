"""Items that a decoder makes: the domain of their codes, no further out than the real ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from askless.errors import SourceError, UsageError
from askless.synthesis.decoders.decoder import Decoder, Float64s
from askless.synthesis.domain.space import Allowed, Points

__all__ = ["LatentDomain"]

_HALVINGS = 40
_LEAST = 10


class LatentDomain:
    """Pictures or rows of numbers by their codes.

    Coordinates are codes between the smallest and the largest of the real items. A code must be as likely, by the
    decoder, as all but a few of the real ones' are: `project` draws others towards the middle.

    Parameters
    ----------
    decoder : Decoder
        Fitted if it is not yet.
    real : array of shape (n, ...)
        Items that exist: pictures (height, width) or with colours, or rows of numbers; at least ten.
    level : float, default 0.99
        Share of the real items whose codes are allowed, in (0.5, 1].
    fit : bool, default True
        Whether the decoder learns from the real items first.
    seed : int, default 0
        Of the decoder.

    Examples
    --------
    >>> import numpy as np
    >>> from askless.synthesis.decoders.pca_gaussian import PCAGaussian
    >>> pictures = np.random.default_rng(0).random((50, 4, 4))
    >>> domain = LatentDomain(PCAGaussian(3), pictures)
    >>> domain.kind, domain.width, domain.items(domain.sample(2, np.random.default_rng(0))).shape
    ('images', 3, (2, 4, 4))
    """

    def __init__(self, decoder: Decoder, real: Any, *, level: float = 0.99, fit: bool = True, seed: int = 0) -> None:
        if not 0.5 < level <= 1.0:
            raise UsageError(f"`level` is {level:g}.", "Give the share of real items to allow, such as 0.99.")
        pictures = np.asarray(real)
        if pictures.ndim < 2 or pictures.dtype.kind not in "uifb":
            raise SourceError(
                f"The real items are an array of shape {pictures.shape} of {pictures.dtype}.",
                "Give numbers: a picture or a row for each item.",
            )
        if len(pictures) < _LEAST:
            raise SourceError(f"There are {len(pictures)} real items.", f"A decoder takes at least {_LEAST}.")
        self._shape, self._dtype = pictures.shape[1:], pictures.dtype
        rows = self._rows(pictures)
        self._low, self._high = float(rows.min()), float(rows.max())
        self.decoder = decoder.fit(rows, seed) if fit else decoder
        codes = self._codes(rows)
        self._least, most = codes.min(axis=0), codes.max(axis=0)
        self._width = np.where(most > self._least, most - self._least, 1.0)
        likely = decoder.logp(codes)
        self._bound = float(np.quantile(likely, 1.0 - level))
        self._middle = codes[int(np.argmax(likely))]
        self._spread = np.maximum(codes.std(axis=0), 1e-9)
        self._mean = codes.mean(axis=0)

    @property
    def kind(self) -> Literal["rows", "array", "images"]:
        """See `Space.kind`."""
        return "images" if len(self._shape) > 1 else "array"

    @property
    def width(self) -> int:
        """See `Space.width`."""
        return len(self._least)

    @property
    def names(self) -> tuple[str, ...]:
        """See `Space.names`."""
        return tuple(f"code {at + 1}" for at in range(self.width))

    @property
    def continuous(self) -> Allowed:
        """See `Space.continuous`."""
        return np.ones(self.width, dtype=np.bool_)

    def points(self, items: Any) -> Points:
        """See `Space.points`; codes beyond those of the real items are cut to them."""
        pictures = np.asarray(items)
        if pictures.shape[1:] != self._shape:
            raise SourceError(
                f"The items have the shape {pictures.shape[1:]}, the real ones {self._shape}.",
                "Give items of the same shape.",
            )
        return self._inside(self._codes(self._rows(pictures)))

    def items(self, points: Points) -> Any:
        """See `Space.items`; numbers beyond those of the real items are cut to them."""
        rows = np.clip(self.decoder.decode(self._of(points)), self._low, self._high)
        if self._dtype.kind in "iu":
            rows = np.rint(rows)
        return rows.reshape(len(points), *self._shape).astype(self._dtype)

    def project(self, points: Points, *, search: bool = True) -> Points:
        """See `Space.project`: towards the likeliest real code until likely enough, which needs no search."""
        held = np.clip(points, 0.0, 1.0)
        off = np.flatnonzero(~self.allowed(held))
        if len(off) == 0:
            return held
        centre = self._inside(self._middle[None])
        low, high = np.zeros(len(off)), np.ones(len(off))
        for _ in range(_HALVINGS):
            share = 0.5 * (low + high)
            fine = self._likely(centre + share[:, None] * (held[off] - centre)) >= self._bound
            low, high = np.where(fine, share, low), np.where(fine, high, share)
        held[off] = centre + low[:, None] * (held[off] - centre)
        return held

    def allowed(self, points: Points) -> Allowed:
        """See `Space.allowed`."""
        inside = ((points >= -1e-9) & (points <= 1.0 + 1e-9)).all(axis=1)
        allowed: Allowed = inside & (self._likely(points) >= self._bound - 1e-9)
        return allowed

    def sample(self, n: int, rng: np.random.Generator, method: str = "sobol") -> Points:
        """See `Space.sample`: normal codes with the spread of the real ones, for most of the box is unlikely."""
        from scipy.special import ndtri
        from scipy.stats import qmc

        if method == "random":
            even = rng.random((n, self.width))
        elif method in ("sobol", "latin_hypercube"):
            kind = qmc.Sobol if method == "sobol" else qmc.LatinHypercube
            engine = kind(self.width, rng=rng)
            # A power of two, of which the first are taken: Sobol's points are balanced only so.
            even = engine.random(1 << max(n - 1, 0).bit_length() if method == "sobol" else n)[:n]
        else:
            raise UsageError(f"There is no way “{method}” to sample.", "Take sobol, latin_hypercube or random.")
        codes = self._mean + self._spread * ndtri(np.clip(even, 1e-6, 1.0 - 1e-6))
        return self.project(self._inside(codes))

    def neighbours(self, point: Points) -> Points:
        """See `Space.neighbours`: there are none, all coordinates move freely."""
        return np.zeros((0, self.width))

    def refusals(self, item: Any) -> list[str]:
        """See `Space.refusals`."""
        point = self.points(np.asarray(item)[None])
        if self._likely(point)[0] >= self._bound - 1e-6 * max(abs(self._bound), 1.0):
            return []
        return ["The decoder finds this less likely than nearly all real items."]

    def fields(self, item: Any) -> list[dict[str, Any]]:
        """See `Space.fields`: one for each number of a row; none of a picture, which is shown."""
        if self.kind == "images":
            return []
        span = max(self._high - self._low, 1e-12)
        return [
            {
                "name": f"x{at + 1}",
                "value": float(value),
                "unit": "",
                "low": self._low,
                "high": self._high,
                "place": (float(value) - self._low) / span,
                "levels": [],
            }
            for at, value in enumerate(np.asarray(item).ravel())
        ]

    def summary(self) -> Sequence[str]:
        """See `Space.summary`."""
        what = "Pictures" if self.kind == "images" else "Rows"
        return [f"{what} of shape {' x '.join(map(str, self._shape))}, made from codes of {self.width} numbers."]

    def _rows(self, pictures: Any) -> Float64s:
        """Items as rows."""
        rows: Float64s = pictures.reshape(len(pictures), -1).astype(np.float64)
        return rows

    def _codes(self, rows: Float64s) -> Float64s:
        """Codes of rows, checked: a decoder may be anybody's."""
        codes = np.asarray(self.decoder.encode(rows), dtype=np.float64)
        if codes.ndim != 2 or len(codes) != len(rows) or not np.isfinite(codes).all():
            raise SourceError(
                f"The decoder made codes of shape {codes.shape} of {len(rows)} items, or some are not finite.",
                "`encode` must give a row of finite numbers for each item.",
            )
        return codes

    def _inside(self, codes: Float64s) -> Points:
        """Codes as points."""
        points: Points = np.clip((codes - self._least) / self._width, 0.0, 1.0)
        return points

    def _of(self, points: Points) -> Float64s:
        """Points as codes."""
        codes: Float64s = self._least + points * self._width
        return codes

    def _likely(self, points: Points) -> Float64s:
        """Logarithm of the density of points."""
        likely: Float64s = np.asarray(self.decoder.logp(self._of(points)), dtype=np.float64)
        return likely
