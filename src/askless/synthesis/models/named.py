"""The model of a domain from whatever a caller has as one."""

from __future__ import annotations

from typing import Any

from askless.core.task import Task
from askless.errors import UnknownNameError, UsageError
from askless.models.built_in import names as item_models
from askless.synthesis.domain.space import Space
from askless.synthesis.models.botorch import BotorchModel, is_botorch
from askless.synthesis.models.gaussian_process import GaussianProcess
from askless.synthesis.models.gaussian_process_classes import GaussianProcessClasses
from askless.synthesis.models.model import PointModel
from askless.synthesis.models.of_items import ItemModel
from askless.synthesis.models.registered import Named, point_models
from askless.synthesis.models.version_space import GeneralisedLinear, Halfspace

__all__ = ["DEFAULT", "model_names", "point_model"]

DEFAULT = "gaussian_process"
_OWN = ("fit", "offers", "evidence", "predict", "std", "estimator")


def model_names(domain: Space, task: Task) -> list[str]:
    """Names of the models of such items and answers, the usual one first."""
    named = [name for name, part in point_models.items() if task in part.tasks]
    others = [name for name in item_models(domain.kind, task) if name not in named]
    return [DEFAULT, *(name for name in [*named, *others] if name != DEFAULT)]


def point_model(model: Any, domain: Space, task: Task, seed: int = 0) -> PointModel:
    """The model of points.

    Parameters
    ----------
    model : str, PointModel, model of BoTorch, scikit-learn estimator, PyTorch module, or None
        None is a Gaussian process. A name is looked for among the models of points, then among those of items such as
        "forest". A class of BoTorch, such as ``SingleTaskGP``, is made anew for each fit.
    domain : Space
        What the points stand for.
    task : {"classes", "real"}
        What an answer is.
    seed : int, default 0
        Everything drawn depends on it.

    Returns
    -------
    model : PointModel
        Not yet fitted; one given comes back as it is.

    Raises
    ------
    UnknownNameError
        If no model of such items and answers has the name.
    UsageError
        If it is a model of other answers.
    ModelError
        If it is no model.
    """
    if model is None or isinstance(model, str):
        return _by_name(DEFAULT if model is None else model, domain, task, seed)
    if not isinstance(model, type) and all(callable(getattr(model, name, None)) for name in _OWN):
        given: PointModel = model
        return given
    if is_botorch(model):
        if task != "real":
            raise UsageError(
                "A model of BoTorch predicts numbers, but the answers are labels.",
                "Leave the model out, or give a classifier.",
            )
        return BotorchModel(model)
    return ItemModel(model, domain, task, seed=seed)


def _by_name(name: str, domain: Space, task: Task, seed: int) -> PointModel:
    """A model by its name."""
    wanted = name.strip().lower().replace("-", "_")
    if wanted in point_models.names():
        part = point_models.get(wanted)
        if task in part.tasks:
            return part.make(domain, task, seed)
    elif wanted.partition("(")[0] in item_models(domain.kind, task):
        return ItemModel(name, domain, task, seed=seed)
    what = "model of numbers" if task == "real" else "model of labels"
    raise UnknownNameError.of(what, name, model_names(domain, task))


def _gaussian_process(domain: Space, task: Task, seed: int) -> PointModel:
    return GaussianProcess() if task == "real" else GaussianProcessClasses(seed=seed)


point_models.register(
    DEFAULT,
    Named("smooth functions of the inputs that know how sure they are, anywhere in the domain", _gaussian_process),
)
point_models.register(
    Halfspace.name,
    Named(
        "a halfspace through the middle of the domain, between two labels",
        lambda domain, task, seed: Halfspace(domain.width, seed),
        ("classes",),
    ),
)
point_models.register(
    GeneralisedLinear.name,
    Named(
        "a linear boundary that knows how sure it is of its weights",
        lambda domain, task, seed: GeneralisedLinear(domain.width, seed),
        ("classes",),
    ),
)
