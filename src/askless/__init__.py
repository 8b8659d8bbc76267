"""Active learning as one system: it chooses what to label, learns from the answers, and says how good it is.

The names below are loaded when they are first used, so that ``import askless`` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "AsklessError": "askless.errors",
    "Classes": "askless.data.labels.classes",
    "CorruptLogError": "askless.errors",
    "EvidenceError": "askless.errors",
    "LabelError": "askless.errors",
    "ModelError": "askless.errors",
    "MultiLabel": "askless.data.labels.multilabel",
    "NewerProjectError": "askless.errors",
    "NotReadyError": "askless.errors",
    "PoolLearner": "askless.pool.learner",
    "ProjectError": "askless.errors",
    "Real": "askless.data.labels.real",
    "SKIP": "askless.data.labels.skip",
    "SourceError": "askless.errors",
    "Spans": "askless.data.labels.spans",
    "StorageError": "askless.errors",
    "StreamLearner": "askless.stream.learner",
    "SynthesisLearner": "askless.synthesis.learner",
    "Tags": "askless.data.labels.tags",
    "TorchModel": "askless.models.torch",
    "UnknownNameError": "askless.errors",
    "UsageError": "askless.errors",
    "run": "askless.bench.run",
    "score": "askless.choose.score.declare",
    "select": "askless.choose.select",
    "strategies": "askless.choose.strategy.strategy",
}
"""Public name -> module that defines it."""

_ROOMS = frozenset({"stream", "synthesis"})
"""Packages with public names of their own."""

__all__ = [  # noqa: RUF022  (plain order, as sorted() makes it)
    "AsklessError",
    "Classes",
    "CorruptLogError",
    "EvidenceError",
    "LabelError",
    "ModelError",
    "MultiLabel",
    "NewerProjectError",
    "NotReadyError",
    "PoolLearner",
    "ProjectError",
    "Real",
    "SKIP",
    "SourceError",
    "Spans",
    "StorageError",
    "StreamLearner",
    "SynthesisLearner",
    "Tags",
    "TorchModel",
    "UnknownNameError",
    "UsageError",
    "run",
    "score",
    "select",
    "strategies",
]

if TYPE_CHECKING:
    from askless.bench.run import run
    from askless.choose.score.declare import score
    from askless.choose.select import select
    from askless.choose.strategy.strategy import strategies
    from askless.data.labels.classes import Classes
    from askless.data.labels.multilabel import MultiLabel
    from askless.data.labels.real import Real
    from askless.data.labels.skip import SKIP
    from askless.data.labels.spans import Spans
    from askless.data.labels.tags import Tags
    from askless.errors import (
        AsklessError,
        CorruptLogError,
        EvidenceError,
        LabelError,
        ModelError,
        NewerProjectError,
        NotReadyError,
        ProjectError,
        SourceError,
        StorageError,
        UnknownNameError,
        UsageError,
    )
    from askless.models.torch import TorchModel
    from askless.pool.learner import PoolLearner
    from askless.stream.learner import StreamLearner
    from askless.synthesis.learner import SynthesisLearner


def __getattr__(name: str) -> Any:
    """Load a public name at its first use."""
    if name in _ROOMS:
        return import_module(f"askless.{name}")
    if name not in _HOMES:
        raise AttributeError(f"askless has no attribute “{name}”. Public are: {', '.join(__all__)}.")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value  # from now on it is found without coming here
    return value


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return [*__all__, "__version__"]
