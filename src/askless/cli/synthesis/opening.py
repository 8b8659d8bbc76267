"""Opening a project of synthesis: the domain, the rows that exist, and the learner that goes on where it was."""

from __future__ import annotations

import difflib
import math
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from askless.cli.label import names
from askless.core.registry import canonical
from askless.errors import AsklessError, LabelError, ProjectError, SourceError, UnknownNameError, UsageError

if TYPE_CHECKING:
    from askless.core.events import Event
    from askless.data.labels.space import LabelSpace
    from askless.data.store.project import Project
    from askless.synthesis.domain.domain import Domain
    from askless.synthesis.learner import SynthesisLearner

__all__ = ["OPTIONS", "Pooled", "begun", "opened_copy", "opened_learner", "pooled"]

OPTIONS = ("data", "target", "labels", "strategy", "model", "goal", "snap")
"""Options that a project remembers."""


TOLD = 3
"""Rows that are left out of which it is told why."""


class Pooled(NamedTuple):
    """Rows that exist, as far as they can be read.

    Parameters
    ----------
    rows : list of dict
        The numbers of inputs as numbers.
    answers : list or None
        Their answers, None where there is none; None if no column holds them.
    ids : list of str
        "row 1" is the first row of the file, whichever are left out.
    left_out : str
        Which rows those are, and why; "" if there are none.
    """

    rows: list[dict[str, Any]]
    answers: list[Any] | None
    ids: list[str]
    left_out: str


def pooled(domain: Domain, path: Path, target: str | None, space: LabelSpace | None = None) -> Pooled:
    """Rows that exist; without those that lack a value, or have one that is none.

    Parameters
    ----------
    domain : Domain
    path : Path
    target : str or None
        The column of their answers.
    space : LabelSpace, optional
        What an answer is. Where it is a number, rows whose answer is none are left out too.

    Raises
    ------
    SourceError
        If the file cannot be read, has no such column, or no row of it can be read.
    """
    from askless.data.reading.columns import no_column
    from askless.synthesis.domain.infer import known_answers
    from askless.synthesis.domain.inputs.cells import as_number
    from askless.synthesis.domain.table import read_columns

    columns = read_columns(path)
    if target is not None and target not in columns:
        raise no_column(target, list(columns), "--target")
    given = None if target is None else columns.pop(target)
    if given is not None and space is not None:
        given = known_answers(given, space)
    bad = _unreadable(domain, columns)
    if given is not None and target is not None and space is not None and space.kind == "real":
        for at, cell in enumerate(given):
            if cell is not None and not _taken(space, cell):
                bad.setdefault(at, (target, cell))
        bad = dict(sorted(bad.items()))
    n = len(next(iter(columns.values()), given or []))
    kept = [at for at in range(n) if at not in bad]
    if not kept:
        raise SourceError(
            f"None of the {n:,} rows of “{path.name}” can be read: {_each(bad)}.",
            "Fill them in, and check that the domain has the inputs and values of this file.",
        )
    for name in {key for one in domain.inputs for key in one.spans} & set(columns):
        columns[name] = [_number(as_number(cell), cell) for cell in columns[name]]
    rows = [{name: cells[at] for name, cells in columns.items()} for at in kept]
    said = ""
    if bad:
        one = len(bad) == 1
        said = f"{len(bad):,} of {n:,} rows of “{path.name}” {'is' if one else 'are'} left out: {_each(bad)}."
    return Pooled(rows, None if given is None else [given[at] for at in kept], [f"row {at + 1}" for at in kept], said)


def _unreadable(domain: Domain, columns: Mapping[str, list[Any]]) -> dict[int, tuple[str, Any]]:
    """Rows that are no items of the domain, each with the first column that is to blame and its cell."""
    from askless.data.items.preview import cell_text
    from askless.synthesis.domain.inputs.category import Category
    from askless.synthesis.domain.inputs.cells import as_number, code_of
    from askless.synthesis.domain.inputs.ordered import Ordered

    bad: dict[int, tuple[str, Any]] = {}
    for one in domain.inputs:
        known = (
            {cell_text(level): at for at, level in enumerate(one.levels)} if isinstance(one, Category | Ordered) else {}
        )
        for name in one.keys:
            for at, cell in enumerate(columns.get(name, ())):  # a column that is missing is told when rows are read
                if (code_of(cell, known) is None) if known else not math.isfinite(as_number(cell)):
                    bad.setdefault(at, (name, cell))
    return dict(sorted(bad.items()))


def _taken(space: LabelSpace, cell: Any) -> bool:
    """Whether a cell is an answer."""
    try:
        space.check(cell)
    except LabelError:
        return False
    return True


