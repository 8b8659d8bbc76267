"""The model of a stream from whatever a caller has as one."""

from __future__ import annotations

import ast
import inspect
from typing import Any

from askless.errors import UsageError
from askless.models.online.online import OnlineModel, online_models
from askless.models.online.partial_fit import PartialFitModel
from askless.models.online.river import RiverModel
from askless.models.online.windowed import WindowedModel

__all__ = ["online_model"]


def online_model(model: Any = None, *, real: bool = False) -> OnlineModel:
    """The model of a stream.

    Parameters
    ----------
    model : str, OnlineModel, estimator of river or scikit-learn, or None
        None is "softmax", where answers are numbers "linear". A name may have options in brackets:
        ``"softmax(forgetting=0.999)"``. An estimator without ``partial_fit`` is fitted anew on a window of answers.
    real : bool, default False
        Whether answers are numbers.

    Returns
    -------
    model : OnlineModel
        One given comes back as it is.

    Raises
    ------
    UnknownNameError
        If nothing has the name.
    UsageError
        If it cannot be a model, or predicts classes where answers are numbers, or the reverse.

    Examples
    --------
    >>> online_model("softmax(forgetting=0.999)").forgetting
    0.999
    """
    made: OnlineModel = _made(model, real)
    if made.real != real:
        said, wanted = ("numbers", "classes") if made.real else ("classes", "numbers")
        raise UsageError(
            f"The model {made.name} predicts {said}, but the answers are {wanted}.",
            "Choose another model, or say with `labels` what the answers are.",
        )
    return made


def _made(model: Any, real: bool) -> Any:
    if model is None:
        model = "linear" if real else "softmax"
    if isinstance(model, str):
        return _named(model, real)
    if isinstance(model, type):
        raise UsageError(
            f"`{model.__name__}` is a class, not a model.", f"Give an object of it: {model.__name__}(...)."
        )
    if isinstance(model, OnlineModel):
        return model
    libraries = {base.__module__.partition(".")[0] for base in type(model).__mro__}
    if "river" in libraries and hasattr(model, "learn_one") and hasattr(model, "predict_one"):
        return RiverModel(model)
    if hasattr(model, "get_params") and hasattr(model, "fit") and hasattr(model, "predict"):
        return PartialFitModel(model) if hasattr(model, "partial_fit") else WindowedModel(model)
    raise UsageError(
        f"{model!r:.100} is no model of a stream.",
        f"Name one ({', '.join(online_models.names())}), or give a classifier or regressor of river or scikit-learn.",
    )


def _named(text: str, real: bool) -> Any:
    """A model by its name, with options in brackets."""
    name, bracket, rest = text.partition("(")
    maker = online_models.get(name)
    options = _options(text, rest) if bracket else {}
    if real and "real" in inspect.signature(maker).parameters:
        options.setdefault("real", True)
    try:
        return maker(**options)
    except TypeError as error:
        known = ", ".join(inspect.signature(maker).parameters)
        raise UsageError(f"“{text}” cannot be made: {error}.", f"Its options are: {known}.") from None


def _options(text: str, rest: str) -> dict[str, Any]:
    """What stands in the brackets, as Python would read it; only plain values."""
    try:
        call = ast.parse(f"model({rest}", mode="eval").body
        if not isinstance(call, ast.Call) or call.args:
            raise ValueError(rest)
        return {str(option.arg): ast.literal_eval(option.value) for option in call.keywords if option.arg}
    except (SyntaxError, ValueError):
        raise UsageError(
            f"The options in “{text}” cannot be read.", 'Write them like "softmax(forgetting=0.999)".'
        ) from None
