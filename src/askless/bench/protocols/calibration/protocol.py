"""The protocol behind the forecast: the runs that its table is trained on, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocol.finding import Finding
from askless.bench.protocol.protocol import Options, Protocol, only, protocols
from askless.bench.protocols.calibration.learner import learner
from askless.bench.protocols.calibration.run import STRATEGIES, draw_curve
from askless.bench.protocols.calibration.tasks import LARGE, TASKS, Task, divided, task_named
from askless.errors import UsageError

__all__ = ["Calibration"]

BATCHES = (5, 10, 20)


class Calibration(Protocol):
    """Whole runs on 120 tasks, from which forecasts are trained and judged with the data set left out."""

    name: ClassVar[str] = "calibration"
    summary: ClassVar[str] = "how well the forecast of the labels needed holds on data sets that it has not seen"
    takes: ClassVar[str] = "two hours"

    def cells(self, options: Options) -> list[Cell]:
        """See `Protocol.cells`; a set is named after its task."""
        tasks = [*TASKS, *(LARGE if options.all else ())]
        learners = {task: (*task.models, *(task.slower_models if options.all else ())) for task in tasks}
        sets = only("data set", _once(name for task in tasks for name in (task.name, task.source)), options.sets)
        models = only("model", _once(name for task in tasks for name in learners[task]), options.models)
        strategies, batches = only("strategy", STRATEGIES, options.strategies), _batches(options)
        found = [
            Cell(task.name, model, _batch(task), strategy, seed)
            for seed in range(options.seeds or max(task.seeds for task in TASKS))
            for task in tasks
            if {task.name, task.source} & {*sets} and _batch(task) in batches
            if options.seeds or seed < task.seeds
            for model in learners[task]
            if model in models
            for strategy in strategies
        ]
        if not found:
            raise UsageError("No curve is of all that was named together.", "Name fewer sets, models or batches.")
        return found

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


def _once(names: Iterable[str]) -> list[str]:
    return [*dict.fromkeys(names)]


def _batches(options: Options) -> tuple[int, ...]:
    """Those that are wanted; UsageError if there are none of such a size."""
    for batch in options.batches or ():
        if batch not in BATCHES:
            raise UsageError(f"`batches` holds {batch}.", f"Give some of {', '.join(map(str, BATCHES))}.")
    return options.batches or BATCHES


def _batch(task: Task) -> int:
    """Labels asked for at a time at first; later it is 7 % of the labels."""
    return BATCHES[(task.most >= 300) + (task.most >= 1_000)]


protocols.register(Calibration.name, Calibration())
