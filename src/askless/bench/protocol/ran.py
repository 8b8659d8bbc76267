"""Which curves of a protocol were drawn, which were not, and the commands that draw exactly those."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from askless.bench.protocol.curve import Cell
from askless.bench.protocol.finding import Table
from askless.bench.protocol.protocol import Options, Protocol
from askless.errors import UnknownNameError, UsageError

__all__ = ["as_command", "commands", "not_run", "ran"]

Group = tuple[str, int]
"""Model and batch size."""
NAMES = ("sets", "strategies", "models", "batches", "seeds")
"""Options, in the order in which it is tried to do without them."""


def commands(protocol: Protocol, cells: Collection[Cell]) -> tuple[list[Options], list[Cell]]:
    """Options that together plan exactly some cells.

    Parameters
    ----------
    protocol : Protocol
    cells : collection of Cell
        Of curves that were drawn.

    Returns
    -------
    options : list of Options
        As few and as short as are found by growing one after another.
    left : list of Cell
        What no option plans: seeds with gaps, or sets that a command line cannot name.
    """
    search = _Search(protocol, frozenset(cells))
    found = {search.grown(options): None for options in search.rectangles()}
    kept = sorted(found, key=lambda options: -len(search.planned(options)))
    for options in reversed(tuple(kept)):
        at = kept.index(options)
        others = frozenset[Cell]().union(*(search.planned(one) for one in kept if one != options))
        kept[at : at + 1] = [] if search.planned(options) <= others else [search.pruned(options, others)]
    covered = frozenset[Cell]().union(*map(search.planned, kept))
    return kept, sorted(search.run - covered)


def as_command(protocol: Protocol, options: Options) -> str:
    """The call of a command line.

    Examples
    --------
    >>> from askless.bench.protocol.protocol import protocols
    >>> as_command(protocols.get("small"), Options(seeds=3, strategies=("auto", "random")))
    'askless bench small --strategies auto,random --seeds 3'
    """
    reads = any(protocol.reads(name) is not None for name in {cell.set for cell in protocol.cells(options)})
    words = ["askless", "bench", protocol.name, *(["--data", "DIR"] if reads else []), *(["--all"] * options.all)]
    for name in ("models", "batches", "strategies", "seeds", "sets"):
        value = getattr(options, name)
        if value is not None:
            words += [f"--{name}", ",".join(map(str, value)) if isinstance(value, tuple) else str(value)]
    return shlex.join(words)


def ran(protocol: Protocol, cells: Collection[Cell]) -> Table:
    """What was drawn beside all that the protocol plans, by model and batch size.

    Parameters
    ----------
    protocol : Protocol
    cells : collection of Cell

    Returns
    -------
    table : Table
    """
    rows = []
    for group, mine, whole in _beside(protocol, cells):
        sets, every = {cell.set for cell in mine}, {cell.set for cell in whole}
        missing = len(whole - mine)
        rows.append(
            (
                group[0],
                str(group[1]),
                f"{len(sets)} of {len(every | sets)}",
                _seeds(mine) or "–",
                f"{len(mine):,}",
                f"{missing:,}" if missing else "none",
            )
        )
    head = ("model", "labels at a time", "sets", "seeds", "curves drawn", "planned with --all and not drawn")
    return Table("What was run, and what was not", head, tuple(rows))


def not_run(protocol: Protocol, cells: Collection[Cell]) -> list[str]:
    """The sets that were left out, a line for each model and batch size of which a part was run.

    Parameters
    ----------
    protocol : Protocol
    cells : collection of Cell

    Returns
    -------
    lines : list of str
    """
    lines = []
    for (model, batch), mine, whole in _beside(protocol, cells):
        missing = sorted({cell.set for cell in whole} - {cell.set for cell in mine})
        if missing:
            names = ", ".join(missing) if mine else "nothing was run"
            lines.append(f"{model}, {batch} at a time: {names}")
    return lines


def _beside(protocol: Protocol, cells: Collection[Cell]) -> Iterator[tuple[Group, set[Cell], set[Cell]]]:
    """For each model and batch size what was drawn, and all that the protocol plans."""
    planned, drawn = _by_group(protocol.cells(Options(all=True))), _by_group(cells)
    for group in dict.fromkeys([*planned, *drawn]):
        yield group, drawn.get(group, set()), planned.get(group, set())


def _by_group(cells: Collection[Cell]) -> dict[Group, set[Cell]]:
    found: dict[Group, set[Cell]] = {}
    for cell in cells:
        found.setdefault((cell.model, cell.batch), set()).add(cell)
    return dict(sorted(found.items()))


def _counts(cells: Collection[Cell]) -> dict[tuple[str, str], set[int]]:
    """Seeds by set and strategy."""
    found: dict[tuple[str, str], set[int]] = {}
    for cell in cells:
        found.setdefault((cell.set, cell.strategy), set()).add(cell.seed)
    return found


def _seeds(cells: Collection[Cell]) -> str:
    """Seeds by strategy, in words."""
    of: dict[str, set[int]] = {}
    for (_, strategy), seeds in _counts(cells).items():
        of.setdefault(strategy, set()).add(len(seeds))
    by: dict[tuple[int, int], list[str]] = {}
    for strategy in sorted(of):
        by.setdefault((min(of[strategy]), max(of[strategy])), []).append(strategy)
    told = {(f"{low} to {high}" if low < high else str(low)): names for (low, high), names in sorted(by.items())}
    return next(iter(told)) if len(told) == 1 else "; ".join(f"{n}: {', '.join(names)}" for n, names in told.items())


@dataclass
class _Search:
    """Options that plan nothing but what was run."""

    protocol: Protocol
    run: frozenset[Cell]
    known: dict[Options, frozenset[Cell] | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.models = sorted({cell.model for cell in self.run})
        self.batches = sorted({cell.batch for cell in self.run})

    def planned(self, options: Options) -> frozenset[Cell]:
        """The cells of options that are allowed."""
        found = self.allowed(options)
        assert found is not None
        return found

    def allowed(self, options: Options) -> frozenset[Cell] | None:
        """The cells of options; None if one of them was not run, or they are not to be had."""
        if options not in self.known:
            if any("," in name for name in options.sets or ()):  # which a command line takes for two
                found = None
            else:
                try:
                    found = frozenset(self.protocol.cells(options))
                except (UsageError, UnknownNameError):
                    found = None
            self.known[options] = found if found is not None and found <= self.run else None
        return self.known[options]

    def rectangles(self) -> Iterator[Options]:
        """For each model, batch size and number of seeds the sets that had it with the same strategies."""
        for (model, batch), cells in _by_group(self.run).items():
            counts = {key: len(seeds) for key, seeds in _counts(cells).items() if seeds == {*range(len(seeds))}}
            for n in sorted({*counts.values()}):
                groups: dict[tuple[str, ...], list[str]] = {}
                for name in sorted({name for (name, _), count in counts.items() if count == n}):
                    strategies = tuple(sorted(by for (of, by), count in counts.items() if of == name and count >= n))
                    groups.setdefault(strategies, []).append(name)
                for strategies, sets in groups.items():
                    yield from self._planning(
                        Options(seeds=n, sets=tuple(sets), models=(model,), strategies=strategies, batches=(batch,))
                    )

    def _planning(self, options: Options) -> Iterator[Options]:
        """The same in a form that plans something and nothing else: as it is, by sources, or without naming sets."""
        names = options.sets or ()
        seeds, by, where = range(options.seeds or 0), options.strategies or (), (options.models, options.batches)
        wanted = {
            cell
            for cell in self.run
            if ((cell.model,), (cell.batch,)) == where and cell.set in names and cell.strategy in by
            if cell.seed in seeds
        }
        sources = tuple(dict.fromkeys(self.protocol.reads(name) or name for name in names))
        forms: list[dict[str, Any]] = [{"sets": names}, {"sets": sources}, {"sets": None}]
        for everything in (False, True):
            for form in forms:
                made = replace(options, all=everything, **form)
                if (self.allowed(made) or frozenset()) >= wanted:
                    yield made
                    return

    def grown(self, options: Options) -> Options:
        """Without what is not needed, and with all models and batch sizes for which the rest holds too."""
        for _ in range(2):  # what was grown may be all that there is
            for name in NAMES:
                options = self._tried(options, {name: None})
            for name, values in (("models", self.models), ("batches", self.batches)):
                for value in values:
                    options = self._with(options, name, value)
        return self._tried(options, {"all": False})

    def _with(self, options: Options, name: str, value: Any) -> Options:
        """With one value more, if that plans more and nothing that was not run."""
        had = getattr(options, name)
        if had is None or value in had:
            return options
        change: dict[str, Any] = {name: (*had, value)}
        more = self.allowed(replace(options, **change))
        return replace(options, **change) if more is not None and more > self.planned(options) else options

    def pruned(self, options: Options, others: frozenset[Cell]) -> Options:
        """Without models and batch sizes that other options plan anyhow."""
        for name in ("models", "batches"):
            for value in getattr(options, name) or ():
                left: dict[str, Any] = {name: tuple(one for one in getattr(options, name) if one != value)}
                fewer = self.allowed(replace(options, **left)) if left[name] else None
                if fewer is not None and fewer | others >= self.planned(options):
                    options = replace(options, **left)
        return options

    def _tried(self, options: Options, change: Mapping[str, Any]) -> Options:
        """A change that loses nothing and adds nothing that was not run, or what there was."""
        other = self.allowed(replace(options, **change))
        return replace(options, **change) if other is not None and other >= self.planned(options) else options