def _each(bad: Mapping[int, tuple[str, Any]]) -> str:
    """The first rows that cannot be read, each with its column and what stands there."""
    from askless.data.items.number import is_missing

    told = [
        f"row {at + 1:,} has no value for “{name}”"
        if is_missing(cell)
        else f"row {at + 1:,} has “{cell!s:.40}” for “{name}”"
        for at, (name, cell) in list(bad.items())[:TOLD]
    ]
    more = len(bad) - len(told)
    return ", ".join(told) + (f" and {more:,} more" if more else "")


def _number(found: float, cell: Any) -> Any:
    """A cell as a number; as it is where it is none, which reading it as an item will say."""
    if not math.isfinite(found):
        return cell
    return int(found) if found.is_integer() and "." not in str(cell) else found


@contextmanager
def begun(
    domain: Domain,
    source: Path,
    folder: Path | None,
    given: Mapping[str, Any],
    seed: int,
    tell: Callable[[str], None],
) -> Iterator[SynthesisLearner]:
    """The learner of a domain on its project, which goes on if it is there, with the options that it was begun with.

    A folder that was made for nothing, because it could not even begin, goes again.

    Parameters
    ----------
    domain : Domain
    source : Path
        Its file.
    folder : Path or None
        Of the project; NAME.askless beside the file if not given.
    given : mapping
        `OPTIONS` as the command has them, None where it says nothing.
    seed : int
    tell : callable
        Told what had to be recovered.

    Yields
    ------
    learner : SynthesisLearner
    """
    from askless.data.store.look import scenario_of
    from askless.data.store.project import Project, default_folder
    from askless.data.store.read import check_place
    from askless.data.store.scenario import refuse_other

    folder = folder or default_folder(source)
    new = not folder.exists()
    check_place(folder)
    if scenario_of(folder) == "stream":  # its log may be too long to be opened as one of synthesis
        refuse_other({"scenario": "stream"}, "synthesis", folder)
    project = Project.open(folder)
    ready = False
    try:
        kept = {name: project.settings.get(name) for name in OPTIONS}
        if kept["data"] is not None:
            kept["data"] = os.path.normpath(folder / str(kept["data"]))
        options = {name: kept[name] if given.get(name) is None else given[name] for name in OPTIONS}
        if given.get("snap") and options["data"] is None:
            raise UsageError("--snap asks rows that exist, but there is no --data.", "Name the file, or leave it out.")
        was = dict(project.settings)
        learner = opened_learner(domain, project, options, seed=seed)
        # What is kept of a strategy is in the log as well, but a model is not.
        said: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
        if "data" in said:
            said["data"] = os.path.relpath(said["data"], folder)
        project.save(**said, domain=os.path.relpath(source, folder))
        ready = True
        if project.notice:
            tell(project.notice)
        for line in _changed(learner, options.get("model"), was):
            tell(line)

        def heard(events: list[Event]) -> None:
            for said in filter(None, map(_said, events)):
                tell(said)

        learner.listen(heard)
        yield learner
    finally:
        project.close()
        if new and not ready:
            shutil.rmtree(folder, ignore_errors=True)


def _changed(learner: SynthesisLearner, model: Any, was: Mapping[str, Any]) -> list[str]:
    """How a project that goes on asks otherwise than before, a line each."""
    now = {"goal": learner.goal, "strategy": learner.strategy, "model": model or was.get("model")}
    return [
        f"{name.capitalize()}: {value} (was {was[name]})."
        for name, value in now.items()
        if isinstance(was.get(name), str) and canonical(str(was[name])) != canonical(str(value))
    ]


def _said(event: Event) -> str:
    """What people are told of an event while it happens; "" of most."""
    return str(event.data.get("sentence", "")) if event.kind == "snapped" else ""


def opened_learner(domain: Domain, project: Project, options: Mapping[str, Any], *, seed: int = 0) -> SynthesisLearner:
    """The learner of a command.

    Parameters
    ----------
    domain : Domain
    project : Project
        One that has begun knows what an answer is.
    options : mapping
        `OPTIONS`; None or missing where nothing was said.
    seed : int, default 0

    Raises
    ------
    UsageError
        If nothing says what an answer is, or options do not fit.
    """
    from askless.data.labels.classes import Classes
    from askless.data.store.state import State
    from askless.synthesis.learner import SynthesisLearner

    data, target = options.get("data"), options.get("target")
    if target is not None and data is None:
        raise UsageError(
            f"--target {target} names a column, but there is no --data.", "Name the file, or leave the column out."
        )
    _check_strategy(options.get("strategy"))
    state = State.of(project.log)
    listed = names(options.get("labels"))
    space = Classes(listed) if listed is not None else state.space if state.project else _space(domain, data, target)
    if listed is not None and len(listed) == 1:
        raise UsageError(
            f"--labels names only “{listed[0]}”, and there is nothing to learn with one label.", "Name at least two."
        )
    found = None if data is None else pooled(domain, Path(data), target, space)
    pool, given, ids = (None, None, None) if found is None else found[:3]
    learner = SynthesisLearner(
        domain,
        options.get("model"),
        labels=space,
        strategy=options.get("strategy"),
        pool=pool,
        pool_labels=given,
        snap=options.get("snap") if pool is not None else None,
        goal=options.get("goal") or "learn",
        seed=seed,
        project=project,
        ids=ids,
    )
    project.tell("" if found is None else found.left_out)
    return learner


