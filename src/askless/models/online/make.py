"""The model of a stream from whatever a caller has as one."""

from __future__ import annotations

import ast
import inspect
import re
from typing import Any

from askless.errors import AsklessError, UsageError
from askless.models.online.online import OnlineModel, online_models
from askless.models.online.partial_fit import PartialFitModel
from askless.models.online.river import RiverModel
from askless.models.online.windowed import WindowedModel

__all__ = ["online_model"]

_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")


def online_model(model: Any = None, *, real: bool = False) -> OnlineModel:
    """The model of a stream.

    Parameters
    ----------
    model : str, OnlineModel, estimator of river or scikit-learn, or None
        None is "softmax", where answers are numbers "linear". A name may have options in brackets:
        ``"softmax(forgetting=0.999)"``, ``"committee(naive_bayes, members=5)"``. An
        estimator without ``partial_fit`` is fitted anew on a window of answers.
    real : bool, default False
        Whether answers are numbers.

    Returns
    -------
    model : OnlineModel
        Of one given a twin that has learnt nothing, as two streams must not share one.

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
        return model.fresh()
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
    if "(" not in text:
        return _called(text, [], {}, real, text)
    try:
        return _built(ast.parse(_HYPHEN.sub("_", text.strip()), mode="eval").body, real, text)
    except AsklessError:
        raise
    except (SyntaxError, ValueError):
        raise UsageError(
            f"The model “{text}” cannot be read.",
            'Write it like "softmax(forgetting=0.999)" or "committee(naive_bayes, members=5)".',
        ) from None


def _built(node: ast.expr, real: bool, text: str) -> Any:
    """The model that a name, or a call with models and plain values in it, stands for."""
    if isinstance(node, ast.Name):
        return _called(node.id, [], {}, real, text)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        raise ValueError(text)
    options = {str(option.arg): ast.literal_eval(option.value) for option in node.keywords}
    return _called(node.func.id, [_built(inner, real, text) for inner in node.args], options, real, text)


def _called(name: str, models: list[Any], options: dict[str, Any], real: bool, text: str) -> Any:
    """What the registry has under a name, made."""
    maker = online_models.get(name)
    known = inspect.signature(maker).parameters
    if real and "real" in known:
        options.setdefault("real", True)
    try:
        return maker(*models, **options)
    except TypeError as error:
        raise UsageError(f"“{text}” cannot be made: {error}.", f"Its options are: {', '.join(known)}.") from None
