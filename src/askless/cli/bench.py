"""`askless bench`: named benchmarks that anyone can run again, go on with, and read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from askless.bench.protocol.curve import Cell, Curve
    from askless.bench.protocol.curve_file import CurveFile
    from askless.bench.protocol.curves import Header
    from askless.bench.protocol.finding import Finding
    from askless.bench.protocol.protocol import Options, Protocol

__all__ = ["bench"]


def bench(
    protocol: Annotated[
        str | None, typer.Argument(metavar="PROTOCOL", help="Which; without it they are listed.")
    ] = None,
    data: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of the data sets.")] = None,
    seeds: Annotated[int | None, typer.Option(metavar="N", help="Repetitions [those of the protocol].")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what takes long.")] = False,
    sets: Annotated[str | None, typer.Option(metavar="A,B,...", help="Only these data sets.")] = None,
    models: Annotated[str | None, typer.Option(metavar="A,B,...", help="Only these models.")] = None,
    strategies: Annotated[str | None, typer.Option(metavar="A,B,...", help="Only these strategies.")] = None,
    batches: Annotated[str | None, typer.Option(metavar="K,L,...", help="Only these batch sizes.")] = None,
    processes: Annotated[int | None, typer.Option(metavar="N", help="Curves drawn at a time [one a core].")] = None,
    curves: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where the curves are, or go [askless-bench-PROTOCOL.jsonl here]."),
    ] = None,
    report_only: Annotated[
        bool, typer.Option("--report-only", help="Draw nothing; tell what the curves say that are there.")
    ] = False,
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write tables and gates as JSON; - to print it.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write a report (HTML).")
    ] = None,
) -> None:
    """Run a named benchmark, or list them.

    Every curve is kept as soon as it is drawn. A run that was stopped goes on with the same command. The status is
    1 if a number is not what was asked for.

    \b
    $ askless bench
    $ askless bench small -o small.html
    $ askless bench suite --data DIR --seeds 10 --models linear
    $ askless bench suite --report-only -o suite.html
    """
    from askless.bench.processes import cores
    from askless.bench.protocol.protocol import Options, protocols
    from askless.cli.output import check_place
    from askless.errors import UsageError

    if protocol is None:
        print(_listed())
        return
    if processes is not None and processes < 1:
        raise UsageError(f"`processes` is {processes}.", "Give 1 or more.")
    chosen = protocols.get(protocol)
    options = Options(
        data=data, seeds=seeds, all=everything, sets=_names(sets), models=_names(models),
        strategies=_names(strategies), batches=_numbers(batches),
    )  # fmt: skip
    place = curves or Path(f"askless-bench-{chosen.name}.jsonl")
    for file in (json_file, output):
        check_place(file)
    if report_only:
        header, found = _read(chosen, place)
    else:
        header, found = _drawn(chosen, options, place, processes or cores())
    _tell(chosen, options, header, found, json_file, output)


def _listed() -> str:
    """The protocols, with what they measure and how long it takes."""
    from textwrap import fill

    from askless.bench.protocol.protocol import protocols

    found = [protocol for _, protocol in protocols.items()]
    width = max(len(protocol.name) for protocol in found)
    told = [f"{p.name:{width}}  {p.summary.rstrip('.')}. Takes {p.takes}." for p in found]
    lines = [fill(text, 80, subsequent_indent=" " * (width + 2), break_on_hyphens=False) for text in told]
    return "\n".join([*lines, "", "$ askless bench NAME runs one; --help says more."])


def _names(given: str | None) -> tuple[str, ...] | None:
    """Names between commas."""
    return None if given is None else tuple(filter(None, (name.strip() for name in given.split(","))))


def _numbers(given: str | None) -> tuple[int, ...] | None:
    """Numbers between commas."""
    from askless.errors import UsageError

    names = _names(given)
    if names is not None and not all(name.isascii() and name.isdigit() for name in names):
        raise UsageError(f"`batches` is “{given}”.", "Give whole numbers, as in 1,10.")
    return None if names is None else tuple(map(int, names))


def _read(protocol: Protocol, place: Path) -> tuple[Header, tuple[Curve, ...]]:
    """The curves that are there."""
    import sys

    from askless.bench.protocol.curves import read_curves
    from askless.errors import SourceError

    if not place.exists():
        raise SourceError(
            f"Nothing was run yet: there is no file “{place}”.",
            f"Draw curves with `askless bench {protocol.name}`, or name a file of them with --curves.",
        )
    stored = read_curves(place, protocol.name)
    if stored.torn:
        print(f"The last line of {place} is not whole; its curve is left out.", file=sys.stderr)
    return stored.header, stored.curves


def _drawn(protocol: Protocol, options: Options, place: Path, processes: int) -> tuple[Header, tuple[Curve, ...]]:
    """Draw the curves that are missing; all that are wanted."""
    import sys

    from askless.bench.protocol.curve_file import CurveFile
    from askless.bench.sets.folder import check_sets

    wanted = list(dict.fromkeys(protocol.cells(options)))
    with CurveFile.opened(place, protocol.name) as file:
        origins = [protocol.reads(cell.set) for cell in wanted if cell not in file]
        check_sets(dict.fromkeys(origin for origin in origins if origin is not None), options.data)
        print(_begun(wanted, file, place), file=sys.stderr)
        for note in _mixed(file, protocol):
            print(note, file=sys.stderr)
        _draw(protocol, options, wanted, file, processes)
        asked = set(wanted)
        return file.header, tuple(curve for curve in file.curves if curve.cell in asked)


def _begun(wanted: list[Cell], file: CurveFile, place: Path) -> str:
    """What is to be done, and what is done already."""
    from askless.cli.output import counted

    there = sum(cell in file for cell in wanted)
    left = len(wanted) - there
    if not there:
        return f"{counted(left, 'curve')} to draw, into {place}."
    return f"{counted(there, 'curve')} of {len(wanted):,} are in {place} already, {left:,} to draw."


def _mixed(file: CurveFile, protocol: Protocol) -> list[str]:
    """A sentence if the curves that are there were drawn with other libraries."""
    from askless.bench.protocol.curves import Header

    found = file.header.differences(Header.now(protocol.name))
    return [f"Curves there were drawn with other versions than here: {', '.join(found)}."] if found else []


def _draw(protocol: Protocol, options: Options, wanted: list[Cell], file: CurveFile, processes: int) -> None:
    """Draw what is missing; however it ends, what is finished stays."""
    import sys

    from askless.bench.protocol.curves import read_curves
    from askless.errors import AsklessError

    total = len(wanted)
    try:
        for curve in _followed(protocol, options, wanted, file, processes):
            file.add(curve)
    except (KeyboardInterrupt, AsklessError) as error:
        kept = {curve.cell for curve in read_curves(file.path).curves}  # one may have been written just now
        there = f"{len(kept.intersection(wanted)):,} of {total:,} curves are in {file.path}."
        if isinstance(error, AsklessError):
            print(f"{there} They stay." if kept else "No curve was finished.", file=sys.stderr)
            raise
        left = f"{there} The same command goes on." if kept else "No curve was finished, so nothing is kept."
        print(f"askless: stopped. {left}", file=sys.stderr)
        raise typer.Exit(130) from None


def _followed(
    protocol: Protocol, options: Options, wanted: list[Cell], file: CurveFile, processes: int
) -> Iterator[Curve]:
    """The curves that are missing, as they are drawn; how far it is and what is drawn is told meanwhile."""
    import sys

    from askless.bench.protocol.play import groups, play
    from askless.cli.progress import Steps

    missing = groups(wanted, file)
    total, left = len(wanted), sum(map(len, missing))
    done, taken = 0, ""
    with Steps(left) as steps:

        def told() -> None:
            steps.now(f"{total - left + done:,} of {total:,} curves, now {taken}", done)

        def begun(cells: Sequence[Cell]) -> None:
            nonlocal taken
            taken = _place(cells[0])
            told()

        for curve in play(protocol, options, missing, processes=processes, begun=begun):
            yield curve
            done += 1
            told()
    if done:
        print(f"{total:,} of {total:,} curves are in {file.path}.", file=sys.stderr)


def _place(cell: Cell) -> str:
    """What is drawn at present, in few words."""
    return f"{cell.set}, {cell.model} model, seed {cell.seed}"


def _tell(
    protocol: Protocol,
    options: Options,
    header: Header,
    found: tuple[Curve, ...],
    json_file: str | None,
    output: Path | None,
) -> None:
    """Print and write what the curves say; the status is 1 if that is not what was asked for."""
    import shlex
    import sys

    from askless.bench.report.protocol import protocol_report
    from askless.cli.finding import as_json, missed, print_finding
    from askless.cli.output import write_json
    from askless.data.formats.saving import saving
    from askless.errors import UsageError

    if not found:
        raise UsageError("Nothing was run yet: there is no curve.", f"Draw some with `askless bench {protocol.name}`.")
    told = options.chosen(found)
    if not told:
        raise UsageError("There is no curve of what is chosen.", "Choose other sets, models or strategies.")
    finding: Finding = protocol.finding(told, options)
    if output is not None:
        command = shlex.join(["askless", *sys.argv[1:]])
        with saving(output) as file:
            file.write(protocol_report(protocol, finding, told, header, command=command).encode())
    if json_file is not None and json_file != "-":
        write_json(as_json(protocol.name, finding, header, len(told)), json_file)
    print_finding(finding, stderr=json_file == "-")
    if output is not None:
        print(f"The report is in {output}.", file=sys.stderr)
    if json_file == "-":
        write_json(as_json(protocol.name, finding, header, len(told)), json_file)
    if finding.failed:
        print(f"askless: {missed(finding)}", file=sys.stderr)
        raise typer.Exit(1)
