"""The models for numbers that can be had by name, for items of every kind."""

from __future__ import annotations

from functools import partial

from askless.models.array import ArrayFeatures
from askless.models.built_in import BuiltIn, models
from askless.models.images import ImageFeatures, gradients_and_pixels
from askless.models.parts import Features
from askless.models.regression.forest import Forest
from askless.models.regression.gaussian_process import GaussianProcess
from askless.models.regression.model import RegressionModel
from askless.models.regression.parts import Regressor
from askless.models.regression.ridge import Ridge
from askless.models.rows import TableFeatures
from askless.models.text import TextFeatures

__all__ = ["features_of"]

OFFERS = ("mean", "std", "member_means", "embedding")


def features_of(kind: str, seed: int) -> Features:
    """Features for a kind of items: "text", "rows", "images" or "array"."""
    if kind == "text":
        return TextFeatures(seed)
    if kind == "images":
        return ImageFeatures(gradients_and_pixels, seed)
    return TableFeatures(seed) if kind == "rows" else ArrayFeatures(seed)


def _make(name: str, regressor: Regressor, kind: str, seed: int) -> RegressionModel:
    return RegressionModel(name, features_of(kind, seed), regressor, seed)


models.register(
    "ridge",
    # Of the three the one to begin with: it takes features of every kind, and its penalty is all that is chosen.
    BuiltIn(
        kinds=("text", "rows", "images", "array"),
        default_for=("text", "rows", "images", "array"),
        summary="a plane through the numbers, its penalty cross-validated; takes features of every kind",
        make=partial(_make, "ridge", Ridge()),
        offers=OFFERS,
        tasks=("real",),
    ),
)
models.register(
    "forest",
    BuiltIn(
        kinds=("text", "rows", "images", "array"),
        default_for=(),
        summary="a random forest, for numbers that jump or follow few of many columns",
        make=partial(_make, "forest", Forest()),
        offers=OFFERS,
        tasks=("real",),
    ),
)
models.register(
    "gaussian_process",
    BuiltIn(
        kinds=("rows", "images", "array"),
        default_for=(),
        summary="a Gaussian process, for numbers along a smooth curve; up to 2,000 labels, not for sparse matrices",
        make=partial(_make, "gaussian_process", GaussianProcess()),
        offers=OFFERS,
        tasks=("real",),
    ),
)
