"""The models of the suite, by name.

======  ======================================================================================
linear  standardised columns, logistic regression with C = 1
forest  standardised columns, fifty trees
text    TF-IDF of words and pairs of words, logistic regression with C = 10; coverage in 64
        directions of latent semantic analysis, of unit length
======  ======================================================================================

They are those on which the design of `auto` was compared with others. The built-in linear models
differ in that they are calibrated, which moves probabilities and not predictions, and that of texts
in that it counts runs of characters too.
"""

from __future__ import annotations

from askless.bench.protocols.suite.forest import Forest
from askless.models.array import ArrayFeatures
from askless.models.feature_model import FeatureModel
from askless.models.linear import Linear
from askless.models.text import TextFeatures

__all__ = ["model"]


def model(name: str) -> FeatureModel:
    """A model that is not prepared yet.

    Examples
    --------
    >>> model("forest").classifier
    Forest(trees=50)
    """
    if name == "text":
        return FeatureModel(name, TextFeatures(characters=False), Linear(c=10.0, factor=1.0))
    return FeatureModel(name, ArrayFeatures(), Forest() if name == "forest" else Linear(c=1.0, factor=1.0))
