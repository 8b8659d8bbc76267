"""`askless report`: how far a project is and how good, as a page to keep or to send."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from askless.cli.output import check_place, harmless
from askless.cli.place import find_project, spared

if TYPE_CHECKING:
    from collections.abc import Callable

    from askless.bench.report.project import Findings
    from askless.bench.report.sentence_quality import Sentences
    from askless.data.store.project import Project
    from askless.data.store.state import State
    from askless.pool.job import Job

__all__ = ["report"]

STEPS = 8
"""Reading the items, the model, five models that judge, and the estimate."""


def report(
    source: Annotated[Path, typer.Argument(metavar="PROJECT-OR-SOURCE", help="The project folder, or its source.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="The HTML file to write [NAME.html here].")
    ] = None,
    items: Annotated[bool, typer.Option("--items", help="Show a line of each item whose answer may be wrong.")] = False,
    project: Annotated[Path | None, typer.Option(metavar="DIR", help="Where the project is, if elsewhere.")] = None,
) -> None:
    """Write a page on a project: its curve, how good the model is, doubtful answers, time, and what was asked why.

    The page stands alone, and holds no item unless --items is given. A model is trained on parts of the labels to
    judge the others. Of a stream it shows what was asked, how good the predictions were over time, and each step of
    adaptation; of synthesis the questions on the surface that the model has learnt, and what was predicted against
    what was measured. The labelling page may be open meanwhile.

    \b
    $ askless report reviews.csv                 writes reviews.html
    $ askless report reviews.csv -o today.html --items
    """
    from dataclasses import replace

    from askless.bench.report.project import Findings, project_report
    from askless.bench.report.search import Found
    from askless.cli.progress import Steps
    from askless.data.formats.saving import saving
    from askless.data.labels.make import kept_space
    from askless.data.store.look import scenario_of
    from askless.data.store.read import read_project
    from askless.data.store.state import State
    from askless.server.curve import Curve
    from askless.server.prospects import lines, prospects
    from askless.server.search import search_of

    folder = find_project(source, project)
    name = folder.resolve().name.removesuffix(".askless")
    output = spared(output or _free(name), folder, source)
    check_place(output)
    scenario = scenario_of(folder)
    if scenario == "stream":
        _of_stream(folder, name, output, items=items)
        return
    if scenario == "synthesis":
        _of_synthesis(folder, name, output, items=items)
        return
    opened = read_project(folder)
    state = State.of(opened.log, kept_space(opened.settings))
    points = Curve(state.trained).points()
    search = search_of(state, opened.settings)
    if search is None:
        found = replace(_findings(opened, state, items), ahead=lines(prospects(state)))
    else:  # no model of all labels is wanted, and one that weighs the rare ones up would doubt every find
        found = Findings(search=Found(search.lines(), search.steps(), search.find))
    for notice in filter(None, (opened.notice, state.notice)):
        print(f"askless: {harmless(notice)}", file=sys.stderr)
    with Steps(1, first=2.0, every=5.0) as steps:
        steps.now("Making the tables of the report", 0)
        page = project_report(name, state, points, found)
    with saving(output) as file:
        file.write(page.encode())
    print(f"Wrote the report to {output}.")


def _of_stream(folder: Path, name: str, output: Path, *, items: bool) -> None:
    """Write the page on a stream, for which no model is trained."""
    from askless.bench.report.stream import STEPS_TOLD, stream_report
    from askless.data.formats.saving import saving
    from askless.errors import UsageError
    from askless.stream.record import read_record

    if items:
        raise UsageError("Answers of a stream are not judged, so there is no item to show.", "Leave --items out.")
    record, notice = read_record(folder, most=STEPS_TOLD)
    if notice:
        print(f"askless: {harmless(notice)}", file=sys.stderr)
    with saving(output) as file:
        file.write(stream_report(name, record).encode())
    print(f"Wrote the report to {output}.")


def _of_synthesis(folder: Path, name: str, output: Path, *, items: bool) -> None:
    """Write the page on made-up questions."""
    from askless.bench.report.synthesis import synthesis_report
    from askless.cli.synthesis.opening import opened_copy
    from askless.data.formats.saving import saving
    from askless.errors import UsageError

    if items:
        raise UsageError(
            "Answers to made-up questions are not judged, so there is no item to show.", "Leave --items out."
        )
    with opened_copy(folder) as (learner, notice):
        if notice:
            print(f"askless: {harmless(notice)}", file=sys.stderr)
        page = synthesis_report(name, learner)
    with saving(output) as file:
        file.write(page.encode())
    print(f"Wrote the report to {output}.")


def _free(name: str) -> Path:
    """The file that a report goes to if none was named: a new one, or an earlier report on a project of this name."""
    from askless.bench.report.project import title
    from askless.errors import UsageError

    output = Path(f"{name}.html")
    if output.is_file() and title(name).encode() not in output.read_bytes()[:2000]:
        raise UsageError(
            f"“{output}” is there already, and is no report on this project.", "Name the file to write with -o."
        )
    return output


def _findings(opened: Project, state: State, items: bool) -> Findings:
    """What models say of the answers, or why they say nothing."""
    from askless.bench.report.project import Findings
    from askless.cli.progress import Steps
    from askless.core.task import SEQUENCES
    from askless.errors import ModelError, SourceError
    from askless.pool.export import learner_of
    from askless.pool.items import items_of_project
    from askless.pool.judged import judge
    from askless.pool.unfit import set_aside

    if not state.labelled:
        return Findings()
    try:
        with Steps(STEPS, first=2.0, every=5.0) as steps:

            def trains(done: int, of: int) -> None:
                steps.now(f"Training model {done + 1} of {of} to judge the answers", 2 + done)

            steps.now("Reading the items", 0)
            pool = items_of_project(opened)
            set_aside(pool, state)  # the learner tells it
            steps.now("Computing features and training the model", 1)
            learner, model = learner_of(opened, pool)
            sentences = learner.space.kind in SEQUENCES
            about = _sentences(learner.job(), model, state, pool, trains) if sentences else None
            judged = None if sentences else judge(learner.job(), model, trains)
            steps.now("Estimating how good the model is", STEPS - 1)
            logged = state.counts()["estimate"]
            estimate = None if logged and logged["ready"] else learner.estimate()
    except SourceError as error:
        return Findings(missing=f"{error.problem} So no model could be trained to judge the answers.")
    except ModelError as error:  # one class only, or a model of the caller's own
        return Findings(missing=f"Nothing can be said yet. {error.problem}")
    shown = pool.line if items else None
    return Findings(judged, name=pool.ids.text, excerpt=shown, estimate=estimate, sentences=about)


def _sentences(job: Job, model: Any, state: State, pool: Any, progress: Callable[[int, int], None]) -> Sentences:
    """What models say of answers about sentences, and how much was read for them."""
    from askless.bench.report.sentence_quality import Sentences, tokens_read

    lengths, text = pool.lengths().tolist(), pool.ids.text
    answered = {item_id: item for item_id, item in state.items.items() if item.labelled and item_id in pool.ids}
    read = tokens_read(answered, {text(row): lengths[row] for row in range(len(lengths))})
    return Sentences.of(job, model, read, progress)
