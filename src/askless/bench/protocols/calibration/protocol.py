"""The protocol behind the forecast: the runs that its table is trained on, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocol.finding import Finding
from askless.bench.protocol.protocol import Options, Protocol, protocols
from askless.bench.protocols.calibration.learner import learner
from askless.bench.protocols.calibration.run import STRATEGIES, draw_curve
from askless.bench.protocols.calibration.tasks import LARGE, TASKS, Task, divided, task_named

__all__ = ["Calibration"]


class Calibration(Protocol):
    """Whole runs on 120 tasks, from which forecasts are trained and judged with the data set left out."""

    name: ClassVar[str] = "calibration"
    summary: ClassVar[str] = "how well the forecast of the labels needed holds on data sets that it has not seen"
    takes: ClassVar[str] = "an hour"

    def cells(self, options: Options) -> list[Cell]:
        """See `Protocol.cells`; a set is named after its task."""
        tasks = [*TASKS, *(LARGE if options.all else ())]
        wanted = [task for task in tasks if options.sets is None or {task.name, task.source} & {*options.sets}]
        return [
            Cell(task.name, model, _batch(task), strategy, seed)
            for seed in range(options.seeds or max(task.seeds for task in TASKS))
            for task in wanted
            if options.seeds or seed < task.seeds
            for model in (*task.models, *(task.slower_models if options.all else ()))
            if options.models is None or model in options.models
            for strategy in STRATEGIES
            if options.strategies is None or strategy in options.strategies
        ]

    def reads(self, name: str) -> str | None:
        """See `Protocol.reads`."""
        source = task_named(name).source
        return None if source == "digits" else source  # they come with scikit-learn

    def draw(self, cells: Sequence[Cell], options: Options) -> Iterator[Curve]:
        """See `Protocol.draw`."""
        first = cells[0]
        found, pool, test = divided(task_named(first.set), options.data, first.seed)
        made = learner(first.model, found, pool, test, first.seed)
        for cell in cells:
            yield draw_curve(cell, made, found.codes[pool], found.codes[test], found.n_classes)

    def finding(self, curves: Sequence[Curve], options: Options) -> Finding:
        """See `Protocol.finding`."""
        from askless.bench.protocols.calibration.findings import findings

        return findings(curves)


def _batch(task: Task) -> int:
    """Labels asked for at a time at first; later it is 7 % of the labels."""
    return 5 if task.most < 300 else 10 if task.most < 1_000 else 20


protocols.register(Calibration.name, Calibration())
