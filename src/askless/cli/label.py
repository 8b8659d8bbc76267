"""``askless label``: label a file in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["label"]


def label(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="A file, a folder of texts or images, or a project folder.")
    ],
    text: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Column of the text; “-” takes the whole row.")
    ] = None,
    id: Annotated[str | None, typer.Option(metavar="COLUMN", help="Column of the ids; “-” takes row numbers.")] = None,
    label_column: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Column of labels given already; “-” for none.")
    ] = None,
    header: Annotated[
        bool | None,
        typer.Option(
            "--header/--no-header", help="The first row names the columns, or is an item.", show_default=False
        ),
    ] = None,
    labels: Annotated[str | None, typer.Option(metavar="A,B,C", help="The labels, for instance spam,ham.")] = None,
    multilabel: Annotated[
        bool | None, typer.Option("--multilabel/--single", help="Several labels an item, or one.", show_default=False)
    ] = None,
    ignore_labels: Annotated[
        bool | None, typer.Option("--ignore-labels", help="Leave out labels given already.", show_default=False)
    ] = None,
    project: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the work is kept; else NAME.askless beside it.")
    ] = None,
    strategy: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="How items are chosen; see askless strategies. Also power(badge)."),
    ] = None,
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="A built-in model; the one for the kind of item if left out.")
    ] = None,
    batch: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Items chosen together; 10 if left out.")
    ] = None,
    port: Annotated[int | None, typer.Option(metavar="N", help="Port on this machine; 0 takes a free one.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
    seed: Annotated[int | None, typer.Option(metavar="N", help="Seed of all chance; 0 if left out.")] = None,
) -> None:
    """Label a file in the browser while a model learns and chooses.

    \b
    $ askless label reviews.csv
    $ askless label mails.jsonl --labels spam,ham --port 8000 --no-browser

    Columns are found by themselves; a line says which were taken. The same command resumes the work.
    Ctrl+C ends it; nothing is lost.
    """
    from askless.cli.output import harmless
    from askless.cli.serving import open_browser, serve_opened
    from askless.server.opening import Options, open_session
    from askless.server.run import listen

    options = Options(
        text=text, id=id, label_column=label_column, header=header, labels=names(labels), multilabel=multilabel,
        ignore_labels=ignore_labels, strategy=strategy, model=model, batch=batch, seed=seed,
    )  # fmt: skip
    with listen(port) as server:
        opened = open_session(source, options, project)
        for line in [
            opened.source.sentence,
            *shortened(opened.source.problems),
            *opened.remarks,
            opened.project.notice,
        ]:
            if line:
                print(harmless(line))
        labelled = opened.session.labelled
        so_far = f", {labelled:,} labelled so far" if labelled else ""
        print(f"The work is kept in {opened.project.path}{so_far}. Ctrl+C ends it.", flush=True)
        serve_opened(opened, server, ready=() if no_browser else (open_browser,))


def names(labels: str | None) -> list[str] | None:
    """Label names from the command line; one that holds a comma stands in double quotes.

    Examples
    --------
    >>> names('spam, ham, "neither, nor"')
    ['spam', 'ham', 'neither, nor']
    """
    if labels is None:
        return None
    import csv

    return [name.strip() for name in next(csv.reader([labels], skipinitialspace=True), []) if name.strip()]


def shortened(problems: list[str], most: int = 5) -> list[str]:
    """The first few problems, and how many there are beyond.

    Examples
    --------
    >>> shortened(["a", "b", "c"], most=1)
    ['a', 'and 2 more of the kind']
    """
    rest = len(problems) - most
    return problems if rest <= 0 else [*problems[:most], f"and {rest:,} more of the kind"]
