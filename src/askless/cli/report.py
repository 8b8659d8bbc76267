"""`askless report`: how far a project is, as a page to keep or to send."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from askless.cli.output import harmless
from askless.cli.place import find_project, spared

__all__ = ["report"]


def report(
    source: Annotated[Path, typer.Argument(metavar="PROJECT-OR-SOURCE", help="The project folder, or its source.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The HTML file to write.")] = Path(
        "report.html"
    ),
    project: Annotated[Path | None, typer.Option(metavar="DIR", help="Where the project is, if elsewhere.")] = None,
) -> None:
    """Write a page on a project: its learning curve and its counts.

    The page stands alone and holds no item. The labelling page may be open meanwhile.

    \b
    $ askless report reviews.csv -o report.html
    """
    from askless.bench.report.project import project_report
    from askless.data.formats.saving import saving
    from askless.data.store.read import read_project
    from askless.data.store.state import State
    from askless.server.curve import Curve

    opened = read_project(find_project(source, project))
    spared(output, opened.path, source)
    state = State.of(opened.log)
    for notice in filter(None, (opened.notice, state.notice)):
        print(f"askless: {harmless(notice)}", file=sys.stderr)
    page = project_report(opened.path.name.removesuffix(".askless"), state, Curve(state.trained).points())
    with saving(output) as file:
        file.write(page.encode())
    print(f"Wrote the report to {output}.")
