"""Whether what is said of answers now is what a project, once begun, has kept of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from askless.core.task import TASKS, WORDS, task_name
from askless.data.labels.real import Real
from askless.data.labels.space import LabelSpace
from askless.errors import UsageError

__all__ = ["OF_NUMBERS", "as_said", "check_begun"]

OF_NUMBERS = ("unit", "minimum", "maximum")
"""What can be said of numbers alone."""


def as_said(space: LabelSpace) -> dict[str, Any]:
    """A label space in the words in which a person says what an answer is; names are not among them.

    Parameters
    ----------
    space : LabelSpace

    Returns
    -------
    said : dict of str to object
        The task in the words of the command line, and of numbers the unit and bounds that there are.

    Examples
    --------
    >>> as_said(Real(unit="kg"))
    {'task': 'regress', 'unit': 'kg'}
    """
    number = space.to_json() if isinstance(space, Real) else {}
    return {"task": task_name(space.kind), **{k: v for k, v in number.items() if v not in (None, "")}}


def check_begun(said: Mapping[str, Any], kept: Mapping[str, Any], path: Path) -> None:
    """Refuse to ask for other answers than a project has that has begun.

    Parameters
    ----------
    said : mapping of str to object
        What is said now, of ``task``, ``labels``, ``unit``, ``minimum`` and ``maximum``; what is left out stays.
    kept : mapping of str to object
        What is known of the project, by the same names; nothing at its beginning.
    path : Path
        Of the project.

    Raises
    ------
    UsageError
        If they contradict each other. Names may be new: they are added.

    Examples
    --------
    >>> check_begun({"unit": "g"}, as_said(Real(unit="kg")), Path("p"))
    Traceback (most recent call last):
    askless.errors.UsageError: In the project p the unit is kg, which stays so. Start another one in another folder \
(--project DIR).
    """
    task = kept.get("task")
    if task is None:
        return
    if said.get("task", task) != task:
        raise _begun(path, f"an answer is {WORDS[TASKS[task]]}")
    if task != "regress":
        return
    if said.get("labels"):
        raise _begun(path, f"an answer is {WORDS['real']}")
    for name in OF_NUMBERS:
        if said.get(name) not in (None, kept.get(name)):
            raise _begun(path, f"the {name} is {kept[name]}" if name in kept else f"there is no {name}")


def _begun(path: Path, how: str) -> UsageError:
    return UsageError(
        f"In the project {path} {how}, which stays so.", "Start another one in another folder (--project DIR)."
    )
