"""``askless stream simulate``: compare strategies and adaptations on a stream whose labels are known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from askless.bench.prequential.flow import Flow
    from askless.bench.prequential.outcome import Outcome
    from askless.bench.prequential.plan import Plan
    from askless.bench.prequential.seed import SeedRun

__all__ = ["simulate"]


def simulate(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Labelled rows or texts, or a generated stream.")],
    target: Annotated[str | None, typer.Option(metavar="COL", help="Column of the labels [found].")] = None,
    budget: Annotated[str, typer.Option(metavar="SHARE", help="Items that may be asked about, 0.1 or 10%.")] = "0.1",
    strategies: Annotated[
        str, typer.Option(metavar="A,B,...", help="What chooses the items to ask about.")
    ] = "split_quantile,random",
    adaptation: Annotated[
        str | None,
        typer.Option(
            metavar="A,B,...",
            help="How to keep up; each with each strategy [passive:ensemble,passive,active:adwin,frozen].",
        ),
    ] = None,
    model: Annotated[str, typer.Option(metavar="NAME", help="Model that learns label by label.")] = "softmax",
    delay: Annotated[int, typer.Option(metavar="N", help="Items that pass until an answer comes.")] = 0,
    seeds: Annotated[int, typer.Option(metavar="N", help="Repetitions, each with its own questions.")] = 10,
    batch: Annotated[int, typer.Option(metavar="K", help="Items offered together: 1 is exact, more is quicker.")] = 1,
    items: Annotated[
        int | None, typer.Option(metavar="N", help="Length of a generated stream [20000]; of a table, its first N.")
    ] = None,
    json: Annotated[
        str | None,
        typer.Option("--json", metavar="[FILE]", help="All numbers, for programs, as JSON to FILE; alone, print it."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Tables and pictures, for people: a page for the browser."),
    ] = None,
    processes: Annotated[int | None, typer.Option(metavar="N", help="Seeds run at a time [one a core].")] = None,
) -> None:
    """Compare strategies and adaptations on a stream whose labels are known.

    \b
    $ askless stream simulate prices.csv --target label --budget 0.1 -o report.html

    Every item is predicted before its label can be bought, and every prediction counts. SOURCE is a table whose
    rows are in the order of time (CSV, TSV, JSON lines, Parquet, .gz too; it is never shuffled, and seeds draw the
    questions only), or the name of a stream that river makes, a new one for each seed, whose changes are known:

    \b
    sea agrawal led rbf hyperplane sine     what is to be learnt, as in sea:abrupt
    :stable :abrupt :gradual :recurring     how it changes
    :incremental                            bit by bit: of rbf and hyperplane only

    What can be compared; options stand in the manual, as in active:ddm:burst=100:

    \b
    --strategies   random periodic fixed_uncertainty variable_uncertainty random_variable_uncertainty
                   split split_quantile quantile_filter margin_probability probabilistic density
                   cognitive_dual_query iwal, and with a committee as the model: committee
    --adaptation   passive             one model that learns each answer
                   passive:ensemble    copies that forget at different paces, weighted by how they did lately
                   active:DETECTOR     a new model after an alarm, if it turns out better
                   hybrid:DETECTOR     the same, and it forgets besides
                   frozen, frozen:N    learns the first 200 answers, or N, and no more
    DETECTOR       adwin ddm eddm fhddm hddm_a hddm_w kswin page_hinkley
    --model        softmax naive_bayes hoeffding_tree adaptive_forest leveraging_bagging committee(MODEL)
    """
    import sys
    import tempfile

    from askless.bench.prequential.plan import ADAPTATIONS, Plan, usual_adaptations
    from askless.bench.prequential.prequential import play_seeds
    from askless.bench.prequential.seed import Seeds
    from askless.bench.processes import cores
    from askless.cli.output import check_place
    from askless.errors import UsageError
    from askless.stream.budgets.named import share_of

    share = share_of(budget)
    if share is None:
        raise UsageError(
            f"`--budget` is “{budget}”.", "Give the share of the items that may be asked about, such as 0.1."
        )
    if processes is not None and processes < 1:
        raise UsageError(f"`processes` is {processes}.", "Give 1 or more.")
    ways = usual_adaptations(model) if adaptation is None else _names(adaptation)
    plan = Plan(
        source=source, target=target, strategies=_names(strategies), adaptations=ways, model=model,
        budget=share, delay=delay, seeds=seeds, batch=batch, items=items,
    )  # fmt: skip
    for place in (json, output):
        check_place(place)
    finished: list[SeedRun] = []
    stopped = False
    with tempfile.TemporaryDirectory(prefix="askless-stream-") as folder:
        opened = Seeds(plan, Path(folder))
        flow = opened.flow(0)
        for line in (flow.sentence, *flow.notes):
            print(line, file=sys.stderr, flush=True)
        if adaptation is None and ways != ADAPTATIONS:
            print(f"The model {model} cannot forget, so {ADAPTATIONS[0]} is left out.", file=sys.stderr, flush=True)
        try:
            with _Bar(plan) as bar:
                for run in play_seeds(opened, Path(folder), processes=processes or cores(), step=bar.step):
                    finished.append(run)
                    bar.finished(len(finished))
        except KeyboardInterrupt:
            stopped = True
    if finished:
        _tell(plan, flow, finished, json, output)
    if stopped:
        print(_stopped(plan, len(finished), json, output), file=sys.stderr)
        raise typer.Exit(130)


def _names(given: str) -> tuple[str, ...]:
    """Names between commas; those in brackets part options."""
    from askless.stream.adaptation.titles import words_of

    return tuple(filter(None, (name.strip() for name in words_of(given, ","))))


class _Bar:
    """How far it is, on the standard error."""

    def __init__(self, plan: Plan) -> None:
        from askless.bench.prequential.seed import steps_of
        from askless.cli.progress import Steps

        self._each, self._seeds = steps_of(plan), plan.seeds
        self._steps = Steps(self._each * plan.seeds)
        self._done, self._finished = 0, 0

    def __enter__(self) -> _Bar:
        self._steps.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._steps.__exit__(None, None, None)

    def step(self, seed: int, arm: str) -> None:
        """A twentieth of a stream more."""
        self._done += 1
        share = 100 * self._done // (self._each * self._seeds)
        self._steps.now(f"{self._finished} of {self._seeds} seeds, {share} % of the items", self._done)

    def finished(self, count: int) -> None:
        """So many seeds are done."""
        self._finished = count


def _tell(plan: Plan, flow: Flow, finished: list[SeedRun], json: str | None, output: Path | None) -> None:
    """Write what was asked for, and print the tables."""
    import shlex
    import sys

    from askless.bench.prequential.outcome import Outcome
    from askless.bench.prequential.report import html_report
    from askless.cli.output import write_json
    from askless.data.formats.saving import saving

    outcome = Outcome(plan, tuple(finished), flow.names, flow.changes, flow.sentence, flow.notes)
    if output is not None:
        page = html_report(outcome, command=shlex.join(["askless", *sys.argv[1:]]))
        with saving(output) as target:
            target.write(page.encode())
    if json is not None and json != "-":
        write_json(outcome.to_json(), json)
    _print(outcome, stderr=json == "-")
    if output is not None:
        print(f"The report is in {output}.", file=sys.stderr)
    if json == "-":
        write_json(outcome.to_json(), "-")


def _print(outcome: Outcome, *, stderr: bool) -> None:
    """The findings."""
    import sys

    from askless.bench.prequential.headline import lede
    from askless.bench.prequential.tables import facts, few, tables
    from askless.bench.protocol.finding import Finding
    from askless.cli.finding import print_finding

    to = sys.stderr if stderr else sys.stdout
    print(f"{lede(outcome)}\n{facts(outcome)}\n", file=to)
    print_finding(Finding(tables=tables(outcome)), stderr=stderr)
    for line in few(outcome):
        print(line, file=to)


def _stopped(plan: Plan, count: int, json: str | None, output: Path | None) -> str:
    """What was done before Ctrl+C."""
    if not count:
        return "askless: stopped before the first seed was finished; nothing was written."
    written = " and ".join(str(place) for place in (output, json) if place is not None and str(place) != "-")
    where = f", and so is {written}" if written else ""
    return f"askless: stopped after {count} of {plan.seeds} seeds. The tables are of these{where}."
