"""Seeds of a simulation, one after another or in several processes."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from askless.bench.history import History
from askless.bench.seed import SeedRun, Seeds, Step
from askless.bench.study import Study
from askless.errors import ModelError

__all__ = ["play"]

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


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

    Notes
    -----
    The processes are interpreters of their own (not forks, which can hang where a library has
    threads), so scripts and notebooks need no guard. An exception such as Ctrl+C ends them at once.
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
    """Hand a seed to each process, and the next one whenever one is done."""
    waiting = deque(range(study.plan.seeds))
    left = len(waiting)
    news: SimpleQueue[tuple[_Process, dict[str, Any] | None]] = SimpleQueue()
    processes: list[_Process] = []
    try:
        for number in range(count):
            processes.append(_Process(study, cache, number, news))
            processes[-1].send(waiting.popleft())
        while left:
            process, message = news.get()
            if message is None:
                raise process.death()
            kind = message.pop("kind")
            if kind == "step":
                step(message["seed"], message["strategy"])
            elif kind == "failed":
                raise ModelError(message["problem"], message["remedy"])
            else:
                left -= 1
                if waiting:
                    process.send(waiting.popleft())
                yield SeedRun(**{**message, "curves": {n: History(**c) for n, c in message["curves"].items()}})
    finally:
        for process in processes:
            process.end()


class _Process:
    """One process that runs seeds; what it says goes into a queue, None when it has ended."""

    def __init__(self, study: Study, cache: Path, number: int, news: SimpleQueue[Any]) -> None:
        self._words = cache / f"worker-{number}.txt"
        with open(self._words, "wb") as words:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "askless.bench.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=words,
                text=True,
                encoding="utf-8",
                env={**os.environ, **dict.fromkeys(_ONE_THREAD, "1")},  # they share the cores already
                start_new_session=True,  # Ctrl+C in a terminal is not meant for it
            )
        self._send({"plan": asdict(study.plan), "cache": str(cache)})
        self._listener = threading.Thread(target=self._listen, args=(news,), daemon=True)
        self._listener.start()

    def send(self, seed: int) -> None:
        """Give it a seed to run."""
        self._send(seed)

    def end(self) -> None:
        """Stop it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):  # a line that it did not live to read
                pipe.close()

    def death(self) -> ModelError:
        """The error for a process that ended by itself."""
        last = self._words.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        why = f"exit status {self._process.wait()}" + (f", {last[-1][:200]}" if last else "")
        return ModelError(
            f"A process of the simulation ended unexpectedly ({why}).",
            "If memory ran out, try again with --processes 1.",
        )

    def _send(self, message: object) -> None:
        """Write a line; if it has just died, `_listen` notices."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()

    def _listen(self, news: SimpleQueue[Any]) -> None:
        """Pass on what it says."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            news.put((self, json.loads(line)))
        news.put((self, None))
