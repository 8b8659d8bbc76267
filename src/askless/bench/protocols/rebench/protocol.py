"""The re-benchmark: one label at a time with a support vector machine, as published."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import ClassVar

from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocol.finding import Finding
from askless.bench.protocol.protocol import Options, Protocol, only, protocols
from askless.bench.protocols.rebench.machine import Exact
from askless.bench.protocols.rebench.play import STRATEGIES, Played, aubc, play
from askless.bench.protocols.rebench.published import LARGE, SETS
from askless.bench.protocols.rebench.split import START, Split, split_of
from askless.bench.protocols.rebench.verdict import finding
from askless.bench.protocols.rebench.warm import Warm
from askless.bench.sets.folder import read_set
from askless.errors import UsageError

__all__ = ["Rebench"]

_MODEL, _BATCH = "svm", 1
_SEEDS, _SEEDS_LARGE = 20, 10
_SEEDS_OF = {"haberman": 100}  # its differences are small beside their noise, and its seeds take seconds
_STRIDE = 20  # of the points kept of a large set's curve
_MARKS = (150, 300)


class Rebench(Protocol):
    """Up to 17 tables of two classes, an SVM with a Gaussian kernel, 20 first labels, then one at a time.

    Curves of sets up to 1,600 rows are drawn with libsvm and can be held against the published ones
    seed by seed; those of the four large sets with a solver that goes on from the fit before.

    Notes
    -----
    The metric is test accuracy after each query. ``facts["aubc"]`` is the area as the paper counts
    it, over all points also where the curve keeps every 20th; ``facts["at"]`` the accuracy after 150
    and 300 queries. A seed whose first labels show one class alone has a curve without points.

    References
    ----------
    .. [1] P.-Y. Lu, C.-L. Li, H.-T. Lin, "Re-benchmarking pool-based active learning for binary
       classification", 2023, arXiv:2306.08954.
    """

    name: ClassVar[str] = "rebench"
    summary: ClassVar[str] = "margin to the digit as published, and auto against it, one label at a time"
    takes: ClassVar[str] = "half an hour on two cores; with --all an hour and a half more"

    def cells(self, options: Options) -> list[Cell]:
        """See `Protocol.cells`; the large sets come last."""
        every = [*SETS, *LARGE]
        sets = only("data set", every, options.sets) if options.sets is not None or options.all else list(SETS)
        models = only("model", (_MODEL,), options.models)
        strategies = only("strategy", STRATEGIES, options.strategies)
        if options.batches is not None and set(options.batches) != {_BATCH}:
            raise UsageError(
                f"The protocol `rebench` asks for one label at a time, not {options.batches[0]}.",
                "Leave --batches out, or use another protocol.",
            )
        places = [(name, seed) for name in sets for seed in range(options.seeds or _seeds_of(name))]
        places.sort(key=lambda place: (place[0] in LARGE, place[1]))
        return [
            Cell(name, model, _BATCH, strategy, seed)
            for name, seed in places
            for model in models
            for strategy in strategies
        ]

    def reads(self, name: str) -> str | None:
        """See `Protocol.reads`."""
        return name

    def draw(self, cells: Sequence[Cell], options: Options) -> Iterator[Curve]:
        """See `Protocol.draw`."""
        first = cells[0]
        split = split_of(read_set(first.set, options.data), first.seed)
        for cell in cells:
            yield _drawn(cell, split) if split.playable else Curve(cell, (), (), {"skipped": "one class at the start"})

    def finding(self, curves: Sequence[Curve], options: Options) -> Finding:
        """See `Protocol.finding`."""
        return finding(curves)


def _seeds_of(name: str) -> int:
    """How many seeds a set has if nobody says otherwise."""
    return _SEEDS_LARGE if name in LARGE else _SEEDS_OF.get(name, _SEEDS)


def _drawn(cell: Cell, split: Split) -> Curve:
    """The curve of one strategy."""
    begun = time.perf_counter()
    large = cell.set in LARGE
    played = play(split, (Warm if large else Exact)(split), cell.strategy)
    return _curve(cell, played, _STRIDE if large else 1, time.perf_counter() - begun)


def _curve(cell: Cell, played: Played, stride: int, seconds: float) -> Curve:
    """What is kept: every so many points, and what is measured on all of them."""
    accuracy = played.accuracy
    kept = range(stride - 1, len(accuracy), stride)
    facts = {
        "aubc": round(aubc(accuracy), 7),
        "queries": len(accuracy),
        "at": {str(mark): round(float(accuracy[mark - 1]), 5) for mark in _MARKS if mark <= len(accuracy)},
        "start": round(float(played.right[0]) / played.n_test, 5),
        "full": round(float(accuracy[-1]), 5),
        "seconds": round(seconds, 2),
    }
    labels = tuple(START + at + 1 for at in kept)
    return Curve(cell, labels, tuple(round(float(accuracy[at]), 5) for at in kept), facts)


protocols.register(Rebench.name, Rebench())
