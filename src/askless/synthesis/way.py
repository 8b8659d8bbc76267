"""How questions are made: a strategy, and the model that it asks."""

from __future__ import annotations

import difflib
from typing import Any, NamedTuple

from askless.core.registry import canonical
from askless.core.task import Task
from askless.data.labels.space import LabelSpace
from askless.data.store.project import Project
from askless.data.store.state import State
from askless.errors import UnknownNameError, UsageError
from askless.synthesis.domain.space import Space
from askless.synthesis.generators.generator import Generator, generators
from askless.synthesis.models.model import PointModel
from askless.synthesis.models.named import point_model
from askless.synthesis.round import Goal
from askless.synthesis.teacher import Teacher

__all__ = ["Way", "built", "check_fit", "chosen", "named"]


class Way(NamedTuple):
    """How questions are made. Always replaced as a whole, so that whoever makes one goes on with what it began with."""

    generator: Generator
    teacher: Teacher
    """Of the model; used under the lock of making."""


def chosen(strategy: str | Generator | None, state: State, goal: Goal, project: Project | None) -> Generator:
    """The strategy that is said now, that the log says, or the usual one; the project is told of one that is gone."""
    if strategy is not None and not isinstance(strategy, str):
        return strategy
    usual = _usual(state.space.kind, goal)
    if strategy is None and state.strategy:
        try:
            return generators.get(state.strategy)
        except UnknownNameError:
            if project is not None:
                project.tell(
                    f"Its log names the strategy “{state.strategy}”, which is not installed: “{usual}” chooses instead."
                )
    return named(strategy or usual)


def _usual(kind: str, goal: Goal) -> str:
    """The strategy where nobody names one."""
    if kind != "real":
        return "margin_sobol"
    return "alc" if goal == "learn" else "expected_improvement"


def named(name: str) -> Generator:
    """The strategy of this name; UnknownNameError with all names, for the near ones alone say little of so many."""
    try:
        return generators.get(name)
    except UnknownNameError:
        known = [one for one, _ in generators.items()]
        near = difflib.get_close_matches(canonical(name), known, n=1)
        lead = f"Did you mean “{near[0]}”? " if near else ""
        raise UnknownNameError(f"There is no strategy “{name}”.", f"{lead}Known are {', '.join(known)}.") from None


def built(generator: Generator, wanted: Any, domain: Space, kind: Task, seed: int) -> PointModel:
    """The model, which belongs to the strategy where that brings one.

    Parameters
    ----------
    generator : Generator
    wanted : model, str or None
        What was asked for, if anything.
    domain : Space
    kind : {"classes", "real"}
        What an answer is.
    seed : int

    Returns
    -------
    model : PointModel

    Raises
    ------
    UsageError
        If another model was asked for than the one that the strategy brings.
    """
    own = generator.own_model
    if own and wanted is not None and wanted != own:
        raise UsageError(
            f"The strategy “{generator.name}” brings its own model, and cannot use another one.",
            "Leave the model out, or choose another strategy, such as `margin_sobol`.",
        )
    return point_model(own or wanted, domain, kind, seed=seed)


def check_fit(generator: Generator, model: PointModel, space: LabelSpace, goal: Goal) -> None:
    """UsageError if strategy, answers and model do not go together."""
    if space.kind not in generator.tasks:
        kinds = {"classes": "labels", "real": "numbers"}
        raise UsageError(
            f"The strategy “{generator.name}” is not made for answers that are {kinds.get(space.kind)}.",
            f"Take one of: {', '.join(name for name, one in generators.items() if space.kind in one.tasks)}.",
        )
    if goal != "learn" and space.kind != "real":
        raise UsageError(f"The goal is “{goal}”, but answers are labels.", "Leave the goal out.")
    most = generator.most_labels
    if most is not None and len(space.names) > most:
        raise UsageError(
            f"The strategy “{generator.name}” is for {most} labels, and there are {len(space.names)}.",
            "Choose another one, such as `glm` or `margin`.",
        )
    missing = set(generator.needs) - set(model.offers())
    if missing:
        raise UsageError(
            f"The strategy “{generator.name}” needs {', '.join(sorted(missing))}, which the model "
            f"“{model.name}” does not give.",
            "Take another model, such as the usual one, or a strategy such as `margin`.",
        )
