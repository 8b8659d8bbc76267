"""From a source and options to a labelling session, resumed if there is a project already."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from askless.choose.strategy.fit import check_fit
from askless.choose.strategy.strategy import strategies
from askless.core.program import program
from askless.core.task import TASKS, WORDS, Task, task_name
from askless.data.labels.begun import check_begun
from askless.data.labels.guide import Entry, read_guide
from askless.data.labels.real import Real
from askless.data.source import Source, open_source
from askless.data.store.look import refuse_unless_pool
from askless.data.store.project import Project, default_folder, read_settings
from askless.data.store.read import check_place, is_project
from askless.data.store.state import State
from askless.enough.outlook import RANDOM_SHARE
from askless.errors import ProjectError, UsageError
from askless.pool.background import BackgroundTrainer
from askless.pool.goal import Target
from askless.pool.learner import PoolLearner
from askless.server.goal import aimed, check_same
from askless.server.named import named
from askless.server.options import Options, remembered
from askless.server.search import dear
from askless.server.session import LabellingSession

__all__ = ["Opened", "open_session"]


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
    options = options.settled()
    if folder is None and is_project(path):
        _refuse_others(path)
        folder, path = path, _source_of(path)
    elif path.suffix == ".askless" and path.is_dir() and not is_project(path):
        raise ProjectError(
            f"“{path}” is not an askless project, though it is named like one.",
            "Name the file or folder that is to be labelled; rename this one if it is that.",
        )
    elif folder is None:
        folder = default_folder(_absolute(path) if path.name in ("", "..") else path)
    new = not folder.exists()
    if not path.exists():
        open_source(path)  # says so, and what is near, before a folder is made
    check_place(folder)
    _refuse_others(folder)
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
    before = remembered(project)
    check_begun(options.given(), before, project.path)
    full = replace(options, **{**before, **options.given()})
    _check_target(full)
    space = full.space()
    batch = full.batch or 10
    trainer = BackgroundTrainer(project.cache, full.model, batch=batch)
    try:
        trainer.warm()
        source = open_source(
            path, cache=project.cache, text=full.text, id=full.id, label_column=full.label_column, header=full.header,
            labels=full.labels, multilabel=None if full.task is None else full.task == "multilabel", task=full.task,
            numbers=space if isinstance(space, Real) else None, ignore_labels=bool(full.ignore_labels),
        )  # fmt: skip
        labels, remark = space if source.space is None else source.space, ""
        if options.goal == "find":
            state = State.of(project.log)
            known = state.space
            model = None if (full.model or "").startswith("screening(") else full.model  # another label, another model
            sampling = "random" if (state.strategy or before.get("strategy")) == "random" else None  # a final sample
            said = replace(full, strategy=options.strategy or sampling, model=options.model or model)
            names = known if known.names else source.space
            answers = [item.answer for item in state.items.values() if item.answer is not None]
            aim = aimed(said, names, source.items.kind, answers or list(source.given.values()))
            was = check_same(aim.options.find, before, state, project.path)
            cost = "" if answers else dear(len(source.items), Target.of(full.given()))
            full, labels, remark = aim.options, aim.space, " ".join(filter(None, [was, aim.sentence, cost]))
            options = replace(options, strategy=full.strategy, model=full.model, find=full.find)
            trainer.use(full.model)
        _check_model(full.model, source.items.kind, space.kind)
        learner = PoolLearner(
            source.items,
            labels=labels,
            strategy=full.strategy,
            seed=full.seed or 0,
            project=project,
            random_share=RANDOM_SHARE,
            trainer=trainer,
        )
        check_fit(strategies.get(options.strategy or learner.strategy), learner.space.kind, trainer.offers())
        remarks = [*_begin(learner, source, options, project, path), *([remark] if remark else [])]
        guide = _guide(options.guide, project, learner.space.names)
        settings = {**full.given(), "task": task_name(learner.space.kind)}
        project.save(source=_portable(path, project.path), **settings)
    except BaseException:
        trainer.close()
        raise
    command = _command("label", path, project)
    about = {
        "guide": guide,
        "name": project.path.name.removesuffix(".askless"),
        "source": path.name or str(path),
        "export": f"{_command('export', path, project)} -o labels.csv",
        "batch": batch,
    }
    return Opened(LabellingSession(learner, trainer, about), source, project, command, remarks)


def _begin(learner: PoolLearner, source: Source, options: Options, project: Project, path: Path) -> list[str]:
    """First event and given labels of a new job; what was said anew to one that has begun. Returns remarks."""
    begun = bool(learner.state.project)
    learner.start(name=project.path.name, source=path.name)
    if not begun:
        learner.give(source.given)
    if options.holdout is not None:  # only what is said now: the log knows what was said before
        learner.hold_out(options.holdout)
    if not begun:
        return named(options.labels or (), None)
    before = learner.space.names
    for name in options.labels or ():
        if name not in learner.space.names:
            learner.add_label(name)
    if options.strategy is not None and options.strategy.replace("-", "_") != learner.strategy:
        learner.set_strategy(options.strategy)
    return named(options.labels or (), before)


def _guide(said: Path | None, project: Project, names: Sequence[str]) -> dict[str, Entry]:
    """What the labels mean: as it is said now, or was before."""
    kept = project.path / "guide.toml"
    if said is None:
        return read_guide(kept) if kept.exists() else {}
    found = read_guide(said, names)
    if said.resolve() != kept.resolve():
        shutil.copyfile(said, kept)
    return found


def _check_model(name: str | None, kind: str, task: Task) -> None:
    """Refuse a model that does not fit the items or the answers now, not in the trainer's process later."""
    from askless.models.built_in import check_fit

    if name is not None:
        check_fit(name, kind, task)


def _check_target(full: Options) -> None:
    """Refuse a recall that cannot be, or that is not searched for."""
    Target.of(full.given())
    if full.goal == "find" and full.task in ("tag", "span"):
        raise UsageError(
            f"A search looks for items of one label, and here an answer is {WORDS[TASKS[full.task]]}.",
            "Leave --goal and --find out.",
        )
    said = next((name for name in ("recall", "confidence") if getattr(full, name) is not None), None)
    if said is not None and full.goal != "find":
        raise UsageError(
            f"`--{said}` is for a search, but nothing is searched for.", "Say --goal find, or leave it out."
        )


def _refuse_others(folder: Path) -> None:
    """Refuse projects of other scenarios, which have pages of their own."""
    name = shlex.quote(str(folder))
    pages = {
        "stream": f"{program()} stream run SOURCE --project {name} --label",
        "synthesis": f"{program()} synthesize DOMAIN.toml --project {name}",
    }
    instead = {of: f"People answer what it asks on the page of `{page}`." for of, page in pages.items()}
    refuse_unless_pool(folder, instead)


def _source_of(folder: Path) -> Path:
    """The source that a project folder belongs to."""
    name = read_settings(folder).get("source")
    if not isinstance(name, str):
        raise UsageError(
            f"The project {folder} does not say what its source is.", f"Name the source: {program()} label SOURCE."
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
