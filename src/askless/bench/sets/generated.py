"""Sets that are made to trap a strategy, each with one thing that real data have and few tables show.

=================  ==============================================================================
honeypot           a quarter of the rows lie in one dense place where answers are coin flips
rare               one row in two hundred is of the second class
label_noise        a quarter of all answers are wrong, those of the test too
heavy_label_noise  two fifths of them
duplicates         half of the rows are exact copies of the tenth that is nearest to the border
near_duplicates    the same, but no two are quite alike
scale              one useless feature is ten thousand times as large as the others, with a long tail
useless            ninety-five of a hundred features have nothing to do with the class
useless_clusters   clusters that have nothing to do with the class, which one feature alone tells
xor                four clouds, those across from each other of one class: no line tells them apart
checkerboard2x2    the same on a square without gaps
checkerboard4x4    sixteen fields
near_separable     a plane in twenty dimensions, an empty strip along it, and two answers in a hundred wrong
=================  ==============================================================================
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from askless.bench.sets.labelled import LabelledSet
from askless.core.noise import text_key
from askless.errors import UnknownNameError

__all__ = ["NAMES", "generated"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
_N = 2_000


def generated(name: str, seed: int = 0) -> LabelledSet:
    """Make a set.

    Parameters
    ----------
    name : str
        One of `NAMES`.
    seed : int, default 0
        Other numbers give other rows of the same kind.

    Returns
    -------
    labelled : LabelledSet
        A table of two classes, 2,000 rows (6,000 for "rare"), in random order.

    Raises
    ------
    UnknownNameError
        If there is none of this name.

    Examples
    --------
    >>> points = generated("rare")
    >>> len(points), points.smallest_share
    (6000, 0.005)
    """
    if name not in _MAKERS:
        raise UnknownNameError.of("generated set", name, NAMES)
    rng = np.random.default_rng([seed, text_key(name)])
    x, y = _MAKERS[name](rng)
    order = rng.permutation(len(y))
    return LabelledSet(name, "table", x[order], y[order].astype(np.int64), ("0", "1"))


def _direction(rng: np.random.Generator, d: int) -> Floats:
    """A unit vector."""
    found = rng.normal(size=d)
    unit: Floats = found / np.linalg.norm(found)
    return unit


def _plane(rng: np.random.Generator, x: Floats, softness: float = 0.5) -> Codes:
    """Classes on the two sides of a plane through the origin, blurred."""
    across = _direction(rng, x.shape[1])
    return (x @ across + softness * rng.logistic(scale=0.5, size=len(x)) > 0).astype(np.int64)


def _flipped(rng: np.random.Generator, y: Codes, share: float) -> Codes:
    """Some answers wrong."""
    return np.where(rng.random(len(y)) < share, 1 - y, y)


def _honeypot(rng: np.random.Generator) -> tuple[Floats, Codes]:
    x = rng.normal(size=(_N, 5))
    y = _plane(rng, x, 0.3)
    place = slice(0, _N // 4)
    x[place] = np.array([2.5, 2.5, 0, 0, 0]) + 0.2 * rng.normal(size=(_N // 4, 5))
    y[place] = rng.integers(0, 2, _N // 4)
    return x, y


def _rare(rng: np.random.Generator) -> tuple[Floats, Codes]:
    n, few = 6_000, 30
    x, y = rng.normal(size=(n, 6)), np.zeros(n, dtype=np.int64)
    x[:few] = np.array([2.2, 2.2, 0, 0, 0, 0]) + 0.6 * rng.normal(size=(few, 6))
    y[:few] = 1
    return x, y


def _noisy(share: float) -> Callable[[np.random.Generator], tuple[Floats, Codes]]:
    def make(rng: np.random.Generator) -> tuple[Floats, Codes]:
        x = rng.normal(size=(_N, 8))
        return x, _flipped(rng, _plane(rng, x, 0.1), share)

    return make


def _copied(blur: float) -> Callable[[np.random.Generator], tuple[Floats, Codes]]:
    def make(rng: np.random.Generator) -> tuple[Floats, Codes]:
        x = rng.normal(size=(_N, 5))
        distance = x @ _direction(rng, 5)
        y = (distance + 0.3 * rng.normal(size=_N) > 0).astype(np.int64)
        near = np.argsort(np.abs(distance))[: _N // 10]
        rest = np.setdiff1d(np.arange(_N), near)[: _N // 2]
        again = rng.choice(near, size=len(rest))
        x[rest] = x[again] + blur * rng.normal(size=(len(rest), 5))
        y[rest] = y[again]
        return x, y

    return make


def _scale(rng: np.random.Generator) -> tuple[Floats, Codes]:
    x = rng.normal(size=(_N, 6))
    y = _plane(rng, x)
    return np.column_stack([x, 1e4 * rng.lognormal(sigma=1.5, size=_N)]), y


def _useless(rng: np.random.Generator) -> tuple[Floats, Codes]:
    x = rng.normal(size=(_N, 5))
    return np.column_stack([x, rng.normal(size=(_N, 95))]), _plane(rng, x)


def _useless_clusters(rng: np.random.Generator) -> tuple[Floats, Codes]:
    centres = 4 * rng.normal(size=(12, 10))
    clouds = centres[rng.integers(0, 12, _N)] + rng.normal(size=(_N, 10))
    x = rng.normal(size=(_N, 1))
    return np.column_stack([clouds, x]), _plane(rng, x)


def _xor(rng: np.random.Generator) -> tuple[Floats, Codes]:
    side = rng.integers(0, 2, size=(_N, 2))
    return 2.0 * side + 0.5 * rng.normal(size=(_N, 2)), side[:, 0] ^ side[:, 1]


def _board(fields: int) -> Callable[[np.random.Generator], tuple[Floats, Codes]]:
    def make(rng: np.random.Generator) -> tuple[Floats, Codes]:
        x = rng.random(size=(_N, 2))
        return x, np.floor(fields * x).sum(axis=1).astype(np.int64) % 2

    return make


def _near_separable(rng: np.random.Generator) -> tuple[Floats, Codes]:
    x = rng.normal(size=(_N, 20))
    across = _direction(rng, 20)
    side = np.where(x @ across > 0, 1, -1)
    return x + 0.25 * side[:, None] * across, _flipped(rng, (side > 0).astype(np.int64), 0.02)


_MAKERS: dict[str, Callable[[np.random.Generator], tuple[Floats, Codes]]] = {
    "honeypot": _honeypot,
    "rare": _rare,
    "label_noise": _noisy(0.25),
    "heavy_label_noise": _noisy(0.4),
    "duplicates": _copied(0.0),
    "near_duplicates": _copied(0.01),
    "scale": _scale,
    "useless": _useless,
    "useless_clusters": _useless_clusters,
    "xor": _xor,
    "checkerboard2x2": _board(2),
    "checkerboard4x4": _board(4),
    "near_separable": _near_separable,
}

NAMES = tuple(_MAKERS)
"""Names of all sets that can be made."""
