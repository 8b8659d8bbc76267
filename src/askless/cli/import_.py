"""`askless import`: exported labels or an exported log, read back into a project."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from askless.cli.output import counted, harmless
from askless.cli.place import find_project

if TYPE_CHECKING:
    from askless.data.store.project import Project

__all__ = ["import_"]


def import_(
    source: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project folder, or its source.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `askless export` wrote as .jsonl or .jsonl.gz.")],
    project: Annotated[Path | None, typer.Option(metavar="DIR", help="Where the project is, if elsewhere.")] = None,
) -> None:
    """Read exported labels, or an exported log, into a project.

    Labels are given to the items by id. A log becomes the log of a new project folder, which is made,
    or continues the log that it began as. Doing it twice changes nothing.

    \b
    $ askless import reviews.csv labels.jsonl
    $ askless import copy.askless log.jsonl
    """
    from askless.data.store.look import refuse_unless_pool
    from askless.data.store.project import Project
    from askless.pool.imports import import_labels, import_log, kind_of, read_lines, refuse_other_log

    instead = {
        "stream": "Tell it answers with `StreamLearner.tell`, or in the file of `askless stream run --answers`.",
        "synthesis": "Tell it answers with `SynthesisLearner.tell`.",
    }
    lines = read_lines(file)
    if kind_of(lines) == "log":
        folder = project or _folder(source)
        refuse_unless_pool(folder, instead)
        refuse_other_log(lines)
        opened = Project.open(folder)
        try:
            new = import_log(opened.log, lines)
        finally:
            opened.close()
            _tell(opened)
        print(f"Imported {counted(new, 'event')} into {opened.path}; {len(lines) - new:,} were there already.")
        return
    from askless.pool.items import items_of_project
    from askless.pool.learner import PoolLearner

    folder = find_project(source, project)
    refuse_unless_pool(folder, instead)
    opened = Project.open(folder)
    try:
        learner = PoolLearner(items_of_project(opened), project=opened)
        new = import_labels(learner, lines)
    finally:
        opened.close()
        _tell(opened)
    print(f"Imported {counted(new, 'label')} into {opened.path}; {len(lines) - new:,} were there already or hold none.")


def _tell(project: Project) -> None:
    """Say what had to be recovered or passed over, if anything."""
    if project.notice:
        print(f"askless: {harmless(project.notice)}", file=sys.stderr)


def _folder(source: Path) -> Path:
    """The project that exists for a name, or else a new folder of this name."""
    from askless.data.store.project import default_folder
    from askless.data.store.read import is_project
    from askless.errors import UsageError

    if is_project(default_folder(source)) and not is_project(source):
        return default_folder(source)
    if source.is_file():
        raise UsageError(f"“{source}” is a file and has no project.", "Name a folder for the new project.")
    return source
