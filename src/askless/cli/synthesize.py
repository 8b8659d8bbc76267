"""``askless synthesize``: ask about items that are made up, and let people or a laboratory answer."""

from __future__ import annotations

from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from askless.cli.output import check_place, write_json

__all__ = ["synthesize"]

BUDGET = 100
"""Answers of a laboratory if nobody says how many."""


class Goal(StrEnum):
    """What numbers are looked at for."""

    learn = "learn"
    minimum = "minimum"
    maximum = "maximum"


def synthesize(
    domain: Annotated[
        Path | None,
        typer.Argument(metavar="DOMAIN.toml", help="What can be asked: inputs, constraints, and what an answer is."),
    ] = None,
    evaluate: Annotated[
        str | None,
        typer.Option(
            metavar="COMMAND|URL",
            help="What answers: a command, in which {json} stands for the item (else it comes on the standard input), "
            "or an HTTP endpoint. People do, on a page, if left out.",
        ),
    ] = None,
    budget: Annotated[
        int | None, typer.Option(metavar="N", min=1, help=f"Answers in all; of a laboratory [{BUDGET}].")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="RULE", help="Stop before, as in uncertainty:0.05 or change:0.01.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Rows that exist: the nearest of them are asked instead.")
    ] = None,
    target: Annotated[str | None, typer.Option(metavar="COL", help="Column of answers that the rows have.")] = None,
    labels: Annotated[str | None, typer.Option(metavar="A,B,C", help="The labels, if the domain names none.")] = None,
    strategy: Annotated[
        str | None, typer.Option(metavar="NAME", help="How items are made: margin_sobol, alc, halfspace, sobol, ...")
    ] = None,
    model: Annotated[str | None, typer.Option(metavar="NAME", help="What learns [a Gaussian process].")] = None,
    goal: Annotated[
        Goal | None, typer.Option(help="Of numbers: all of the domain, or where they are least or most.")
    ] = (None),
    snap: Annotated[
        bool | None,
        typer.Option("--snap/--no-snap", help="Ask rows that exist, or items that are made up.", show_default=False),
    ] = None,
    batch: Annotated[int | None, typer.Option(metavar="N", min=1, help="Questions made together.")] = None,
    parallel: Annotated[int, typer.Option(metavar="N", min=1, help="Evaluations at a time.")] = 1,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="That an evaluation may take.")] = 600.0,
    retries: Annotated[int, typer.Option(metavar="N", min=0, help="How often one that failed is tried again.")] = 2,
    infer: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a domain for the rows of a file to -o, and end.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write a report, HTML [none].")
    ] = None,
    json_file: Annotated[
        str | None,
        typer.Option("--json", metavar="[FILE]", help="Write counts as JSON; alone or with -, print it."),
    ] = None,
    project: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the work is kept; else NAME.askless beside the domain.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="Seed of all chance.")] = 0,
    port: Annotated[int | None, typer.Option(metavar="N", help="Port of the page; 0 takes a free one.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address of the page.")] = False,
) -> None:
    """Ask about items that nobody has seen, made up where they teach most.

    \b
    $ askless synthesize reactor.toml                              people answer, in the browser
    $ askless synthesize reactor.toml --evaluate 'python reactor.py {json}' --budget 60 -o report.html
    $ askless synthesize reactor.toml --evaluate http://localhost:8080/measure --parallel 4
    $ askless synthesize reactor.toml --data measured.csv --target yield
    $ askless synthesize --infer measured.csv --target yield -o reactor.toml

    The command prints the answer in its last line: a label or a number as JSON, {"answer": ...}, or null for “cannot
    tell”. No shell sees it. What fails is tried again, and at last goes back into the queue. The same command goes on
    with the project. Ctrl+C ends it; nothing is lost.
    """
    from askless.cli.synthesis.inferring import inferred
    from askless.cli.synthesis.measuring import measured
    from askless.cli.synthesis.opening import begun
    from askless.cli.synthesis.page import page
    from askless.cli.synthesis.telling import Telling
    from askless.errors import UsageError

    if infer is not None:
        if domain is not None:
            raise UsageError(f"--infer makes a domain, so “{domain}” is too much.", "Name the file to write with -o.")
        inferred(infer, target, output)
        return
    if domain is None:
        raise typer.BadParameter("Say which domain: askless synthesize DOMAIN.toml.")
    if evaluate is None and until is not None:
        raise UsageError("--until is for a laboratory; people stop when they like.", "Add --evaluate.")
    if not timeout > 0:
        raise UsageError(f"--timeout {timeout:g} leaves no time.", "Give seconds above 0.")
    check_place(output)
    check_place(json_file)
    from askless.server.run import listen
    from askless.synthesis.best import best_facts, best_found
    from askless.synthesis.domain.domain import Domain
    from askless.synthesis.laboratory.named import laboratory
    from askless.synthesis.stopping import rule

    answering = None if evaluate is None else laboratory(evaluate)
    if until is not None:
        rule(until)
    space = Domain.read(domain)
    given = {
        "data": data, "target": target, "labels": labels, "strategy": strategy, "model": model,
        "goal": None if goal is None else goal.value, "snap": snap,
    }  # fmt: skip
    tell = Telling(aside=json_file == "-")
    with (
        nullcontext() if answering is not None else listen(port) as server,
        begun(space, domain, project, given, seed, tell) as learner,
    ):
        if answering is None:
            assert server is not None
            page(learner, domain, server, budget=budget, browser=not no_browser)
            facts, status = learner.status() | best_facts(learner), 0
        else:
            facts, status = measured(
                learner, answering, tell, budget=budget or BUDGET, until=until, parallel=parallel, batch=batch,
                timeout=timeout, retries=retries,
            )  # fmt: skip
        if output is not None:  # also when it was stopped: there is something to see
            from askless.bench.report.synthesis import synthesis_report
            from askless.data.formats.saving import saving

            assert learner.project is not None
            name = learner.project.path.resolve().name.removesuffix(".askless")
            with saving(output) as file:
                file.write(synthesis_report(name, learner).encode())
            tell(f"Wrote the report to {output}.")
        if best := best_found(learner):
            tell(f"{best}.")
    if json_file is not None:
        write_json(facts, json_file)
    if status:
        raise typer.Exit(status)
