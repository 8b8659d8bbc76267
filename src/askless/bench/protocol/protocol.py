"""What a benchmark protocol is: which curves, how one is drawn, what they say together.

A protocol has a name that stays. If what it measures has to change, it gets a new name, so that
numbers under one name can always be compared.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocol.finding import Finding
from askless.core.registry import Registry

__all__ = ["Options", "Protocol", "protocols"]


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


class Protocol(ABC):
    """A benchmark with a permanent name.

    One file below ``askless/bench/protocol`` each, registered with `protocols.register`.
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

    @abstractmethod
    def draw(self, cells: Sequence[Cell], options: Options) -> Iterator[Curve]:
        """Draw the curves of cells that differ only in their strategy, each as soon as it is done.

        A curve depends on its cell alone: neither on what was drawn before nor on the process.
        """

    @abstractmethod
    def finding(self, curves: Sequence[Curve], options: Options) -> Finding:
        """What the curves say; also of a part of them."""


protocols: Registry[Protocol] = Registry("protocol", "askless.bench.protocol", group="askless.protocols")
