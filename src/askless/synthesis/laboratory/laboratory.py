"""What answers by itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from askless.synthesis.laboratory.trial import Trial

__all__ = ["Laboratory"]


class Laboratory(ABC):
    """Answers questions about items, several at a time.

    Attributes
    ----------
    name : str
        For people.
    """

    name: str

    @abstractmethod
    def evaluate(self, item: Any, trial: Trial) -> Any:
        """The answer for one item, as JSON has it; None says that it cannot be told.

        Called in threads. It takes as long as it takes: whoever calls it sees to the time, and ends it by
        ``trial.cancel()``.

        Parameters
        ----------
        item : dict, array of shape (d,) or picture
            As the domain has it.
        trial : Trial
            Is told how the evaluation can be ended.

        Raises
        ------
        Failure
            If there is no answer. Whatever else is raised, KeyboardInterrupt apart, is taken as a failure as well.
        """
        ...
