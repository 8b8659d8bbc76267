"""The model that suits the items: a built-in one, or what the user gives."""

from __future__ import annotations

from typing import Any

from askless.core.task import SEQUENCES, WORDS, Task
from askless.errors import ModelError
from askless.models.built_in import built_in, names
from askless.models.crf.field import ConditionalRandomField
from askless.models.model import Model, PoolItems, SequenceModel
from askless.models.sequence.crf import SentenceField
from askless.models.sequence.features import TokenFeatures
from askless.models.sequence.tagger import Tagger, TaggerModel
from askless.models.sklearn import EstimatorModel
from askless.models.torch import TorchModel, is_module

__all__ = ["build"]


def build(model: object, items: PoolItems, *, seed: int = 0, task: Task = "classes") -> Any:
    """The model for these items, not yet prepared.

    Parameters
    ----------
    model : str, Model, scikit-learn estimator, PyTorch module, tagger, or None
        None takes the default for the kind of items. An estimator is wrapped, see `EstimatorModel`,
        and so is a module, see `TorchModel`, and where answers are tags or spans a tagger, see `TaggerModel`.
    items : items
        The pool; only its kind is looked at.
    seed : int, default 0
        Everything drawn depends on it.
    task : {"classes", "multilabel", "real", "tags", "spans"}, default "classes"
        What an answer is.

    Returns
    -------
    model : Model, RegressionModel where answers are numbers, or SequenceModel where they are tags or spans
        One given comes back as it is.

    Raises
    ------
    UnknownNameError
        If no model of this name takes such items, or gives such answers.
    ModelError
        If an object given is no classifier, or answers are numbers and it is no model of them: scikit-learn's
        regressors are not, as most do not tell how sure they are of each number. If answers are tags or spans and it
        tags no words.
    """
    if model is None or isinstance(model, str):
        return built_in(model, items.kind, seed=seed, task=task)
    if task == "real":
        if hasattr(model, "mean") and hasattr(model, "prepare"):
            return model
        named = ", ".join(f'"{name}"' for name in names(items.kind, task))
        why = "does not tell how sure it is" if _predicts_numbers(model) else "is a model of labels"
        raise ModelError(
            f"{type(model).__name__} cannot be used where answers are numbers: it {why}.",
            f"Name a built-in model of numbers: {named}.",
        )
    if task in SEQUENCES:
        return _of_sentences(model, items, seed, task)
    if isinstance(model, Model):
        return model
    if isinstance(model, SequenceModel | Tagger):
        raise ModelError(
            f"{type(model).__name__} tags the words of sentences, but answers are {WORDS[task]} here.",
            "Give `labels=askless.Tags(...)` or `askless.Spans(...)`, or give a classifier.",
        )
    if is_module(model):
        return TorchModel(model, seed=seed)
    if _predicts_numbers(model):
        raise ModelError(
            f"{type(model).__name__} predicts numbers, but answers are labels here.",
            "Give `labels=askless.Real()` and name a built-in model of numbers, or give a classifier.",
        )
    return EstimatorModel(model, seed=seed)


def _of_sentences(model: object, items: PoolItems, seed: int, task: Task) -> Any:
    """The model where answers are tags or spans."""
    if isinstance(model, SequenceModel):
        return model
    if isinstance(model, ConditionalRandomField):
        return SentenceField("crf", TokenFeatures(seed), task, model.settings, model.bias, model.seed)
    if isinstance(model, Tagger) and not isinstance(model, type):
        return TaggerModel(model, TokenFeatures(seed), task, getattr(model, "labels", None))
    named = ", ".join(f'"{name}"' for name in names(items.kind, task))
    raise ModelError(
        f"{type(model).__name__} cannot be used where an answer is {WORDS[task]}: it tags no words of sentences.",
        f"Name a built-in model, {named}, or give a tagger such as ConditionalRandomField.",
    )


def _predicts_numbers(model: object) -> bool:
    """Whether it is a scikit-learn regressor, or a pipeline that ends in one."""
    if isinstance(model, type) or not callable(getattr(model, "get_params", None)):
        return False
    from sklearn.base import is_regressor

    return bool(is_regressor(model))
