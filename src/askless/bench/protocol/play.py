"""Draws the curves of a protocol that are not there yet, in several processes."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import asdict

from askless.bench.processes import in_processes
from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocol.protocol import Options, Protocol
from askless.errors import ModelError

__all__ = ["groups", "play"]


def groups(cells: Iterable[Cell], done: Container[object] = ()) -> list[list[Cell]]:
    """Cells that differ only in their strategy, together; in the order of the first of each.

    Parameters
    ----------
    cells : iterable of Cell
    done : container of Cell
        Left out.

    Examples
    --------
    >>> cells = [Cell("wine", "linear", 10, name, seed) for seed in (0, 1) for name in ("auto", "random")]
    >>> [[cell.key for cell in group] for group in groups(cells, {cells[0]})]
    [['wine/linear/10/random/0'], ['wine/linear/10/auto/1', 'wine/linear/10/random/1']]
    """
    found: dict[tuple[object, ...], list[Cell]] = {}
    for cell in dict.fromkeys(cells):
        if cell not in done:
            found.setdefault((cell.place, cell.seed), []).append(cell)
    return list(found.values())


def play(
    protocol: Protocol,
    options: Options,
    wanted: Sequence[Sequence[Cell]],
    *,
    processes: int = 1,
    begun: Callable[[Sequence[Cell]], None] = lambda cells: None,
) -> Iterator[Curve]:
    """Draw curves.

    Parameters
    ----------
    protocol : Protocol
        A registered one.
    options : Options
    wanted : sequence of sequences of Cell
        As `groups` makes them; each is drawn in one process.
    processes : int, default 1
        Also a single one is not this process, and has one thread, so that their number cannot matter.
    begun : callable, optional
        Called with each group when a process takes it.

    Yields
    ------
    curve : Curve
        As soon as it is done.

    Raises
    ------
    ModelError
        If a process died, a group could not be drawn, or was drawn in part.
    """
    opening = {"work": "protocol", "name": protocol.name, "options": options.to_json()}
    left = [dict.fromkeys(group) for group in wanted]
    tasks = [[asdict(cell) for cell in group] for group in wanted]
    for number, message in in_processes(opening, tasks, processes, lambda number: begun(wanted[number])):
        curve = Curve.from_json(message["curve"])
        if curve.cell not in left[number]:
            raise ModelError(
                f"The protocol “{protocol.name}” drew {curve.cell.key}, which was not asked for.", "Mend its `draw`."
            )
        del left[number][curve.cell]
        yield curve
    forgotten = [cell.key for group in left for cell in group]
    if forgotten:
        raise ModelError(
            f"The protocol “{protocol.name}” left out {len(forgotten)} curves, {forgotten[0]} among them.",
            "Mend its `draw`.",
        )
