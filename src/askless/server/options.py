"""What a person may say about a job, and what a project keeps of it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, Self, get_type_hints

from askless.core.task import TASKS, WORDS, TaskName, task_name
from askless.data.labels.begun import OF_NUMBERS, as_said
from askless.data.labels.make import SPACES, label_space
from askless.data.labels.real import Real
from askless.data.labels.space import LabelSpace
from askless.data.store.project import Project
from askless.errors import LabelError, ProjectError, UsageError

__all__ = ["Options", "remembered"]


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a person may say about a job; None is "as last time, or find out".

    Parameters
    ----------
    text, id, label_column : str, optional
        Columns; "-" for none.
    header : bool, optional
        Whether the first row of a CSV or TSV names its columns.
    task : {"classify", "multilabel", "regress"}, optional
        What an answer is: a label, several, or a number.
    labels : list of str, optional
        Label names; those that are new are added to a job that has begun.
    unit : str, optional
        What numbers are counted in.
    minimum, maximum : float, optional
        Numbers beyond are refused.
    ignore_labels : bool, optional
        Leave out the answers that the source holds.
    strategy, model : str, optional
        Names.
    batch : int, optional
        Queries that are chosen together; 10 at first.
    seed : int, optional
        0 at first; a job keeps the one it began with.
    goal : {"find"}, optional
        "find" to find the items of one label rather than to learn them all.
    find : str, optional
        That label.
    recall, confidence : float, optional
        Share of the items of that label which is to be found, and how sure to be of it, in (0, 1); 0.95 by default.
    holdout : int, optional
        Items to keep apart to test the model; a job that has begun may have more of them, never fewer.
    guide : Path, optional
        What each label means, see `askless.data.labels.guide`. The project keeps a copy of it.
    """

    text: str | None = None
    id: str | None = None
    label_column: str | None = None
    header: bool | None = None
    task: TaskName | None = None
    labels: list[str] | None = None
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    ignore_labels: bool | None = None
    strategy: str | None = None
    model: str | None = None
    batch: int | None = None
    seed: int | None = None
    goal: Literal["find"] | None = None
    find: str | None = None
    recall: float | None = None
    confidence: float | None = None
    holdout: int | None = None
    guide: Path | None = None

    def given(self) -> dict[str, Any]:
        """Options that were said, but for the guide, of which a project keeps a copy."""
        said = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "guide"}
        return {name: value for name, value in said.items() if value is not None}

    def settled(self) -> Self:
        """The same, with the task that a unit or a bound implies.

        Raises
        ------
        UsageError
            If they say different things of what an answer is, or a unit or a bound cannot be meant.
        """
        implied = next((name for name in OF_NUMBERS if getattr(self, name) is not None), None)
        if implied is not None and self.task not in (None, "regress"):
            raise UsageError(
                f"`--{implied}` is for numbers, but an answer is to be {WORDS[TASKS[self.task]]}.",
                f"Leave `--{implied}` out, or say --task regress.",
            )
        settled = replace(self, task="regress") if implied is not None else self
        if settled.task == "regress" and self.labels:
            raise UsageError(
                f"Numbers have no names such as “{self.labels[0]}”.",
                "Leave --labels out, or say --task classify to take the numbers as names.",
            )
        try:
            space = settled.space()
        except LabelError as error:
            raise UsageError(error.problem, error.remedy.replace("`minimum`", "--minimum")) from None
        return replace(settled, unit=space.unit or None) if isinstance(space, Real) else settled

    def space(self) -> LabelSpace:
        """The label space of the task, without names."""
        if self.task == "regress":
            return Real(unit=self.unit or "", minimum=self.minimum, maximum=self.maximum)
        return label_space((), TASKS[self.task or "classify"])


def remembered(project: Project) -> dict[str, Any]:
    """What was said at an earlier start, from settings that somebody may have edited since."""
    from pydantic import TypeAdapter, ValidationError

    settings = _with_task(project)
    found = {name: kind for name, kind in get_type_hints(Options).items() if name in settings}
    for name, kind in found.items():
        value = settings[name]
        try:
            TypeAdapter(kind).validate_python(value, strict=True)
        except ValidationError:
            raise ProjectError(
                f"The settings {project.path / 'project.toml'} hold {name} = {value!r}, which is of the wrong kind.",
                "Mend the line, or take it out.",
            ) from None
    return {name: settings[name] for name in found}


def _with_task(project: Project) -> dict[str, Any]:
    """Settings of a project; the task, if they do not hold it, is that of its log."""
    settings: dict[str, Any] = dict(project.settings)
    several = settings.pop("multilabel", None)  # as projects kept it once
    if isinstance(several, bool):
        return {"task": "multilabel" if several else "classify", **settings}
    if "task" in settings:
        return settings
    first = next(iter(project.log), None)
    about = first.data if first is not None and first.kind == "project" else {}
    kind = about.get("space")
    if kind == Real.kind and isinstance(about.get("number"), dict):
        return {**as_said(Real(**about["number"])), **settings}
    return {"task": task_name(kind), **settings} if kind in SPACES else settings
