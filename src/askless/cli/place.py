"""Which project a command means: its folder, or the source that it belongs to."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from askless.core.program import program
from askless.data.reading.cache import read_meta
from askless.data.store.project import default_folder, read_settings
from askless.data.store.read import is_project
from askless.errors import ProjectError, UsageError

__all__ = ["find_project", "spared"]


def find_project(source: Path, elsewhere: Path | None = None) -> Path:
    """The project folder of a source, or the project folder itself.

    Parameters
    ----------
    source : Path
        A project folder, or a source that has one.
    elsewhere : Path, optional
        The folder that --project named.

    Returns
    -------
    folder : Path
        A project folder that exists.

    Raises
    ------
    ProjectError
        If there is none.
    """
    if source.name in ("", ".."):  # a folder that is named by its place only
        source = Path(os.path.abspath(source))
    places = [elsewhere] if elsewhere is not None else [source, default_folder(source)]
    for place in places:
        if is_project(place):
            return place
    if elsewhere is None and not source.exists():
        raise ProjectError(f"There is no file or folder “{source}”.", "Check the spelling and the folder.")
    looked = places[-1]
    raise ProjectError(
        f"“{source.name or source}” has no project yet: there is none in “{looked}”.",
        f"Begin one with `{program()} label {shlex.quote(str(source))}`, or name its folder with --project DIR.",
    )


def spared(output: Path, project: Path, source: Path) -> Path:
    """The file to write, unless that would cost what the labels belong to.

    Parameters
    ----------
    output : Path
        What the user named.
    project : Path
        The project folder.
    source : Path
        What the user named as the source.

    Returns
    -------
    output : Path

    Raises
    ------
    UsageError
        If it is the source, or a file that is there in a source or project folder.
    """
    target = Path(os.path.realpath(output))
    kept = [source, project]
    settings = read_settings(project)
    if isinstance(settings.get("source"), str):
        kept.append(project / str(settings["source"]))
    read = read_meta(project / "cache" / "items")
    if read is not None:
        # The settings may not name it: whoever begins a project from Python need not say where the items are from.
        kept.append(Path(read["key"]["path"]))
    for path in kept:
        place = Path(os.path.realpath(path))
        if target == place or (target.exists() and place in target.parents):
            raise UsageError(f"“{output}” would be written over “{path}”.", "Name another file with -o.")
    return output
