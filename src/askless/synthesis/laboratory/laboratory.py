"""What answers by itself: a command, a function of Python, or an HTTP endpoint."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from askless.errors import UsageError
from askless.synthesis.laboratory.trial import Trial

__all__ = ["Laboratory", "laboratory"]


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
            If there is no answer.
        """
        ...


def laboratory(spec: Laboratory | str | Callable[[Any], Any]) -> Laboratory:
    """The laboratory that is meant.

    Parameters
    ----------
    spec : str or callable
        A command, in which {json} stands for the item; the address of an HTTP endpoint; or a function of an item.

    Returns
    -------
    laboratory : Laboratory

    Raises
    ------
    UsageError
        If it cannot be one: an empty command, a program that is not there.

    Examples
    --------
    >>> laboratory("python experiment.py {json}").name
    'python experiment.py {json}'
    >>> laboratory(lambda item: item["heat"] > 3).evaluate({"heat": 4}, Trial())
    True
    """
    if isinstance(spec, Laboratory):
        return spec
    if callable(spec):
        from askless.synthesis.laboratory.call import Call

        return Call(spec)
    if not isinstance(spec, str):
        raise UsageError(
            f"A laboratory is a command, an address or a function, not a {type(spec).__name__}.",
            "Give a command such as 'python experiment.py {json}', or a function of an item.",
        )
    if spec.strip().lower().startswith(("http://", "https://")):
        from askless.synthesis.laboratory.endpoint import Endpoint

        return Endpoint(spec.strip())
    from askless.synthesis.laboratory.command import Command

    return Command(spec)