def _check_strategy(name: str | None) -> None:
    """UnknownNameError with all names if there is no such strategy: the near ones alone say little of so many."""
    from askless.synthesis.generators.generator import generators

    known = [one for one, _ in generators.items()]
    if name is not None and canonical(name) not in known:
        near = difflib.get_close_matches(canonical(name), known, n=1)
        lead = f"Did you mean “{near[0]}”? " if near else ""
        raise UnknownNameError(f"There is no strategy “{name}”.", f"{lead}Known are {', '.join(known)}.")


def _space(domain: Domain, data: Path | str | None, target: str | None) -> LabelSpace:
    """What an answer is: as the domain says, or the column of answers that there are."""
    from askless.synthesis.domain.domain import Domain

    if domain.answer is not None:
        return domain.answer
    seen = None if data is None or target is None else Domain.infer(Path(data), target=target)
    if seen is not None and seen.answer is not None:
        return seen.answer
    single = (
        next((f" {note.partition(':')[0]}." for note in seen.notes if "a single label" in note), "") if seen else ""
    )
    raise UsageError(
        f"Nothing says what an answer is.{single}",
        'Name the labels with --labels A,B, or in the domain under [answer]: labels = ["A", "B"], or unit = "K" for '
        "numbers.",
    )


@contextmanager
def opened_copy(folder: Path, *, whole: bool = True) -> Iterator[tuple[SynthesisLearner, str]]:
    """A project as it is at this moment, opened without a lock and without a byte written to it.

    Parameters
    ----------
    folder : Path
        The project, which may be open elsewhere.
    whole : bool, default True
        Whether the rows that exist are read too, which models are taught.

    Yields
    ------
    learner : SynthesisLearner
    notice : str
        What could not be read; "" if all could.
    """
    from askless.data.store.look import look_at
    from askless.data.store.project import Project, read_settings
    from askless.data.store.scan import read_by
    from askless.synthesis.domain.domain import Domain

    settings = read_settings(folder)
    begun, notice = look_at(folder / "labels.sqlite", lambda look: _begun(look, folder))
    if not begun.get("domain"):
        raise ProjectError(
            f"The domain of the project {folder} was made in Python, and cannot be read from it.",
            "Open it with `askless.SynthesisLearner` and the same domain.",
        )
    with tempfile.TemporaryDirectory(prefix="askless-") as place:
        copy = Path(place) / folder.name
        copy.mkdir()

        def back_up(connection: sqlite3.Connection) -> None:
            target = sqlite3.connect(copy / "labels.sqlite")
            try:
                connection.backup(target)
            finally:
                target.close()

        try:
            read_by(folder / "labels.sqlite", back_up)
        except sqlite3.DatabaseError:  # opening the copy will mend it
            shutil.copy(folder / "labels.sqlite", copy)
        domain = Domain.from_toml(begun["domain"], str(folder))
        options = (
            {name: settings.get(name) for name in OPTIONS}
            if whole
            else {n: settings.get(n) for n in ("strategy", "model", "goal")}
        )
        if options.get("data") is not None:
            options["data"] = os.path.join(folder, str(options["data"]))
        project = Project.open(copy)
        try:
            learner, lost = _without_lost(domain, project, options)
            project.tell(lost)
            yield learner, f"{notice} {project.notice}".strip()
        finally:
            project.close()


def _without_lost(domain: Domain, project: Project, options: dict[str, Any]) -> tuple[SynthesisLearner, str]:
    """The learner, without the rows that exist where they cannot be read any more."""
    options["labels"] = None  # they stand in the log, and more may have been added
    try:
        return opened_learner(domain, project, options), ""
    except (AsklessError, OSError) as error:
        if options.get("data") is None:
            raise
        said = error.problem if isinstance(error, AsklessError) else str(error)
        return opened_learner(domain, project, {**options, "data": None, "target": None}), f"{said} It is left out."


def _begun(look: Any, folder: Path) -> Mapping[str, Any]:
    """The first event of the project."""
    from askless.data.store.kept_rows import KeptRows

    events = look.has("events")
    found = KeptRows(look).begun() if events else None
    if found is None and events and look.query("SELECT 1 FROM events LIMIT 1"):
        raise ProjectError(
            f"The log of the project {folder} is damaged: what it says of its domain cannot be read.",
            "Go on with the project, by `askless synthesize` and its domain; then ask again.",
        )
    if found is None:
        raise ProjectError(f"The project {folder} has not begun yet.", "Wait for its first question, and try again.")
    return found.data
