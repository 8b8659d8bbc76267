"""How a project of synthesis begins, and who may go on with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import numpy as np

from askless.core.events import Event
from askless.data.labels.begun import as_said, check_begun
from askless.data.labels.make import label_space
from askless.data.labels.real import Real
from askless.data.labels.space import LabelSpace
from askless.data.store.project import Project
from askless.data.store.scenario import refuse_other
from askless.errors import ProjectError, UsageError
from askless.synthesis.domain.space import Space
from askless.synthesis.generators.generator import Generator, generators
from askless.synthesis.history import History
from askless.synthesis.questions import Questions
from askless.synthesis.real_rows import RealRows
from askless.synthesis.round import Goal

__all__ = ["check_belongs", "checked_seed", "recalled", "remember", "resume", "tell_outside"]


def checked_seed(seed: Any) -> int:
    """The seed, before it is written down for good."""
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise UsageError(f"The seed is {seed!r:.40}.", "Give a whole number, 0 or more.")
    return int(seed)


def recalled(
    project: Project, strategy: str | Generator | None, model: Any, goal: Goal | None
) -> tuple[str | Generator | None, Any, Goal | None]:
    """How questions are made: as is said now, else as the project was begun."""
    kept = project.settings
    own = strategy is not None and (strategy if isinstance(strategy, str) else strategy.name) != kept.get("strategy")
    if model is None and not own:  # a model that was named belongs to its strategy
        model = kept.get("model")
    kept_goal: Any = kept.get("goal")
    return strategy or (str(kept["strategy"]) if "strategy" in kept else None), model, goal or kept_goal


def check_belongs(begun: Mapping[str, Any], domain: Space, project: Project | None) -> None:
    """Refuse the log of something else; where its first event is lost, nobody can tell."""
    if project is None or not begun:
        return
    refuse_other(begun, "synthesis", project.path)
    said = _said(domain)
    if begun.get("domain", "") != _text(domain) or begun.get("said", said) != said:
        raise ProjectError(
            f"The project {project.path} was begun with another domain.",
            "Go on with the domain that it was begun with; or carry its answers over to a new project: "
            f"`askless export {project.path} -o answers.csv`, then --project NEW.askless "
            "--data answers.csv --target label.",
        )


def resume(
    history: History, domain: Space, real: RealRows, project: Project | None, *, given: Any, seed: int, goal: Goal
) -> None:
    """Go on with the log, or begin it.

    Parameters
    ----------
    history : History
        Of the log.
    domain : Space
    real : RealRows
        The pool.
    project : Project or None
        What there is to say of it is told to it.
    given : LabelSpace, sequence of str or None
        Labels that were named now.
    seed : int
    goal : {"learn", "minimum", "maximum"}

    Raises
    ------
    ProjectError
        If the pool is another one than the log tells of.
    UsageError
        If answers are something else than they were.
    """
    state = history.state
    if not state.seq:
        history.commit([_first_event(state.space, domain, seed, goal)])
        return
    if project is None:
        return
    _check_rows(history.items, real, project)
    if given is not None:
        space = given if isinstance(given, Real) else label_space(given, "classes")
        check_begun(as_said(space), as_said(state.space), project.path)
        new = [name for name in space.names if name not in state.space.names]
        history.commit([Event("label_added", data={"name": name}) for name in new])
        if new:
            listed = ", ".join(f"“{name}”" for name in new)
            project.tell(f"Labels that the project did not have were added: {listed}.")
    if not state.project:  # lost to damage, and those who only look at the log know the domain from it
        history.commit([_first_event(state.space, domain, seed, goal)])
    if damaged := history.damaged:
        many = f"{damaged:,} questions" if damaged > 1 else "1 question"
        project.tell(f"The content of {many} is damaged; what was answered stays in the log.")
    project.tell(state.notice)


def _check_rows(items: Questions, real: RealRows, project: Project) -> None:
    """Refuse a pool whose rows are others than those that were asked about."""
    for at, name in enumerate(items.names):
        row, asked = real.row_of.get(name), items.at(at)
        if row is None:
            continue
        if not asked.real:
            raise ProjectError(
                f"In the project {project.path} “{name}” is a question that was made up, and now a row of the pool "
                "has this id too.",
                "Give the rows ids that no question has, such as “row 1”, or leave `ids` out.",
            )
        if not np.allclose(real.points[row], asked.point, atol=1e-9):
            raise ProjectError(
                f"The pool has changed since the project {project.path} began: “{name}” is another row.",
                "Give the pool as it was, or ids that stay with their rows.",
            )


def remember(project: Project, generator: Generator, model: Any, goal: Goal) -> None:
    """Let the project know how questions are made, as far as that has a name."""
    own = dict(generators.items()).get(generator.name) is not generator  # it must be given again
    wanted = {"strategy": None if own else generator.name, "model": model, "goal": goal}
    named = {name: value for name, value in wanted.items() if isinstance(value, str)}
    if any(project.settings.get(name) != value for name, value in named.items()):
        project.save(**named)


def tell_outside(project: Project, real: RealRows) -> None:
    """Tell of rows of the pool that the domain does not have."""
    if outside := real.outside:
        many = "1 row of the pool lies" if outside == 1 else f"{outside:,} rows of the pool lie"
        project.tell(f"{many} outside the domain, and {'is' if outside == 1 else 'are'} not asked.")


def _first_event(space: LabelSpace, domain: Space, seed: int, goal: Goal) -> Event:
    """The event that begins a project."""
    from askless import __version__

    facts: dict[str, Any] = {
        "id": uuid4().hex, "scenario": "synthesis", "space": space.kind, "labels": list(space.names),
        "seed": int(seed), "domain": _text(domain), "said": _said(domain), "goal": goal, "askless": __version__,
    }  # fmt: skip
    if isinstance(space, Real):
        facts["number"] = space.to_json()
    return Event("project", data=facts)


def _said(domain: Space) -> str:
    """By what a domain is known that cannot be written down: a hash of what it says of itself."""
    facts = repr((domain.kind, domain.names, list(domain.summary())))
    return hashlib.blake2b(facts.encode(), digest_size=16).hexdigest()


def _text(domain: Space) -> str:
    """The domain as TOML; "" where it cannot be written down, as one with a predicate in Python."""
    try:
        return str(domain.to_toml()) if hasattr(domain, "to_toml") else ""
    except UsageError:
        return ""
