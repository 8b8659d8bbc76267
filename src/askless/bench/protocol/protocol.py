"""What a benchmark protocol is: which curves, how one is drawn, what they say together.

A protocol has a name that stays. If what it measures has to change, it gets a new name, so that
numbers under one name can always be compared.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocol.finding import Finding
from askless.core.registry import Registry, canonical
from askless.errors import UnknownNameError, UsageError

__all__ = ["Options", "Protocol", "only", "protocols"]


def only(kind: str, known: Sequence[str], wanted: Sequence[str] | None) -> list[str]:
    """Those of a protocol's names that are wanted, in the protocol's order.

    Parameters
    ----------
    kind : str
        What they are, for the error.
    known : sequence of str
    wanted : sequence of str, optional
        All if not given.

    Raises
    ------
    UnknownNameError
        If something else is wanted.

    Examples
    --------
    >>> only("model", ["linear", "forest"], ["Forest"]), only("model", ["linear", "forest"], None)
    (['forest'], ['linear', 'forest'])
    """
    if wanted is None:
        return list(known)
    named = {canonical(name): name for name in wanted}
    for key, name in named.items():
        if key not in known:
            raise UnknownNameError.of(f"{kind} of this protocol", name, known)
    return [name for name in known if name in named]


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the caller of a protocol chose.

    Parameters
    ----------
    data : Path, optional
        Folder of data sets, see `askless.bench.sets.folder`; not needed by protocols of generated data.
    seeds : int, optional
        How many; those of the protocol if not given.
    sets, models, strategies : tuple of str, optional
        Only these of the protocol's.
    batches : tuple of int, optional
        Only these of the protocol's.
    all : bool, default False
        Also what takes long.
    """

    data: Path | None = None
    seeds: int | None = None
    sets: tuple[str, ...] | None = None
    models: tuple[str, ...] | None = None
    strategies: tuple[str, ...] | None = None
    batches: tuple[int, ...] | None = None
    all: bool = False

    def __post_init__(self) -> None:
        if self.seeds is not None and self.seeds < 1:
            raise UsageError(f"`seeds` is {self.seeds}.", "Give 1 or more.")
        if any(batch < 1 for batch in self.batches or ()):
            raise UsageError(f"`batches` holds {min(self.batches or ())}.", "Give numbers of 1 or more.")

    def to_json(self) -> dict[str, Any]:
        """For another process."""
        return {**asdict(self), "data": None if self.data is None else str(self.data)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Inverse of `to_json`."""
        listed = {key: tuple(value) for key, value in data.items() if isinstance(value, list)}
        return cls(**{**data, **listed, "data": None if data["data"] is None else Path(data["data"])})

    def chosen(self, curves: Sequence[Curve]) -> list[Curve]:
        """Those of some curves that are meant: only the seeds, sets and so on that are named.

        Examples
        --------
        >>> curves = [Curve(Cell("wine", "linear", 10, "auto", seed), (10,), (0.5,)) for seed in (3, 0, 1)]
        >>> [curve.cell.seed for curve in Options(seeds=2).chosen(curves)]
        [0, 1]
        """
        kept = [curve for curve in curves if self._means(curve.cell)]
        seeds: dict[tuple[str, str, int], set[int]] = {}
        for curve in kept:
            seeds.setdefault(curve.cell.place, set()).add(curve.cell.seed)
        first = {place: sorted(found)[: self.seeds] for place, found in seeds.items()}
        return sorted((c for c in kept if c.cell.seed in first[c.cell.place]), key=lambda curve: curve.cell)

    def _means(self, cell: Cell) -> bool:
        """Whether what a cell is of is among what is named."""
        pairs = ((cell.set, self.sets), (cell.model, self.models), (cell.strategy, self.strategies))
        named = all(names is None or name in map(canonical, names) for name, names in pairs)
        return named and (self.batches is None or cell.batch in self.batches)


class Protocol(ABC):
    """A benchmark with a permanent name.

    One file or folder below ``askless/bench/protocols`` each, registered with `protocols.register`.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    """One line for the overview."""
    takes: ClassVar[str]
    """How long it takes on two cores, in words."""

    @abstractmethod
    def cells(self, options: Options) -> list[Cell]:
        """The curves that are wanted, in the order in which they should be drawn.

        Cells that differ only in their strategy should stand together: they are handed to one
        process, which makes their features once. Earlier seeds come first, so that what a stopped
        run has can be compared.
        """

    def reads(self, name: str) -> str | None:
        """The data set in the folder of ``--data`` that a set of a cell is made from; None if it needs none.

        Whether it is there is checked before the first curve is drawn.
        """
        return None

    @abstractmethod
    def draw(self, cells: Sequence[Cell], options: Options) -> Iterator[Curve]:
        """Draw the curves of cells that differ only in their strategy, each as soon as it is done.

        A curve depends on its cell alone: neither on what was drawn before nor on the process.
        """

    @abstractmethod
    def finding(self, curves: Sequence[Curve], options: Options) -> Finding:
        """What the curves say; also of a part of them."""


protocols: Registry[Protocol] = Registry("protocol", "askless.bench.protocols", group="askless.protocols")
