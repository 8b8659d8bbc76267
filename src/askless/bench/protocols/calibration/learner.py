"""The learners that forecasts are calibrated with: features of a pool and its test, and a linear classifier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.sets.labelled import LabelledSet
from askless.models.array import Standard
from askless.models.boosted import LinearOrBoosted
from askless.models.feature_model import FeatureModel
from askless.models.linear import Linear
from askless.models.model import Floats, Matrix

__all__ = ["Learner", "learner"]

Rows = npt.NDArray[np.int64]
WAVES, TEXT_DIRECTIONS, IMAGE_DIRECTIONS = 120, 150, 40


@dataclass(frozen=True)
class Given:
    """Features that are at hand, as `askless.models.parts.Features`.

    Parameters
    ----------
    x : matrix of shape (n, d)
        Features of the pool.
    points : array of shape (n, e)
        Its embedding.
    """

    x: Matrix
    points: Floats

    def prepare(self, *_: Any, **__: Any) -> None:
        """Nothing is left to do."""

    def take(self, rows: Rows) -> Matrix:
        """Features of pool items."""
        return self.x[rows]

    def transform(self, raw_items: Any) -> Matrix:
        """Features of other items, which are features already."""
        return raw_items

    def embedding(self, rows: Rows | None) -> Floats:
        """Points for coverage."""
        return self.points if rows is None else self.points[rows]

    def steps(self) -> list[tuple[str, Any]]:
        """None that could be saved."""
        return []


@dataclass(frozen=True)
class Learner:
    """A pool and a test as numbers, and what classifies them.

    Parameters
    ----------
    pool, test : matrices of shape (n, d), (m, d)
    points : float32 array of shape (n, e)
        Embedding of the pool.
    classifier : Linear or LinearOrBoosted
        As the package has it, calibration included.
    """

    pool: Matrix
    test: Matrix
    points: Floats
    classifier: Linear | LinearOrBoosted

    @property
    def quick(self) -> Linear | LinearOrBoosted:
        """The same without calibration, which does not change the order of the classes of an item."""
        if isinstance(self.classifier, Linear):
            return replace(self.classifier, factor=1.0)
        return LinearOrBoosted(Linear(factor=1.0))

    def model(self, name: str) -> FeatureModel:
        """As a model over the pool."""
        return FeatureModel(name, Given(self.pool, self.points), self.classifier, 0)


def learner(name: str, found: LabelledSet, pool: Rows, test: Rows, seed: int) -> Learner:
    """Make the features of a split.

    Parameters
    ----------
    name : {"linear", "linear_or_boosted", "fourier", "tfidf", "directions", "gradients"}
        Standardised columns; with trees where they are better; 120 random waves over them; words and
        characters; 150 directions of these or 40 principal components of pixels; oriented gradients.
    found : LabelledSet
    pool, test : int64 arrays
        Its rows.
    seed : int
        For the waves and the directions.

    Returns
    -------
    learner : Learner
    """
    made = _MAKERS[name if name != "directions" else f"directions of {found.kind}"]
    return made(found.take(pool), found.take(test), seed)


def _linear(pool: Any, test: Any, seed: int) -> Learner:
    standard = Standard()
    x = standard.fit(pool)
    return Learner(x, standard.transform(test), x, Linear())


def _linear_or_boosted(pool: Any, test: Any, seed: int) -> Learner:
    return replace(_linear(pool, test, seed), classifier=LinearOrBoosted())


def _fourier(pool: Any, test: Any, seed: int) -> Learner:
    """Waves with the frequencies of a Gaussian kernel as wide as the data [1]_.

    .. [1] A. Rahimi, B. Recht, "Random features for large-scale kernel machines", NeurIPS 2007.
    """
    plain = _linear(pool, test, seed)
    width = plain.pool.shape[1]
    generator = np.random.default_rng([seed, 120])
    turns = generator.standard_normal((width, WAVES)) * np.sqrt(2.0 / width)
    shift = generator.uniform(0.0, 2.0 * np.pi, WAVES)
    return _linear(np.cos(plain.pool @ turns + shift), np.cos(plain.test @ turns + shift), seed)


@dataclass(frozen=True)
class _Texts:
    """Texts as the features of texts take them."""

    texts: list[str]
    kind: str = "text"

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, rows: Rows) -> list[str]:
        return [self.texts[row] for row in rows.tolist()]

    def fingerprint(self) -> str:
        return ""


@lru_cache(maxsize=1)
def _words(pool: tuple[str, ...], test: tuple[str, ...]) -> tuple[Matrix, Matrix, Floats]:
    """Sparse features of pool and test, and the embedding of the pool; both learners of texts ask for them."""
    from askless.models.text import TextFeatures

    features = TextFeatures(0)
    features.prepare(_Texts(list(pool)), None, None)
    return features.take(np.arange(len(pool))), features.transform(list(test)), features.embedding(None)


def _tfidf(pool: list[str], test: list[str], seed: int) -> Learner:
    """Turned so that there are as many features as texts in the pool.

    Coefficients of a quadratic penalty lie in the span of the texts, so what is fitted to any of them is the
    same, and dense features of a small pool are much quicker than its thousands of words.
    """
    words, others, points = _words(tuple(pool), tuple(test))
    products = np.asarray((words @ words.T).todense(), dtype=np.float64)
    squares, turn = np.linalg.eigh(products)
    kept = squares > 1e-6 * squares[-1]
    lengths = np.sqrt(squares[kept])
    x = turn[:, kept] * lengths
    tested = np.asarray((others @ words.T).todense(), dtype=np.float64) @ (turn[:, kept] / lengths)
    return Learner(x.astype(np.float32), tested.astype(np.float32), points, Linear(c=10.0))


def _scaled(pool: Any, test: Any) -> Learner:
    """Directions as they are but for one factor, which gives them a mean variance of 1."""
    scale = 1.0 / max(float(np.sqrt(pool.var(axis=0).mean())), 1e-12)
    x = np.asarray(pool * scale, dtype=np.float32)
    return Learner(x, np.asarray(test * scale, dtype=np.float32), x, Linear())


def _text_directions(pool: list[str], test: list[str], seed: int) -> Learner:
    """The first singular directions: the last of the turned features, which come by rising length."""
    turned = _tfidf(pool, test, seed)
    return _scaled(turned.pool[:, -TEXT_DIRECTIONS:], turned.test[:, -TEXT_DIRECTIONS:])


def _image_directions(pool: Any, test: Any, seed: int) -> Learner:
    from sklearn.decomposition import PCA

    flat = [np.asarray(images, dtype=np.float32).reshape(len(images), -1) / 255.0 for images in (pool, test)]
    found = PCA(min(IMAGE_DIRECTIONS, len(pool) - 1), svd_solver="randomized", random_state=seed)
    return _scaled(found.fit_transform(flat[0]), found.transform(flat[1]))


def _gradients(pool: Any, test: Any, seed: int) -> Learner:
    from sklearn.decomposition import PCA

    from askless.models.images import PENALTY, gradients_and_pixels

    described = gradients_and_pixels(list(pool))
    found = PCA(min(64, *described.shape), svd_solver="randomized", random_state=0)
    x = np.asarray(found.fit_transform(described), dtype=np.float32)
    return Learner(x, np.asarray(found.transform(gradients_and_pixels(list(test))), np.float32), x, Linear(PENALTY))


_MAKERS: dict[str, Callable[[Any, Any, int], Learner]] = {
    "linear": _linear,
    "linear_or_boosted": _linear_or_boosted,
    "fourier": _fourier,
    "tfidf": _tfidf,
    "directions of text": _text_directions,
    "directions of images": _image_directions,
    "gradients": _gradients,
}
