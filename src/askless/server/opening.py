"""From a source and options to a labelling session, resumed if there is a project already."""

from __future__ import annotations

import os
import shlex
import shutil
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_type_hints

from askless.choose.strategy.fit import check_fit
from askless.choose.strategy.strategy import strategies
from askless.core.program import program
from askless.data.labels.make import label_space
from askless.data.labels.space import LabelSpace
from askless.data.source import Source, open_source
from askless.data.store.project import Project, default_folder, read_settings
from askless.data.store.read import is_project
from askless.enough.outlook import RANDOM_SHARE
from askless.errors import ProjectError, UsageError
from askless.pool.background import BackgroundTrainer
from askless.pool.learner import PoolLearner
from askless.server.named import named
from askless.server.session import LabellingSession

__all__ = ["Opened", "Options", "open_session"]


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a person may say about a job; None is "as last time, or find out".

    Parameters
    ----------
    text, id, label_column : str, optional
        Columns; "-" for none.
    header : bool, optional
        Whether the first row of a CSV or TSV names its columns.
    labels : list of str, optional
        Label names; those that are new are added to a job that has begun.
    multilabel : bool, optional
        Whether an item may have several labels.
    ignore_labels : bool, optional
        Leave out the answers that the source holds.
    strategy, model : str, optional
        Names.
    batch : int, optional
        Queries that are chosen together; 10 at first.
    seed : int, optional
        0 at first; a job keeps the one it began with.
    """

    text: str | None = None
    id: str | None = None
    label_column: str | None = None
    header: bool | None = None
    labels: list[str] | None = None
    multilabel: bool | None = None
    ignore_labels: bool | None = None
    strategy: str | None = None
    model: str | None = None
    batch: int | None = None
    seed: int | None = None

    def given(self) -> dict[str, Any]:
        """Options that were said."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) is not None}


@dataclass(frozen=True)
class Opened:
    """An open job, and what to tell about its opening."""

    session: LabellingSession
    source: Source
    project: Project
    command: str
    """The command that opens it again."""
    remarks: list[str] = field(default_factory=list)
    """What is to be said of the labels that were named."""


def open_session(path: Path, options: Options, folder: Path | None = None) -> Opened:
    """Open a source for labelling: read it, open its project, start its trainer.

    Parameters
    ----------
    path : Path
        The source, or the project folder of one.
    options : Options
        What is not given is taken from the project.
    folder : Path, optional
        Where the project is kept; beside the source if not given.

    Returns
    -------
    opened : Opened

    Raises
    ------
    AsklessError
        If the source cannot be read or the project not be used. A project folder that was made for
        the call has then gone again.
    """
    if folder is None and is_project(path):
        folder, path = path, _source_of(path)
    elif folder is None:
        folder = default_folder(_absolute(path) if path.name in ("", "..") else path)
    new = not folder.exists()
    if not path.exists():
        open_source(path)  # says so, and what is near, before a folder is made
    project = Project.open(folder)
    try:
        return _open(path, options, project)
    except BaseException:  # Ctrl+C while a large file is read, too
        project.close()
        if new:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def _open(path: Path, options: Options, project: Project) -> Opened:
    """Open the source with the options of the project, and a learner on both."""
    full = replace(options, **{**_remembered(project), **options.given()})
    batch = full.batch or 10
    trainer = BackgroundTrainer(project.cache, full.model, batch=batch)
    try:
        trainer.warm()
        source = open_source(
            path, cache=project.cache, text=full.text, id=full.id, label_column=full.label_column, header=full.header,
            labels=full.labels, multilabel=full.multilabel, ignore_labels=bool(full.ignore_labels),
        )  # fmt: skip
        _check_model(full.model, source.items.kind)
        learner = PoolLearner(
            source.items,
            labels=_space(source, full),
            strategy=full.strategy or "auto",
            seed=full.seed or 0,
            project=project,
            random_share=RANDOM_SHARE,
            trainer=trainer,
        )
        check_fit(strategies.get(options.strategy or learner.strategy), learner.space.kind, trainer.offers())
        remarks = _begin(learner, source, options, project, path)
        project.save(**{"source": _portable(path, project.path), **full.given()})
    except BaseException:
        trainer.close()
        raise
    command = _command("label", path, project)
    about = {
        "name": project.path.name.removesuffix(".askless"),
        "source": path.name or str(path),
        "export": f"{_command('export', path, project)} -o labels.csv",
        "batch": batch,
    }
    return Opened(LabellingSession(learner, trainer, about), source, project, command, remarks)


def _remembered(project: Project) -> dict[str, Any]:
    """What was said at an earlier start, from settings that somebody may have edited since."""
    from pydantic import TypeAdapter, ValidationError

    found = {name: kind for name, kind in get_type_hints(Options).items() if name in project.settings}
    for name, kind in found.items():
        value = project.settings[name]
        try:
            TypeAdapter(kind).validate_python(value, strict=True)
        except ValidationError:
            raise ProjectError(
                f"The settings {project.path / 'project.toml'} hold {name} = {value!r}, which is of the wrong kind.",
                "Mend the line, or take it out.",
            ) from None
    return {name: project.settings[name] for name in found}


def _space(source: Source, options: Options) -> LabelSpace:
    """The label space to begin with: empty if nobody has named a label."""
    return (
        source.space if source.space is not None else label_space((), "multilabel" if options.multilabel else "classes")
    )


def _begin(learner: PoolLearner, source: Source, options: Options, project: Project, path: Path) -> list[str]:
    """First event and given labels of a new job; what was said anew to one that has begun. Returns remarks."""
    begun = bool(learner.state.project)
    learner.start(name=project.path.name, source=path.name)
    if not begun:
        learner.give(source.given)
        return named(options.labels or (), None)
    if learner.space.kind == "real":
        raise UsageError(
            f"The answers of the project {project.path} are numbers, which the page does not take yet.",
            "Label in Python, with PoolLearner.",
        )
    if options.multilabel is not None and options.multilabel != (learner.space.kind == "multilabel"):
        raise UsageError(
            f"The project {project.path} began with {'one label' if options.multilabel else 'several labels'} an item.",
            "Start another one with --project DIR.",
        )
    before = learner.space.names
    for name in options.labels or ():
        if name not in learner.space.names:
            learner.add_label(name)
    if options.strategy is not None and options.strategy.replace("-", "_") != learner.strategy:
        learner.set_strategy(options.strategy)
    return named(options.labels or (), before)


def _check_model(name: str | None, kind: str) -> None:
    """Refuse a model that nobody knows or that takes other items now, not in the trainer's process later."""
    from askless.models.built_in import check_fit

    if name is not None:
        check_fit(name, kind)


def _source_of(folder: Path) -> Path:
    """The source that a project folder belongs to."""
    name = read_settings(folder).get("source")
    if not isinstance(name, str):
        raise UsageError(
            f"The project {folder} does not say what its source is.", "Name the source: askless label SOURCE."
        )
    return Path(os.path.normpath(folder / name))


def _portable(path: Path, folder: Path) -> str:
    """The path of a source as a project keeps it: relative if they lie side by side, to be moved together."""
    source, home = _absolute(path), _absolute(folder)
    return f"../{source.name}" if source.parent == home.parent else str(source)


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))


def _command(name: str, path: Path, project: Project) -> str:
    """A command line on this job."""
    beside = _absolute(default_folder(path)) == _absolute(project.path)
    where = "" if beside else f" --project {shlex.quote(str(project.path))}"
    return f"{program()} {name} {shlex.quote(str(path))}{where}"
