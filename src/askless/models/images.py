"""Images: gradients and pixels, their principal components, and a linear classifier.

Every image becomes 32 x 32 grey pixels. From these come histograms of oriented gradients [1]_,
which say where edges run and forgive light and small shifts, and an 8 x 8 thumbnail in colour.

References
----------
.. [1] N. Dalal, B. Triggs, "Histograms of oriented gradients for human detection", CVPR 2005,
   doi:10.1109/CVPR.2005.177. We keep the cells without overlapping blocks, and divide each
   histogram by the energy of the whole image.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.chunks import spans
from askless.models import cache as kept
from askless.models.built_in import BuiltIn, models
from askless.models.feature_model import FeatureModel
from askless.models.linear import Linear
from askless.models.model import Floats, Matrix, PoolItems, Progress, Rows

__all__ = ["ImageFeatures", "gradients_and_pixels", "pixels"]

VERSION = "images-1"  # of the features in the cache: raise it when they change
SIDE, CELLS, THUMBNAIL, ORIENTATIONS = 32, 8, 8, 9
COLOUR_WEIGHT = 0.3  # such that colours count half as much as edges in a distance
COMPONENTS = 64
PENALTY = 10.0  # C; on digits 0.96 of 200 labels are right with 10 or 100, 0.94 with 1
LEARN_ROWS = 10_000  # images that the components are learnt from
CHUNK = 256


@lru_cache(maxsize=64)
def _overlap(length: int, side: int) -> Floats:
    """Weights of shape (side, length) that average the pixels under each of `side` equal cells."""
    edges = np.linspace(0, length, side + 1)
    pixel = np.arange(length)
    shared = np.minimum(edges[1:, None], pixel + 1) - np.maximum(edges[:-1, None], pixel)
    weights = np.maximum(shared, 0)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)


def shrunk(image: npt.NDArray[Any], side: int) -> Floats:
    """An image of any size as (side, side, 3), with values in [0, 1].

    The largest value of an integer type becomes 1; fractions beyond 1 are divided by the image's largest.
    """
    image = np.asarray(image)
    whole = image.dtype.kind in "iu"
    scale = float(np.iinfo(image.dtype).max) if whole else max(1.0, float(image.max()))
    colour = image[..., None] if image.ndim == 2 else image[..., : 1 if image.shape[2] < 3 else 3]  # no alpha
    rows, columns = _overlap(colour.shape[0], side), _overlap(colour.shape[1], side)
    small = np.einsum("ih,hwc,jw->ijc", rows, colour.astype(np.float32) / scale, columns, optimize=True)
    return np.broadcast_to(small, (side, side, 3))


def _histograms(grey: Floats) -> Floats:
    """Oriented gradients of shape (CELLS * CELLS * ORIENTATIONS,) from (SIDE, SIDE) grey values."""
    down, right = np.gradient(grey)
    strength = np.hypot(down, right)
    turn = (np.arctan2(down, right) / np.pi) % 1 * ORIENTATIONS  # an edge has no sign: half a circle
    first = np.floor(turn).astype(np.int64)
    cell = np.arange(SIDE) * CELLS // SIDE
    place = (cell[:, None] * CELLS + cell[None, :]) * ORIENTATIONS
    found = np.zeros(CELLS * CELLS * ORIENTATIONS)
    for bin_, weight in ((first, 1 - turn + first), (first + 1, turn - first)):  # shared by the two nearest
        found += np.bincount((place + bin_ % ORIENTATIONS).ravel(), (weight * strength).ravel(), len(found))
    energy = np.sqrt((strength**2).sum()) or 1.0
    return np.sqrt(found / energy).astype(np.float32)


def gradients_and_pixels(images: Sequence[npt.NDArray[Any]]) -> Floats:
    """Features of images of any sizes.

    Parameters
    ----------
    images : sequence of arrays of shape (height, width) or (height, width, channels)
        Grey, RGB or RGBA.

    Returns
    -------
    features : float32 array of shape (n_images, 768)
        576 gradients, then 192 colours.

    Examples
    --------
    >>> gradients_and_pixels([np.zeros((8, 8)), np.zeros((40, 30, 3), dtype=np.uint8)]).shape
    (2, 768)
    """
    features = np.empty((len(images), CELLS * CELLS * ORIENTATIONS + 3 * THUMBNAIL**2), dtype=np.float32)
    for row, image in enumerate(images):
        small = shrunk(image, SIDE)
        thumbnail = small.reshape(THUMBNAIL, SIDE // THUMBNAIL, THUMBNAIL, SIDE // THUMBNAIL, 3).mean(axis=(1, 3))
        features[row] = np.concatenate([_histograms(small.mean(axis=2)), COLOUR_WEIGHT * thumbnail.ravel()])
    return features


def pixels(images: Sequence[npt.NDArray[Any]]) -> Floats:
    """Pixels of images of any sizes, as 16 x 16 in three colours.

    Parameters
    ----------
    images : sequence of arrays
        As in `gradients_and_pixels`.

    Returns
    -------
    features : float32 array of shape (n_images, 768)
        In [0, 1].
    """
    return np.stack([shrunk(image, 16).ravel() for image in images])


class ImageFeatures:
    """Features of images.

    Parameters
    ----------
    describe : callable
        Images in, array of shape (n_images, n_numbers) out; importable, for it is saved by its name.
    seed : int, default 0
        For the decomposition.
    """

    def __init__(self, describe: Any, seed: int = 0) -> None:
        self.describe = describe
        self.seed = seed
        self._components: Any = None
        self._pool: Floats = np.zeros((0, 0), dtype=np.float32)

    def prepare(self, items: PoolItems, cache: Path | None, progress: Progress | None, *, later: bool = False) -> None:
        """Compute the features of the pool, all at once."""
        name = f"{VERSION}-{self.describe.__name__}"
        arrays = kept.read(cache, name, items.fingerprint())
        if arrays is None:
            arrays = {"described": self._describe_all(items, progress)}
            kept.write(cache, name, items.fingerprint(), arrays)
        described = arrays["described"]
        self._components = self._fit(described)
        self._pool = np.asarray(self._components.transform(described), dtype=np.float32)

    def take(self, rows: Rows) -> Matrix:
        """Features of pool items."""
        return self._pool[rows]

    def transform(self, raw_items: Sequence[npt.NDArray[Any]]) -> Matrix:
        """Features of other items."""
        return np.asarray(self._components.transform(self.describe(raw_items)), dtype=np.float32)

    def embedding(self, rows: Rows | None) -> Floats:
        """Points for coverage."""
        return self._pool if rows is None else self._pool[rows]

    def steps(self) -> list[tuple[str, Any]]:
        """The same as fitted steps of a pipeline."""
        from sklearn.preprocessing import FunctionTransformer

        return [("describe", FunctionTransformer(self.describe)), ("components", self._components)]

    def _describe_all(self, items: PoolItems, progress: Progress | None) -> Floats:
        """The numbers of every image, before the components."""
        parts = []
        for span in spans(len(items), CHUNK):
            if progress:
                progress("Looking at images", span.start / len(items))
            parts.append(self.describe(items.take(np.arange(span.start, span.stop))))
        return np.concatenate(parts)

    def _fit(self, described: Floats) -> Any:
        """Principal components."""
        from sklearn.decomposition import PCA

        learn = described[:: -(-len(described) // LEARN_ROWS)]
        wanted = min(COMPONENTS, *learn.shape)
        return PCA(wanted, svd_solver="randomized", random_state=self.seed).fit(learn)


models.register(
    "gradients_linear",
    BuiltIn(
        kinds=("images",),
        default_for=("images",),
        summary="oriented gradients and a thumbnail, principal components, logistic regression, calibrated",
        make=lambda kind, seed: FeatureModel(
            "gradients_linear", ImageFeatures(gradients_and_pixels, seed), Linear(PENALTY), seed
        ),
    ),
)
models.register(
    "pixels_linear",
    BuiltIn(
        kinds=("images",),
        default_for=(),
        summary="pixels, principal components, logistic regression, calibrated",
        make=lambda kind, seed: FeatureModel("pixels_linear", ImageFeatures(pixels, seed), Linear(PENALTY), seed),
    ),
)
