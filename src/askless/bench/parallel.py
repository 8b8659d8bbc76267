"""Seeds of a simulation, one after another or in several processes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from askless.bench.history import History
from askless.bench.processes import in_processes
from askless.bench.seed import SeedRun, Seeds, Step
from askless.bench.study import Study

__all__ = ["play"]


def play(study: Study, cache: Path, *, processes: int = 1, step: Step | None = None) -> Iterator[SeedRun]:
    """Run all seeds of a study.

    Parameters
    ----------
    study : Study
        Opened with `cache`.
    cache : Path
        From which other processes open it again.
    processes : int, default 1
        1 runs in this process.
    step : callable, optional
        Called with seed and strategy after each batch, in this thread.

    Yields
    ------
    run : SeedRun
        In the order in which they finish; with one process that of the seeds.

    Raises
    ------
    ModelError
        If a process died, or a seed could not be run there.
    """
    seeds = range(study.plan.seeds)
    count = min(processes, len(seeds))
    if count > 1:
        yield from _in_processes(study, cache, count, step or (lambda seed, strategy: None))
        return
    runner = Seeds(study)
    for seed in seeds:
        yield runner.run(seed, step)


def _in_processes(study: Study, cache: Path, count: int, step: Step) -> Iterator[SeedRun]:
    """Runs as other processes tell of them."""
    opening = {"work": "simulation", "plan": asdict(study.plan), "cache": str(cache)}
    for _, message in in_processes(opening, range(study.plan.seeds), count):
        kind = message.pop("kind")
        if kind == "step":
            step(message["seed"], message["strategy"])
        else:
            yield SeedRun(**{**message, "curves": {n: History(**c) for n, c in message["curves"].items()}})
