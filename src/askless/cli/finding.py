"""What a benchmark found, for terminals and for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from askless.bench.protocol.curves import Header
    from askless.bench.protocol.finding import Finding, Table

__all__ = ["as_json", "missed", "print_finding"]


def as_json(name: str, finding: Finding, header: Header, n_curves: int) -> dict[str, Any]:
    """Tables and gates with what drew the curves."""
    return {
        "protocol": name,
        "askless": header.askless,
        "versions": dict(header.versions),
        "curves": n_curves,
        "gates": [{**asdict(gate), "sign": gate.sign} for gate in finding.gates],
        "tables": [asdict(table) for table in finding.tables],
    }


def missed(finding: Finding) -> str:
    """A sentence on the gates that are missed.

    Examples
    --------
    >>> from askless.bench.protocol.finding import Finding, Gate
    >>> missed(Finding(gates=(Gate("auto over random", "at least 0", "-1.0", False),)))
    '1 of 1 number is not what was asked for: auto over random. The tables above say by how much.'
    """
    names = [gate.name for gate in finding.gates if gate.passed is False]
    what = "number is" if len(finding.gates) == 1 else "numbers are" if len(names) > 1 else "numbers is"
    said = f"{len(names)} of {len(finding.gates)} {what} not what was asked for: {'; '.join(names)}."
    return f"{said} The tables above say by how much."


def print_finding(finding: Finding, *, stderr: bool) -> None:
    """Tables, then gates, as wide as the terminal."""
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=stderr, highlight=False)
    for table in finding.tables:
        _print_table(console, table)
    for gate in finding.gates:
        style = {"reached": "green", "missed": "bold red", "open": "yellow"}[gate.sign]
        console.print(Text.assemble((f"{gate.sign:8}", style), (gate.name, "bold")))
        console.print(Text(f"asked {gate.asked}; measured {gate.measured}"), style="dim", soft_wrap=False)


def _print_table(console: Any, table: Table) -> None:
    """A table with its title and note; numbers to the right, and columns that find no place below the others."""
    from rich.table import Table as RichTable
    from rich.text import Text

    console.print(Text(table.title, style="bold underline"))
    for columns in _blocks(table, console.width):
        made = RichTable(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
        for at in columns:
            wide = min(_width(table, at), console.width)
            made.add_column(Text(table.head[at]), justify="right" if at else "left", overflow="fold", width=wide)
        for row in table.rows:
            made.add_row(*(Text(row[at]) for at in columns))
        console.print(made)
        console.print()
    if table.note:
        console.print(Text(table.note), style="dim")
        console.print()


def _blocks(table: Table, width: int) -> list[list[int]]:
    """Columns that stand side by side, the first of the table in each.

    Examples
    --------
    >>> from askless.bench.protocol.finding import Table
    >>> _blocks(Table("", ("set", "the first", "second"), (("wine", "1.0", "2.0"),)), 11)
    [[0, 1], [0, 2]]
    """
    widths = [1 + _width(table, at) for at in range(len(table.head))]
    blocks = [[0]]
    for at in range(1, len(widths)):
        if len(blocks[-1]) > 1 and sum(widths[i] for i in blocks[-1]) + widths[at] > width:
            blocks.append([0])
        blocks[-1].append(at)
    return blocks


def _width(table: Table, at: int) -> int:
    """What a column takes so that neither a cell nor a word of its heading is broken."""
    return max(map(len, [*table.head[at].split(), *(row[at] for row in table.rows)]), default=0)
