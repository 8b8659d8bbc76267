"""Seeds of a simulation, one after another or in several processes."""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from askless.bench.plan import Plan
from askless.bench.seed import SeedRun, Seeds, Step
from askless.bench.study import Study
from askless.errors import AsklessError, ModelError

__all__ = ["play"]

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_LOOK = 0.2  # seconds between looks at what the processes report


def play(study: Study, cache: Path, *, processes: int = 1, step: Step | None = None) -> Iterator[SeedRun]:
    """Run all seeds of a study.

    Parameters
    ----------
    study : Study
        Opened with `cache`.
    cache : Path
        From which other processes open it again.
    processes : int, default 1
        1 runs in this process. More are spawned, so a script needs ``if __name__ == "__main__"``.
    step : callable, optional
        Called with seed and strategy after each batch, in this process.

    Yields
    ------
    run : SeedRun
        In the order in which they finish; with one process that of the seeds.

    Raises
    ------
    ModelError
        If a process died.

    Notes
    -----
    Closing the iterator, or an exception such as Ctrl+C, ends the processes at once.
    """
    seeds = range(study.plan.seeds)
    count = min(processes, len(seeds))
    if count == 1:
        runner = Seeds(study)
        for seed in seeds:
            yield runner.run(seed, step)
        return
    before = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")  # forking a process with BLAS threads can hang
    news: Any = context.Queue()
    with _one_thread_each():
        executor = ProcessPoolExecutor(count, context, initializer=_open, initargs=(study.plan, cache, news))
        finished = False
        try:
            yield from _gathered({executor.submit(_run, seed) for seed in seeds}, news, step)
            finished = True
        except BrokenProcessPool:
            raise ModelError(
                "A process of the simulation died, perhaps for want of memory.", "Try again with --processes 1."
            ) from None
        finally:
            if not finished:  # a seed can take minutes, and nobody wants the rest of it
                executor.shutdown(wait=False, cancel_futures=True)
                for child in set(multiprocessing.active_children()) - before:
                    child.terminate()
            executor.shutdown()


def _gathered(waiting: set[Future[SeedRun]], news: Any, step: Step | None) -> Iterator[SeedRun]:
    """Results as they come, and between them the steps that the processes report."""
    report: Callable[[int, str], None] = step or (lambda seed, strategy: None)
    while waiting:
        done, waiting = wait(waiting, timeout=_LOOK, return_when=FIRST_COMPLETED)
        while True:
            try:
                report(*news.get_nowait())
            except queue.Empty:
                break
        for future in done:
            yield future.result()


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let processes that start meanwhile use one thread: they share the cores already."""
    earlier = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in earlier.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class _Worker:
    """What a spawned process keeps between seeds: set once by `_open`, as executors have no other place."""

    seeds: Seeds
    news: Any


def _open(plan: Plan, cache: Path, news: Any) -> None:
    """Begin a process: open the data; Ctrl+C is for the process above."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Worker.seeds, _Worker.news = Seeds(Study.open(plan, cache)), news


def _run(seed: int) -> SeedRun:
    """Run one seed in a spawned process."""
    try:
        return _Worker.seeds.run(seed, lambda seed, strategy: _Worker.news.put((seed, strategy)))
    except AsklessError as error:  # made anew, as some errors cannot be pickled with their two sentences
        raise type(error)(error.problem, error.remedy) from None
