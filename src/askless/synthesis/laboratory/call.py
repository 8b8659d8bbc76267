"""A function of Python as the laboratory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, final

from askless.data.labels.skip import SKIP
from askless.synthesis.laboratory.laboratory import Laboratory
from askless.synthesis.laboratory.trial import Trial

__all__ = ["Call"]


@final
class Call(Laboratory):
    """A function that is given an item, and returns the answer.

    It runs in threads of this process, several at a time. A call whose time is over cannot be ended, only
    forgotten: what may hang for ever belongs into a command.

    Parameters
    ----------
    function : callable
        Of one item. None or `askless.SKIP` says that it cannot be told.

    Examples
    --------
    >>> Call(lambda item: item["heat"] * 2).evaluate({"heat": 4.0}, Trial())
    8.0
    """

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self._function = function
        self.name = getattr(function, "__name__", type(function).__name__)

    def evaluate(self, item: Any, trial: Trial) -> Any:
        """What the function returns."""
        value = self._function(item)
        return None if value is SKIP else value
