"""The three scenarios in which a project can be, in the words of messages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from askless.errors import ProjectError

__all__ = ["SCENARIOS", "refuse_other", "scenario_beside", "scenario_in"]

SCENARIOS = {
    "pool": ("of a pool, whose items lie in a source", "PoolLearner"),
    "stream": ("of a stream, whose items come one by one", "StreamLearner"),
    "synthesis": ("of synthesis, whose questions are made up", "SynthesisLearner"),
}
"""What a project of each is, and the learner that opens it."""


def scenario_in(begun: Mapping[str, Any]) -> str:
    """The scenario that the first event of a project tells.

    Examples
    --------
    >>> scenario_in({"scenario": "stream"}), scenario_in({})
    ('stream', 'pool')
    """
    return str(begun.get("scenario", "pool"))


def scenario_beside(content: bytes) -> Literal["stream", "synthesis"]:
    """The scenario that the content of an asked item tells: a list is kept of an item of a stream, else an object.

    Examples
    --------
    >>> scenario_beside(b'[0.5,true]'), scenario_beside(b'{"real":false}')
    ('stream', 'synthesis')
    """
    return "synthesis" if content.startswith(b"{") else "stream"


def refuse_other(begun: Mapping[str, Any], wanted: str, path: Path) -> None:
    """Refuse a project of another scenario.

    Parameters
    ----------
    begun : mapping of str to object
        What its first event tells; empty if it has not begun.
    wanted : {"pool", "stream", "synthesis"}
    path : Path
        Of the project.

    Raises
    ------
    ProjectError
        If it has begun as another.

    Examples
    --------
    >>> refuse_other({"scenario": "stream"}, "pool", Path("p"))
    Traceback (most recent call last):
    askless.errors.ProjectError: The project p is of a stream, whose items come one by one. Open it with \
`StreamLearner`, or name another folder.
    """
    found = scenario_in(begun)
    if begun and found != wanted:
        what, learner = SCENARIOS.get(found, (f"of the scenario “{found}”", "a newer askless"))
        raise ProjectError(f"The project {path} is {what}.", f"Open it with `{learner}`, or name another folder.")
