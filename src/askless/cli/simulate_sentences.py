"""``askless simulate --task tag`` or ``span``: compare strategies on labelled sentences."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from askless.bench.sequences.outcome import Outcome
    from askless.bench.sequences.plan import Plan
    from askless.bench.sequences.seed import SentenceRun
    from askless.bench.sequences.study import Study

__all__ = ["simulate_sentences"]


def simulate_sentences(
    source: str,
    task: str,
    strategies: str | None,
    seeds: int,
    options: Mapping[str, Any],
    json: str | None,
    output: Path | None,
    processes: int | None,
) -> None:
    """Run a simulation, print its table, and write what was asked for.

    Parameters
    ----------
    source, task, strategies, seeds, json, output, processes
        As `askless.cli.simulate.simulate` takes them.
    options : mapping of str to object
        Other fields of `askless.bench.sequences.plan.Plan` that were given.
    """
    import sys
    import tempfile

    from askless.bench.processes import cores
    from askless.bench.sequences.plan import Plan
    from askless.bench.sequences.seed import play
    from askless.bench.sequences.study import Study
    from askless.cli.output import check_place

    names = tuple(_named(strategies or "auto,random"))
    plan = Plan(source=source, task=task, strategies=names, seeds=seeds, **options)
    for place in (json, output):
        check_place(place)
    finished: list[SentenceRun] = []
    stopped = False
    with tempfile.TemporaryDirectory(prefix="askless-simulate-") as folder:
        study = Study.open(plan, Path(folder))
        for line in (study.sentence, *study.notes):
            print(line, file=sys.stderr)
        try:
            with _Bar(plan) as bar:
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


def _named(given: str) -> list[str]:
    """Names between commas."""
    return [name.strip() for name in given.split(",") if name.strip()]


class _Bar:
    """Progress on standard error; nothing where that is no terminal."""

    def __init__(self, plan: Plan) -> None:
        from askless.cli.progress import bar

        self._bar, self._plan = bar(), plan
        self._shares: dict[tuple[int, str], float] = {}
        total = plan.seeds * len(plan.strategies)
        self._task = self._bar.add_task(f"Simulating {plan.seeds} seeds", total=total)

    def __enter__(self) -> _Bar:
        self._bar.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._bar.stop()

    def step(self, seed: int, strategy: str, share: float) -> None:
        """So much of a curve is there."""
        self._shares[seed, strategy] = share
        self._bar.update(self._task, completed=sum(self._shares.values()))

    def finished(self, count: int) -> None:
        """So many seeds are done."""
        done = max(count * len(self._plan.strategies), sum(self._shares.values()))
        self._bar.update(self._task, completed=done, description=f"{count} of {self._plan.seeds} seeds")


def _tell(study: Study, finished: list[SentenceRun], json: str | None, output: Path | None) -> None:
    """Write what was asked for, and print the table."""
    import shlex
    import sys
    from json import dumps

    from askless.bench.report.sentences import sentences_report
    from askless.bench.sequences.outcome import Outcome
    from askless.cli.simulated import write_whole

    outcome = Outcome.of(study, finished)
    if output is not None:
        write_whole(output, sentences_report(outcome, command=shlex.join(["askless", *sys.argv[1:]])))
    if json is not None and json != "-":
        write_whole(Path(json), dumps(outcome.to_json(), indent=1, ensure_ascii=False) + "\n")
    _print_table(outcome, stderr=json == "-")
    if output is not None:
        print(f"The report is in {output}.", file=sys.stderr)
    if json == "-":
        print(dumps(outcome.to_json(), ensure_ascii=False))


def _print_table(outcome: Outcome, *, stderr: bool) -> None:
    """What each strategy takes to each mark, a line a strategy."""
    from rich.console import Console
    from rich.table import Table

    from askless.bench.outcome import YARDSTICK
    from askless.bench.report.words import percent
    from askless.bench.sequences.outcome import MARKS
    from askless.bench.sequences.words import COST_NOTE, amount, cautions, metric_title, remark, saved
    from askless.enough.effort import Effort

    console = Console(stderr=stderr)
    compared = YARDSTICK in outcome.strategies and len(outcome.strategies) > 1
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("strategy")
    heads = ["tokens", "questions", "corrected", "time", *(["tokens saved", "time saved"] if compared else [])]
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    reached = [s for s in MARKS if any(outcome.reach(name, s, "tokens") is not None for name in outcome.strategies)]
    for share in reached:
        table.add_row(f"[dim]{100 * share:.0f} % of full[/dim]")
        for name in outcome.strategies:
            tokens = outcome.reach(name, share, "tokens")
            cells = ["–" if tokens is None else f"{100 * tokens / outcome.tokens:.1f} %"]
            cells += [
                amount(outcome.reach(name, share, unit), unit) for unit in ("sentences", "corrections", "seconds")
            ]
            if compared and name != YARDSTICK:
                cells += [saved(outcome.saved(name, share, unit)) for unit in ("tokens", "seconds")]
            table.add_row(f" {name}", *cells)
    if reached:
        console.print(table)
    else:
        console.print(f"No strategy reaches {100 * MARKS[0]:.0f} % of full in every seed: raise --budget.")
    effort = Effort()
    cost = COST_NOTE.format(fixed=effort.fixed, token=effort.token, decision=effort.decision)
    ends = ", ".join(f"{name} {percent(outcome.at_end(name).mean())}" for name in outcome.strategies)
    lines = (
        f"What it takes to reach that share of the {metric_title(outcome)} of {outcome.model} with all "
        f"{outcome.tokens:,.0f} tokens ({percent(outcome.full)} %); – is not reached. At the end: {ends} %. Saved is "
        f"against {YARDSTICK}, paired by seed, with 95 % intervals. {cost}",
        remark(outcome),
    )
    for line in filter(None, lines):
        console.print(line, style="dim", highlight=False)
    for warning in cautions(outcome):
        console.print(warning, highlight=False)
