"""`askless export`: labels, predictions, the log or the model of a project, as files."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from askless.cli.output import counted, harmless
from askless.cli.place import find_project, spared

if TYPE_CHECKING:
    from askless.data.store.project import Project

__all__ = ["export"]


_PICKLES = (".pkl", ".pickle", ".joblib")


class What(StrEnum):
    """What an export holds."""

    labels = "labels"
    predictions = "predictions"
    log = "log"
    model = "model"


def export(
    source: Annotated[Path, typer.Argument(metavar="PROJECT-OR-SOURCE", help="The project folder, or its source.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The file to write.")],
    what: Annotated[
        What | None,
        typer.Option(help="What to write; told from FILE if it is log.jsonl, predictions.csv or model.skops."),
    ] = None,
    project: Annotated[Path | None, typer.Option(metavar="DIR", help="Where the project is, if elsewhere.")] = None,
) -> None:
    """Write labels, predictions, the log or the model to a file.

    Tables are CSV, TSV, JSON lines or Parquet, as FILE ends; .gz may follow. Predictions are for the
    whole pool, with the labels beside them. The model comes with an example that loads it. Of a stream
    or of synthesis there are labels, with the items and what was predicted of them, and the log. The page
    may be open meanwhile.

    \b
    $ askless export reviews.csv -o labels.csv
    $ askless export reviews.csv -o predictions.parquet
    $ askless export reviews.csv -o log.jsonl
    $ askless export reviews.csv -o model.skops
    """
    from askless.data.store.look import scenario_of
    from askless.data.store.read import read_project

    what = what or meant_by(output)
    folder = find_project(source, project)
    spared(output, folder, source)
    scenario = scenario_of(folder)
    if scenario == "stream":
        _of_stream(folder, output, what)
        return
    if scenario == "synthesis":
        _of_synthesis(folder, output, what)
        return
    opened = read_project(folder)
    try:
        print(_write(opened, output, what))
    finally:
        if opened.notice:
            print(f"askless: {harmless(opened.notice)}", file=sys.stderr)


def _write(opened: Project, output: Path, what: What) -> str:
    """Write what is wanted; what was written, in words."""
    if what == "log":
        from askless.data.store.lines import write_log

        _make_folder(output)
        return f"Wrote {counted(write_log(opened.log, output), 'event')} to {output}."
    from askless.data.formats.write import format_to_write
    from askless.data.reading.others import other_columns
    from askless.errors import SourceError
    from askless.pool.export import export_labels, export_model, export_predictions
    from askless.pool.items import items_of_project, source_of_project

    if what != "model":
        format_to_write(output)  # refuses before a folder is made
        _make_folder(output)
    try:
        items = items_of_project(opened)
    except SourceError as error:
        if what != "labels":
            raise
        written = counted(export_labels(opened, output), "label")
        opened.tell(f"{error.problem} So the labels are written with the ids of their items only.")
        return f"Wrote {written} to {output}."
    if what == "model":
        saved = export_model(opened, output, items)
        return f"Wrote the model to {saved.model}; {saved.example} loads it."
    others = other_columns(items, source_of_project(opened))
    opened.tell(others.notice)
    if what == "predictions":
        written = counted(export_predictions(opened, output, items, others), "item")
        return f"Wrote predictions for {written} to {output}."
    return f"Wrote {counted(export_labels(opened, output, items, others), 'label')} to {output}.{_or_else(output)}"


def _of_stream(folder: Path, output: Path, what: What) -> None:
    """Write what is wanted of a stream, whose items lie in the project itself."""
    from askless.data.formats.write import format_to_write
    from askless.data.store.lines import write_log
    from askless.data.store.look import look_at
    from askless.errors import UsageError
    from askless.stream.export import export_stream

    if what == "model":
        raise UsageError(
            "The model of a stream goes on learning, and is not written to a file of its own.",
            "Open the project with `askless.StreamLearner` to predict, or export the labels and train another.",
        )
    if what == "predictions":
        raise UsageError(
            "A stream has no pool whose items could be predicted.",
            "Export labels.csv, which holds what was predicted of each asked item, or keep what `stream run` prints.",
        )
    if what == "log":
        _make_folder(output)
        n, notice = look_at(folder / "labels.sqlite", lambda look: write_log(look, output))
        said = f"Wrote {counted(n, 'event')} to {output}."
    else:
        format_to_write(output)  # refuses before a folder is made
        _make_folder(output)
        n, notice = export_stream(folder, output)
        said = f"Wrote {counted(n, 'label')} to {output}.{_or_else(output)}"
    print(said)
    if notice:
        print(f"askless: {harmless(notice)}", file=sys.stderr)


def _of_synthesis(folder: Path, output: Path, what: What) -> None:
    """Write what is wanted of made-up questions, whose items lie in the project itself."""
    from askless.cli.synthesis.exporting import export_synthesis, units_of
    from askless.cli.synthesis.opening import opened_copy
    from askless.data.formats.write import format_to_write
    from askless.data.store.lines import write_log
    from askless.data.store.look import look_at
    from askless.errors import UsageError

    if what in ("model", "predictions"):
        raise UsageError(
            f"The {'model' if what == 'model' else 'predictions'} of synthesis cannot be written to a file.",
            "Open the project with `askless.SynthesisLearner`, which has `model` and `predict`, or export the labels.",
        )
    if what == "log":
        _make_folder(output)
        n, notice = look_at(folder / "labels.sqlite", lambda look: write_log(look, output))
        said = f"Wrote {counted(n, 'event')} to {output}."
    else:
        format_to_write(output)  # refuses before a folder is made
        with opened_copy(folder, whole=False) as (learner, notice):
            _make_folder(output)
            n = export_synthesis(learner, output)
            units = units_of(learner)
        said = f"Wrote {counted(n, 'label')} to {output}.{units}"
    print(said)
    if notice:
        print(f"askless: {harmless(notice)}", file=sys.stderr)


def _or_else(output: Path) -> str:
    """How to get predictions, for a name that may have meant them."""
    stem = output.name.partition(".")[0].lower()
    return " For what the model predicts, say --what predictions." if stem.startswith("pred") else ""


def _make_folder(output: Path) -> None:
    """Make the folder of a file; with a model, that is seen to where it is saved."""
    from askless.data.formats.saving import storing

    with storing(output):
        output.parent.mkdir(parents=True, exist_ok=True)


def meant_by(file: Path) -> What:
    """What a file of this name should hold; UsageError if it is to be a pickle.

    Examples
    --------
    >>> meant_by(Path("out/predictions.csv.gz")).value, meant_by(Path("reviews.csv")).value
    ('predictions', 'labels')
    """
    if file.suffix == ".skops":
        return What.model
    stem = file.name.partition(".")[0]
    if file.suffix in _PICKLES:
        from askless.errors import UsageError

        raise UsageError(
            f"“{file.name}” has the extension “{file.suffix}”, which nothing is written with, as opening it runs code.",
            "End its name in .skops for the model, or in .csv, .tsv, .jsonl or .parquet for a table.",
        )
    return What(stem) if stem in ("log", "predictions") else What.labels
