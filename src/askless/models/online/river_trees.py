"""Trees and forests of river under a short name."""

from __future__ import annotations

import importlib
from typing import Any

from askless.errors import UsageError
from askless.models.online.online import online_models
from askless.models.online.river import RiverModel

__all__ = ["adaptive_forest", "hoeffding_tree", "leveraging_bagging"]


def hoeffding_tree(*, real: bool = False, **options: Any) -> RiverModel:
    """River's ``HoeffdingTreeClassifier`` (`real`: ``HoeffdingTreeRegressor``): splits once answers suffice."""
    return RiverModel(_made("tree", "HoeffdingTree", real, options))


def adaptive_forest(*, real: bool = False, seed: int = 0, **options: Any) -> RiverModel:
    """River's ``ARFClassifier`` (`real`: ``ARFRegressor``): a forest that replaces trees that have drifted."""
    return RiverModel(_made("forest", "ARF", real, {"seed": seed, **options}))


def leveraging_bagging(*, seed: int = 0, **options: Any) -> RiverModel:
    """River's ``LeveragingBaggingClassifier`` of Hoeffding trees: bagging with more weight, and drift detectors."""
    tree = _made("tree", "HoeffdingTree", False, {})
    return RiverModel(_made("ensemble", "LeveragingBagging", False, {"model": tree, "seed": seed, **options}))


def _made(package: str, start: str, real: bool, options: dict[str, Any]) -> Any:
    """An estimator of river by the beginning of its name."""
    try:
        module = importlib.import_module(f"river.{package}")
    except ImportError:
        raise UsageError(
            "This model comes from river, which is not installed.", "Install it: pip install 'askless[stream]'."
        ) from None
    name = f"{start}{'Regressor' if real else 'Classifier'}"
    try:
        return getattr(module, name)(**options)
    except TypeError as error:
        raise UsageError(f"{name} of river could not be made: {error}.", "Leave the option out.") from None


for _model in (hoeffding_tree, adaptive_forest, leveraging_bagging):
    online_models.register(_model.__name__, _model)
