"""The items of a project, wherever they can still be had."""

from __future__ import annotations

import os
from pathlib import Path

from askless.core.program import program
from askless.core.task import SEQUENCES, TASKS
from askless.data.items.items import Items
from askless.data.labels.real import Real
from askless.data.source import open_source, reopen
from askless.data.store.project import Project
from askless.errors import SourceError

__all__ = ["items_of_project", "source_of_project"]


def items_of_project(project: Project) -> Items:
    """The pool of a project: from its cache, or else from its source, which is not stored again.

    Parameters
    ----------
    project : Project
        Its settings name the "source" and the columns that were chosen.

    Returns
    -------
    items : Items

    Raises
    ------
    SourceError
        If the cache is gone and the source cannot be read.
    """
    try:
        return reopen(project.cache)
    except SourceError:
        path = source_of_project(project)
        if path is None:
            raise SourceError(
                f"The items of the project “{project.path}” are not stored in it.",
                f"Open it once with `{program()} label SOURCE --project DIR`.",
            ) from None
    columns = {name: project.settings.get(name) for name in ("text", "id", "label_column")}
    chosen = {name: str(column) for name, column in columns.items() if column}
    said = project.settings.get("header")
    header = said if isinstance(said, bool) else None
    task = project.settings.get("task")
    numbers = Real() if task == "regress" else None  # which of its columns that is depends on it
    about_tokens = task if task in TASKS and TASKS[task] in SEQUENCES else None
    return open_source(
        path,
        task=about_tokens,
        header=header,
        numbers=numbers,
        allow_all_labelled=True,
        **chosen,  # type: ignore[arg-type]
    ).items


def source_of_project(project: Project) -> Path | None:
    """Where the source of a project is by its settings; None if they do not say.

    Examples
    --------
    >>> from askless.data.store.log import MemoryLog
    >>> source_of_project(Project(Path("data/a.askless"), {"source": "../a.csv"}, MemoryLog())).as_posix()
    'data/a.csv'
    """
    source = project.settings.get("source")
    # One that lies beside the project is kept as “../NAME”.
    return Path(os.path.normpath(project.path / str(source))) if source else None
