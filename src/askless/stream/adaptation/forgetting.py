"""Models that can forget."""

from __future__ import annotations

import copy
from typing import Protocol, cast, runtime_checkable

from askless.errors import UsageError
from askless.models.online.online import OnlineModel, check_forgetting

__all__ = ["Forgets", "with_forgetting"]


@runtime_checkable
class Forgets(Protocol):
    """A model whose option `forgetting` may be set at any time; what it has learnt stays."""

    forgetting: float


def with_forgetting(model: OnlineModel, forgetting: float) -> OnlineModel:
    """A copy of a model that forgets at another pace.

    Parameters
    ----------
    model : OnlineModel
    forgetting : float
        In (0, 1]: what it has learnt loses so much of its weight with each answer.

    Raises
    ------
    UsageError
        If it has no such option, or the number is out of range.

    Examples
    --------
    >>> from askless.models.online.softmax import Softmax
    >>> with_forgetting(Softmax(), 0.99).forgetting
    0.99
    """
    check_forgetting(forgetting)
    if not isinstance(model, Forgets):
        raise UsageError(
            f"The model {model.name} has no option `forgetting`.",
            'Take "softmax" or "naive_bayes", or Passive(window=1000), which works with any model.',
        )
    twin = copy.deepcopy(model)
    twin.forgetting = forgetting
    return cast(OnlineModel, twin)
