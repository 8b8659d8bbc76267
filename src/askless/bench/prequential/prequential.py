"""A whole simulation of a stream: all seeds, in this process or in several."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from askless.bench.prequential.outcome import Outcome
from askless.bench.prequential.plan import Plan
from askless.bench.prequential.seed import SeedRun, Seeds, Step
from askless.bench.processes import in_processes

__all__ = ["play_seeds", "prequential"]


def prequential(plan: Plan, *, processes: int = 1) -> Outcome:
    """Do what a plan says.

    Parameters
    ----------
    plan : Plan
    processes : int, default 1
        1 runs in this process.

    Returns
    -------
    outcome : Outcome

    Raises
    ------
    SourceError
        If a file cannot be read as a stream with labels.
    ModelError
        If a process died, or a seed could not be run there.

    Examples
    --------
    >>> plan = Plan(source="sine:abrupt", items=400, seeds=2, adaptations=("passive",), strategies=("random",))
    >>> found = prequential(plan)
    >>> found.values("random+passive").shape, found.changes
    ((2,), ((100, 100), (200, 200), (300, 300)))
    """
    with tempfile.TemporaryDirectory(prefix="askless-stream-") as folder:
        seeds = Seeds(plan, Path(folder))
        flow = seeds.flow(0)
        runs = tuple(play_seeds(seeds, Path(folder), processes=processes))
    return Outcome(plan, runs, flow.names, flow.changes, flow.sentence, flow.notes)


def play_seeds(
    seeds: Seeds, cache: Path, *, processes: int = 1, step: Step = lambda seed, arm: None
) -> Iterator[SeedRun]:
    """Run all seeds of a plan.

    Parameters
    ----------
    seeds : Seeds
        Opened with `cache`.
    cache : Path
        From which other processes open it again.
    processes : int, default 1
    step : callable, optional
        Called with seed and arm after each twentieth of a stream, in this thread.

    Yields
    ------
    run : SeedRun
        In the order in which they finish; with one process that of the seeds.
    """
    plan = seeds.plan
    count = min(processes, plan.seeds)
    if count == 1:
        yield from (seeds.run(seed, step) for seed in plan.numbers)
        return
    opening = {"work": "stream", "plan": asdict(plan), "cache": str(cache)}
    for _, message in in_processes(opening, plan.numbers, count):
        if message["kind"] == "step":
            step(message["seed"], message["arm"])
        else:
            yield SeedRun.from_json(message["run"])
