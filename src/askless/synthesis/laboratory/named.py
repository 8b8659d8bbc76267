"""Which laboratory is meant: a command, a function of Python, or an HTTP endpoint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from askless.errors import UsageError
from askless.synthesis.laboratory.call import Call
from askless.synthesis.laboratory.command import Command
from askless.synthesis.laboratory.endpoint import Endpoint
from askless.synthesis.laboratory.laboratory import Laboratory

__all__ = ["laboratory"]


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
    >>> from askless.synthesis.laboratory.trial import Trial
    >>> laboratory(lambda item: item["heat"] > 3).evaluate({"heat": 4}, Trial())
    True
    """
    if isinstance(spec, Laboratory):
        return spec
    if callable(spec):
        return Call(spec)
    if not isinstance(spec, str):
        raise UsageError(
            f"A laboratory is a command, an address or a function, not a {type(spec).__name__}.",
            "Give a command such as 'python experiment.py {json}', or a function of an item.",
        )
    if spec.strip().lower().startswith(("http://", "https://")):
        return Endpoint(spec.strip())
    return Command(spec)
