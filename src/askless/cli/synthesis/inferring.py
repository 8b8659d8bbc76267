"""A domain for the rows of a file, written down to be looked over."""

from __future__ import annotations

import shlex
from pathlib import Path

from askless.cli.output import check_place, harmless

__all__ = ["inferred"]


def inferred(source: Path, target: str | None, output: Path | None) -> None:
    """Write a domain in which the rows of a file lie, and print what it says.

    Parameters
    ----------
    source : Path
        A table.
    target : str or None
        Its column of answers, which is no input.
    output : Path or None
        The file to write; NAME.toml here if not given.

    Raises
    ------
    UsageError
        If the file to write is there already.
    """
    from askless.core.program import program
    from askless.data.formats.saving import saving
    from askless.errors import UsageError
    from askless.synthesis.domain.domain import Domain

    place = output or Path(f"{source.name.partition('.')[0]}.toml")
    check_place(place)
    if place.exists():
        raise UsageError(f"“{place}” is there already, and may have been edited.", "Name another file with -o.")
    found = Domain.infer(source, target=target)
    with saving(place) as file:
        file.write(found.to_toml().encode())
    for line in (*found.summary(), *found.notes):
        print(harmless(line))
    column = "" if found.target is None else f" --target {shlex.quote(found.target)}"
    again = f"{program()} synthesize {shlex.quote(str(place))} --data {shlex.quote(str(source))}{column}"
    print(harmless(f"\nWrote this to {place}. Look it over, correct ranges and units there, then: {again}"))
