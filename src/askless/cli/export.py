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


class FormOption(StrEnum):
    """Formats of tags and spans."""

    table = "table"
    conll = "conll"
    conllu = "conllu"
    prodigy = "prodigy"
    doccano = "doccano"
    label_studio = "label-studio"


class SchemeOption(StrEnum):
    """How CoNLL has spans."""

    BIO = "BIO"
    IOB1 = "IOB1"
    BIOES = "BIOES"
    BILOU = "BILOU"


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
    form: Annotated[
        FormOption | None,
        typer.Option("--format", help="Of tags and spans: how to write them; told from FILE if left out."),
    ] = None,
    scheme: Annotated[
        SchemeOption | None, typer.Option(help="How CoNLL has spans; as the source has it, or BIO.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Of tags and spans: write sentences that nobody answered too.")
    ] = False,
    project: Annotated[Path | None, typer.Option(metavar="DIR", help="Where the project is, if elsewhere.")] = None,
) -> None:
    """Write labels, predictions, the log or the model to a file.

    Tables are CSV, TSV, JSON lines or Parquet, as FILE ends; .gz may follow. Predictions are for the
    whole pool, with the labels beside them. The model comes with an example that loads it. Of a stream
    or of synthesis there are labels, with the items and what was predicted of them, and the log. The page
    may be open meanwhile. Tags and spans are written as CoNLL too (.conllu, .conll), and for Prodigy,
    doccano and Label Studio; what nobody has answered is “_” there, or a span of type “?”.

    \b
    $ askless export reviews.csv -o labels.csv
    $ askless export reviews.csv -o predictions.parquet
    $ askless export reviews.csv -o log.jsonl
    $ askless export reviews.csv -o model.skops
    $ askless export train.conll.gz -o tagged.conll
    $ askless export train.conll.gz -o tagged.jsonl --format prodigy
    """
    from askless.data.store.look import scenario_of
    from askless.data.store.read import read_project

    what = what or meant_by(output)
    about_tokens = _about_tokens(output, what, form, scheme, everything)
    folder = find_project(source, project)
    spared(output, folder, source)
    scenario = scenario_of(folder)
    if about_tokens and scenario in ("stream", "synthesis"):
        raise _no_tokens(output)
    if scenario == "stream":
        _of_stream(folder, output, what)
        return
    if scenario == "synthesis":
        _of_synthesis(folder, output, what)
        return
    opened = read_project(folder)
    try:
        print(
            _write_sentences(opened, output, form, scheme, everything) if about_tokens else _write(opened, output, what)
        )
    finally:
        if opened.notice:
            print(f"askless: {harmless(opened.notice)}", file=sys.stderr)


def _write(opened: Project, output: Path, what: What) -> str:
    """Write what is wanted; what was written, in words."""
    if what == "log":
        from askless.data.store.lines import write_log

        _make_folder(output)
        return f"Wrote {counted(write_log(opened.log, output), 'event')} to {output}."
    from askless.data.reading.others import other_columns
    from askless.errors import SourceError
    from askless.pool.export import export_labels, export_model, export_predictions
    from askless.pool.items import items_of_project, source_of_project

    if what != "model":
        _check_table(opened, output, what)  # refuses before a folder is made
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


def _check_table(opened: Project, output: Path, what: What) -> None:
    """Refuse a file that no table is written to; with what there is instead, if answers are about tokens."""
    from askless.core.task import SEQUENCES
    from askless.data.formats.write import format_to_write
    from askless.data.labels.make import kept_space
    from askless.data.store.state import State
    from askless.data.writing.sentences import form_of
    from askless.errors import UsageError

    try:
        format_to_write(output)
    except UsageError:
        if what == "labels" and State.of(opened.log, kept_space(opened.settings)).space.kind in SEQUENCES:
            form_of(output)
        raise


def _about_tokens(
    output: Path, what: What, form: FormOption | None, scheme: SchemeOption | None, everything: bool
) -> bool:
    """Whether the file is one that holds tags and spans only; UsageError if it cannot hold what is wanted."""
    from askless.data.formats.reader import extension
    from askless.data.reading.sequences.conll import CONLL
    from askless.errors import UsageError

    table = form == "table" or (form is None and extension(output) not in CONLL)
    if not table and what == "labels":
        return True
    if not table:
        raise UsageError(
            f"The {what} cannot be written as {form or extension(output)}.",
            "Write a table: end the name of the file in .csv, .tsv, .jsonl or .parquet, and leave --format out.",
        )
    if scheme is not None or everything:
        option = "--scheme is for CoNLL" if scheme is not None else "--all is for CoNLL and labelling tools"
        raise UsageError(
            f"{option}, and “{output.name}” is a table.",
            "Leave it out, or say --format.",
        )
    return False


def _no_tokens(output: Path) -> Exception:
    """The error for a project whose answers are not about tokens."""
    from askless.errors import UsageError

    return UsageError(
        f"“{output.name}” is for tags and spans, and this project has no answers about tokens.",
        "Write a table: end its name in .csv, .tsv, .jsonl or .parquet.",
    )


def _write_sentences(
    opened: Project, output: Path, form: FormOption | None, scheme: SchemeOption | None, everything: bool
) -> str:
    """Write tags or spans; what was written, in words."""
    from askless.data.writing.sentences import Form, form_of
    from askless.pool.export import export_sentences
    from askless.pool.items import items_of_project, source_of_project

    chosen: Form | None = None if form is None else form.value
    form_of(output, chosen)  # refuses before a folder is made
    _make_folder(output)
    written = export_sentences(
        opened,
        output,
        items_of_project(opened),
        form=chosen,
        scheme=None if scheme is None else scheme.value,
        source=source_of_project(opened),
        everything=everything,
    )
    for note in written.notes:
        opened.tell(note)
    return f"Wrote {counted(written.n, 'sentence')} to {output}."


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
