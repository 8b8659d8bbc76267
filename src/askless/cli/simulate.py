"""``askless simulate``: compare strategies on data whose labels are known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from askless.bench.outcome import Outcome
    from askless.bench.seed import SeedRun
    from askless.bench.study import Study

__all__ = ["simulate"]


def simulate(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Labelled data: a file or folder.")],
    target: Annotated[str | None, typer.Option(metavar="COL", help="Column of the labels [found].")] = None,
    text: Annotated[str | None, typer.Option(metavar="COL", help="Column of the text [found].")] = None,
    test: Annotated[
        str | None, typer.Option(metavar="FILE", help="Test on this file [40 % of SOURCE, drawn by the seed].")
    ] = None,
    task: Annotated[
        str | None,
        typer.Option(metavar="TASK", help="classify, multilabel, regress, tag or span [found: one of the first two]."),
    ] = None,
    metric: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="accuracy, balanced_accuracy, f1, rmse or mae [by the task]."),
    ] = None,
    model: Annotated[str | None, typer.Option(metavar="NAME", help="Built-in model [that of the item kind].")] = None,
    strategies: Annotated[
        str | None,
        typer.Option(
            metavar="A,B,...", help="What to compare, power(badge) too [auto,random; of numbers lcmd,random]."
        ),
    ] = None,
    seeds: Annotated[int, typer.Option(metavar="N", help="Repetitions, each with its own split.")] = 10,
    budget: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="Labels in all, the start included [200; of sentences half of the tokens, see --unit]."
        ),
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option(
            metavar="UNIT",
            help="Of sentences, what --budget counts: tokens, sentences, decisions, corrections or seconds [tokens].",
        ),
    ] = None,
    batch: Annotated[
        int | None,
        typer.Option(metavar="K", help="Labels asked for at a time [10; of sentences 40 % of the tokens read so far]."),
    ] = None,
    start: Annotated[
        int | None, typer.Option(metavar="N", help="Random labels to begin with, the same for all [0; 50 sentences].")
    ] = None,
    dev: Annotated[
        str | None, typer.Option(metavar="FILE", help="Spans: tune the bias of O on this file after each batch.")
    ] = None,
    json: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write all numbers as JSON; - for standard output.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write a report (HTML).")
    ] = None,
    processes: Annotated[int | None, typer.Option(metavar="N", help="Seeds run at a time [one a core].")] = None,
) -> None:
    """Compare strategies on data whose labels are known.

    With --task tag or span the source holds sentences, and what answers cost is told in tokens read, questions,
    decisions, corrections of the model's suggestion, and predicted seconds.

    \b
    $ askless simulate reviews.csv --strategies auto,margin,random -o report.html
    $ askless simulate train.conll.gz --task span --test test.conll.gz --strategies auto,mnlp,random
    """
    import sys
    import tempfile

    from askless.bench.parallel import play
    from askless.bench.plan import Plan
    from askless.bench.processes import cores
    from askless.bench.study import Study
    from askless.cli.output import check_place
    from askless.core.task import SEQUENCES, TASKS
    from askless.errors import UsageError

    if processes is not None and processes < 1:
        raise UsageError(f"`processes` is {processes}.", "Give 1 or more.")
    if task is not None and TASKS.get(task) in SEQUENCES:  # type: ignore[call-overload]  # any word may come
        from askless.cli.simulate_sentences import simulate_sentences

        given = {"target": target, "text": text, "test": test, "dev": dev, "metric": metric, "model": model}
        numbers = {"unit": unit, "budget": budget, "batch": batch, "start": start}
        options = {**given, **{name: value for name, value in numbers.items() if value is not None}}
        simulate_sentences(source, task, strategies, seeds, options, json, output, processes)
        return
    for name, value in (("unit", unit), ("dev", dev)):
        if value is not None:
            raise UsageError(f"--{name} is for sentences.", f"Say --task tag or --task span, or leave --{name} out.")
    compared = strategies or ("lcmd,random" if task == "regress" else "auto,random")
    names = tuple(name.strip() for name in compared.split(",") if name.strip())
    plan = Plan(
        source=source, target=target, text=text, test=test, task=task, metric=metric, model=model,
        strategies=names, seeds=seeds, budget=200 if budget is None else budget,
        batch=10 if batch is None else batch, start=start or 0,
    )  # fmt: skip
    for place in (json, output):
        check_place(place)
    finished: list[SeedRun] = []
    stopped = False
    with tempfile.TemporaryDirectory(prefix="askless-simulate-") as folder:
        study = Study.open(plan, Path(folder))
        for line in (study.sentence, *study.notes, *_cut_short(study)):
            print(line, file=sys.stderr)
        try:
            with _Bar(study) as bar:
                for run in play(study, Path(folder), processes=processes or cores(), step=bar.step):
                    finished.append(run)
                    bar.finished(len(finished))
        except KeyboardInterrupt:
            stopped = True
        if finished:
            _tell(study, finished, json, output)
    if stopped:
        from askless.cli.simulated import stopped_after

        print(stopped_after(len(finished), plan.seeds, json, output), file=sys.stderr)
        raise typer.Exit(130)


class _Bar:
    """Progress on standard error; nothing where that is no terminal."""

    def __init__(self, study: Study) -> None:
        from askless.bench.seed import steps_of
        from askless.cli.progress import bar

        self._bar = bar()
        self._seeds = study.plan.seeds
        self._steps = steps_of(study)
        self._task = self._bar.add_task(f"Simulating {self._seeds} seeds", total=self._seeds * self._steps)

    def __enter__(self) -> _Bar:
        self._bar.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._bar.stop()

    def step(self, seed: int, strategy: str) -> None:
        """One batch more."""
        self._bar.advance(self._task)

    def finished(self, count: int) -> None:
        """So many seeds are done."""
        done = max(count * self._steps, int(self._bar.tasks[0].completed))
        self._bar.update(self._task, completed=done, description=f"{count} of {self._seeds} seeds")


def _cut_short(study: Study) -> list[str]:
    """A sentence if there are fewer items than the budget."""
    if study.budget == study.plan.budget:
        return []
    return [f"The pool has {study.askable:,} different items, fewer than the budget; it ends with them."]


def _tell(study: Study, finished: list[SeedRun], json: str | None, output: Path | None) -> None:
    """Write what was asked for, and print the table."""
    import shlex
    import sys
    from json import dumps

    from askless.bench.outcome import Outcome
    from askless.bench.report.page import html_report
    from askless.cli.simulated import write_whole

    outcome = Outcome.of(study, finished)
    if output is not None:
        command = shlex.join(["askless", *sys.argv[1:]])
        write_whole(output, html_report(outcome, command=command))
    if json is not None and json != "-":
        write_whole(Path(json), dumps(outcome.to_json(), indent=1, ensure_ascii=False) + "\n")
    _print_table(outcome, stderr=json == "-")
    if output is not None:
        print(f"The report is in {output}.", file=sys.stderr)
    if json == "-":
        print(dumps(outcome.to_json(), ensure_ascii=False))


def _print_table(outcome: Outcome, *, stderr: bool) -> None:
    """The findings, a line a strategy."""
    from rich.console import Console
    from rich.table import Table

    from askless.bench.outcome import MARKS
    from askless.bench.report.words import METRIC_NAMES, Scale, few_seeds, probability

    name = METRIC_NAMES[outcome.study.metric_name]
    scale = Scale(outcome.study.lower_is_better)
    metric = name if scale.error else name.capitalize()
    compared = outcome.against()
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("strategy", no_wrap=True)
    heads = ["mean", f"at {outcome.labels[-1]}", *(["against random", "95 % interval", "p"] if compared else [])]
    for head in (*heads, *(scale.mark(share) for share in MARKS)):
        table.add_column(head, justify="right", no_wrap=True)
    for strategy in outcome.strategies:
        found: Any = compared.get(strategy)
        cells = [scale.value(outcome.area(strategy).mean()), scale.value(outcome.metric(strategy)[:, -1].mean())]
        if compared:
            cells += (
                [scale.difference(found.mean), scale.spread(found), probability(found.p)] if found else ["", "", ""]
            )
        reached = [outcome.reach(strategy, share) for share in MARKS]
        table.add_row(strategy, *cells, *(f">{outcome.labels[-1]}" if n is None else str(n) for n in reached))
    console = Console(stderr=stderr)
    console.print(table)
    console.print(
        f"{metric}{scale.head}: mean over the curve, and at its end. Last columns: labels until the {name} is "
        f"{scale.within} that of {outcome.model} with all {outcome.full_labels:,} labels "
        f"({scale.value(outcome.full)}{scale.unit}).",
        style="dim",
        highlight=False,
    )
    for warning in few_seeds(outcome):
        console.print(warning, highlight=False)
