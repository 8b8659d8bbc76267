"""The models that take numbers from wherever they come: a linear or boosted classifier, on a table or an array."""

from __future__ import annotations

from askless.models.array import ArrayFeatures
from askless.models.boosted import Boosted
from askless.models.built_in import BuiltIn, models
from askless.models.feature_model import FeatureModel
from askless.models.linear import Linear
from askless.models.parts import Classifier
from askless.models.rows import TableFeatures

__all__ = ["on_numbers"]


def on_numbers(name: str, classifier: Classifier, kind: str, seed: int) -> FeatureModel:
    """A classifier over the features of a table or of an array."""
    features = TableFeatures(seed) if kind == "rows" else ArrayFeatures(seed)
    return FeatureModel(name, features, classifier, seed)


models.register(
    "linear",
    BuiltIn(
        kinds=("rows", "array"),
        default_for=("array",),
        summary="standardised columns, logistic regression, calibrated",
        make=lambda kind, seed: on_numbers("linear", Linear(), kind, seed),
    ),
)
models.register(
    "boosted",
    BuiltIn(
        kinds=("rows", "array"),
        default_for=(),
        summary="gradient-boosted trees; not for sparse matrices",
        make=lambda kind, seed: on_numbers("boosted", Boosted(), kind, seed),
    ),
)
