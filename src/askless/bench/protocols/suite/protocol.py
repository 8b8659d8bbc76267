"""Protocol `suite`: tables, texts, images as components and traps; several models and batch sizes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocol.finding import Finding
from askless.bench.protocol.protocol import Options, Protocol, only, protocols
from askless.bench.protocols.suite.sets import SETS, TEXTS, metric, read, sets_of, source

__all__ = ["Suite"]

MODELS = ("linear", "text", "forest")
STRATEGIES = ("auto", "random", "margin", "power(margin)", "badge", "typiclust", "max_herding", "uherding")
FEW = ("auto", "random", "margin")
SAFE = ("auto", "random")
BATCHES = (10, 50, 1)
SEEDS, SAFETY_SEEDS = 10, 30
BUDGET = 200
POOL, TEXT_POOL = 1_500, 2_000


class Suite(Protocol):
    """How `auto` does on everything there is, from no label at all."""

    name = "suite"
    summary = "auto and seven others on 48 data sets from no label, three models, batches of 1, 10 and 50."
    takes = "two to three hours on two cores; batches of 10 of the linear model a quarter of an hour"

    def cells(self, options: Options) -> list[Cell]:
        """Seed by seed: batches of 10 with all strategies, then 50 and 1 with a few; ``all`` adds seeds of auto."""
        sets, models = only("data set", SETS, options.sets), only("model", MODELS, options.models)
        strategies = only("strategy", STRATEGIES, options.strategies)
        batches = only("batch size", tuple(map(str, BATCHES)), _words(options.batches))
        seeds = options.seeds or (SAFETY_SEEDS if options.all else SEEDS)
        return [
            Cell(name, model, batch, strategy, seed)
            for seed in range(seeds)
            for batch in map(int, batches)
            for model in models
            if batch > 1 or model == "linear"
            for name in sets_of(model)
            if name in sets
            for strategy in strategies
            if strategy in _played(batch, seed, options)
        ]

    def reads(self, name: str) -> str | None:
        """See `Protocol.reads`."""
        return source(name)

    def draw(self, cells: Sequence[Cell], options: Options) -> Iterator[Curve]:
        """Play every strategy on one split."""
        from askless.bench.protocol.deal import deal, drawn
        from askless.bench.protocols.suite.models import model

        first = cells[0]
        labelled = read(first.set, options.data)
        most = TEXT_POOL if first.set in TEXTS else POOL
        made = model(first.model)
        game = deal(labelled, first, model=made, metric=metric(labelled), most=most, budget=BUDGET)
        full, n_full = game.full()
        for cell in cells:
            yield drawn(game, cell, timed=True, full=round(full, 6), full_labels=n_full)

    def finding(self, curves: Sequence[Curve], options: Options) -> Finding:
        """Differences to random and margin on each set, ranks, safety, labels to 98 %, and both halves apart."""
        from askless.bench.protocols.suite.finding import found

        return found(curves)


def _words(numbers: Sequence[int] | None) -> tuple[str, ...] | None:
    """Numbers as words, as `only` takes them."""
    return None if numbers is None else tuple(map(str, numbers))


def _played(batch: int, seed: int, options: Options) -> tuple[str, ...]:
    """Strategies that are played with a batch size and a seed."""
    if seed >= SEEDS and not options.seeds:
        return SAFE if batch == 10 else ()
    return STRATEGIES if batch == 10 else FEW


protocols.register(Suite.name, Suite())
