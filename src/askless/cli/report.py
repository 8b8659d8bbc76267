"""`askless report`: how far a project is and how good, as a page to keep or to send."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from askless.cli.output import harmless
from askless.cli.place import find_project, spared

if TYPE_CHECKING:
    from askless.bench.report.project import Findings
    from askless.data.store.project import Project
    from askless.data.store.state import State

__all__ = ["report"]


def report(
    source: Annotated[Path, typer.Argument(metavar="PROJECT-OR-SOURCE", help="The project folder, or its source.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The HTML file to write.")] = Path(
        "report.html"
    ),
    items: Annotated[bool, typer.Option("--items", help="Show a line of each item whose answer may be wrong.")] = False,
    project: Annotated[Path | None, typer.Option(metavar="DIR", help="Where the project is, if elsewhere.")] = None,
) -> None:
    """Write a page on a project: its curve, how good the model is, doubtful answers, time, and what was asked why.

    The page stands alone, and holds no item unless --items is given. A model is trained on parts of the labels to
    judge the others. The labelling page may be open meanwhile.

    \b
    $ askless report reviews.csv -o report.html
    $ askless report reviews.csv --items
    """
    from dataclasses import replace

    from askless.bench.report.project import project_report
    from askless.data.formats.saving import saving
    from askless.data.store.read import read_project
    from askless.data.store.state import State
    from askless.server.curve import Curve
    from askless.server.prospects import lines, prospects

    opened = read_project(find_project(source, project))
    spared(output, opened.path, source)
    state = State.of(opened.log)
    points = Curve(state.trained).points()
    found = replace(_findings(opened, state, items), ahead=lines(prospects(state)))
    for notice in filter(None, (opened.notice, state.notice)):
        print(f"askless: {harmless(notice)}", file=sys.stderr)
    page = project_report(opened.path.name.removesuffix(".askless"), state, points, found)
    with saving(output) as file:
        file.write(page.encode())
    print(f"Wrote the report to {output}.")


def _findings(opened: Project, state: State, items: bool) -> Findings:
    """What models say of the answers, or why they say nothing."""
    from askless.bench.report.project import Findings
    from askless.errors import ModelError, SourceError
    from askless.pool.export import learner_of
    from askless.pool.items import items_of_project
    from askless.pool.judged import judge

    if not state.labelled:
        return Findings()
    try:
        pool = items_of_project(opened)
        learner, model = learner_of(opened, pool)
        judged = judge(learner.job(), model, _progress)
        logged = state.counts()["estimate"]
        estimate = None if logged and logged["ready"] else learner.estimate()
    except SourceError as error:
        return Findings(missing=f"{error.problem} So no model could be trained to judge the answers.")
    except ModelError as error:  # one class only, or a model of the caller's own
        return Findings(missing=f"Nothing can be said yet. {error.problem}")
    return Findings(judged, name=pool.ids.text, excerpt=pool.line if items else None, estimate=estimate)


def _progress(done: int, of: int) -> None:
    """Say how far it is, to whoever watches."""
    if sys.stderr.isatty():
        end = "\n" if done + 1 == of else ""
        print(f"\rTraining model {done + 1} of {of} to judge the answers …", end=end, file=sys.stderr, flush=True)
