"""``askless label``: label a file in the browser."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from askless.core.task import TaskName

if TYPE_CHECKING:
    from askless.data.labels.space import LabelSpace

__all__ = ["label"]


class TaskOption(StrEnum):
    """What an answer is."""

    classify = "classify"
    multilabel = "multilabel"
    regress = "regress"
    tag = "tag"
    span = "span"


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
    task: Annotated[
        TaskOption | None,
        typer.Option(help="What an answer is: a label, several, a number, tags or spans of a text; found if left out."),
    ] = None,
    labels: Annotated[str | None, typer.Option(metavar="A,B,C", help="The labels, for instance spam,ham.")] = None,
    multilabel: Annotated[
        bool | None,
        typer.Option("--multilabel/--single", help="Short for --task multilabel and classify.", show_default=False),
    ] = None,
    unit: Annotated[
        str | None, typer.Option(metavar="UNIT", help="Of answers that are numbers, for instance kg.")
    ] = None,
    minimum: Annotated[float | None, typer.Option(metavar="N", help="Smaller numbers are refused.")] = None,
    maximum: Annotated[float | None, typer.Option(metavar="N", help="Larger numbers are refused.")] = None,
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
    goal: Annotated[
        str | None, typer.Option(metavar="find", help="Look for the items of one label, the likeliest first.")
    ] = None,
    find: Annotated[
        str | None, typer.Option(metavar="LABEL", help="The label to find; implies --goal find. Else the rarest.")
    ] = None,
    recall: Annotated[
        float | None, typer.Option(metavar="SHARE", help="Of what --goal find looks for, to be found; default 0.95.")
    ] = None,
    confidence: Annotated[
        float | None, typer.Option(metavar="SHARE", help="How sure to be of that recall; default 0.95.")
    ] = None,
    guide: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What each label means: TOML with a definition and an example of each."),
    ] = None,
    holdout: Annotated[
        str | None,
        typer.Option(
            metavar="random:N",
            help="Keep N items apart to test the model: asked, but never trained on. "
            "A hundred tell the accuracy to within 6 points or so.",
        ),
    ] = None,
    port: Annotated[int | None, typer.Option(metavar="N", help="Port on this machine; 0 takes a free one.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
    seed: Annotated[int | None, typer.Option(metavar="N", help="Seed of all chance; 0 if left out.")] = None,
) -> None:
    """Label a file in the browser while a model learns and chooses.

    \b
    $ askless label reviews.csv
    $ askless label mails.jsonl --labels spam,ham --port 8000 --no-browser
    $ askless label houses.csv --unit k€ --minimum 0
    $ askless label reviews.csv --holdout random:100
    $ askless label papers.csv --goal find --find relevant --labels relevant,irrelevant --recall 0.9

    Columns are found by themselves; a line says which were taken. The same command resumes the work.
    Ctrl+C ends it; nothing is lost.
    """
    from askless.choose.strategy.lone import lone_answers
    from askless.choose.strategy.strategy import strategies
    from askless.cli.output import harmless
    from askless.cli.serving import open_browser, serve_opened
    from askless.server.opening import open_session
    from askless.server.options import Options
    from askless.server.run import listen

    options = Options(
        text=text, id=id, label_column=label_column, header=header, task=one_task(task, multilabel),
        labels=names(labels), unit=unit, minimum=minimum, maximum=maximum, ignore_labels=ignore_labels,
        strategy=strategy, model=model, batch=batch, seed=seed, holdout=test_size(holdout), guide=guide,
        goal="find" if sought(goal) or find is not None else None, find=find, recall=recall,
        confidence=confidence,
    )  # fmt: skip
    with listen(port) as server:
        opened = open_session(source, options, project)
        for line in [
            opened.source.sentence,
            *shortened(opened.source.problems),
            *opened.remarks,
            *([] if strategy is None else lone_answers(strategies.get(strategy))),
            opened.project.notice,
            *_test_told(options.holdout, opened.session.learner.space),
        ]:
            if line:
                print(harmless(line))
        labelled = opened.session.labelled
        so_far = f", {labelled:,} labelled so far" if labelled else ""
        print(f"The work is kept in {opened.project.path}{so_far}. Ctrl+C ends it.", flush=True)
        serve_opened(opened, server, ready=() if no_browser else (open_browser,))


def one_task(task: TaskOption | None, multilabel: bool | None) -> TaskName | None:
    """The task that --task names, or --multilabel and --single for short.

    Examples
    --------
    >>> one_task(None, True), one_task(TaskOption.regress, None)
    ('multilabel', 'regress')
    """
    short: TaskName | None = None if multilabel is None else "multilabel" if multilabel else "classify"
    if task is None or short in (None, task.value):
        return short if task is None else task.value
    from askless.errors import UsageError

    said = "--multilabel" if multilabel else "--single"
    raise UsageError(f"`--task {task.value}` and `{said}` contradict each other.", "Leave one of them out.")


def sought(goal: str | None) -> bool:
    """Whether --goal says that items of one label are looked for.

    Examples
    --------
    >>> sought(None), sought("find")
    (False, True)
    """
    if goal in (None, "find"):
        return goal is not None
    from askless.errors import UsageError

    raise UsageError(
        f"`--goal {goal}` is not known: there is only “find”.",
        "Say --goal find to look for the items of one label, or leave it out to learn all of them.",
    )


def _test_told(size: int | None, space: LabelSpace) -> list[str]:
    """How sharply a test that was asked for now will tell the accuracy; numbers and several labels have none."""
    from askless.enough.apart import tells

    return [tells(size)] if size is not None and space.kind == "classes" else []


def test_size(holdout: str | None) -> int | None:
    """How many items --holdout keeps apart.

    Examples
    --------
    >>> test_size("random:120")
    120
    """
    if holdout is None:
        return None
    from askless.errors import UsageError

    how, _, number = holdout.partition(":")
    if how != "random" or not number.isdecimal() or not number.isascii() or len(number) > 15 or int(number) < 1:
        raise UsageError(
            f"`--holdout {holdout}` does not say how many items to keep apart.",
            "Write --holdout random:100 for a hundred items drawn at random.",
        )
    return int(number)


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
