"""Several interpreters that work on a list of tasks, one task each at a time."""

from __future__ import annotations

import os
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from askless.core.child import Child
from askless.errors import ModelError

__all__ = ["cores", "in_processes"]

Message = dict[str, Any]


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_processes(
    opening: Message, tasks: Sequence[Any], count: int, begun: Callable[[int], None] = lambda number: None
) -> Iterator[tuple[int, Message]]:
    """Hand a task to each process, and the next one whenever one is done.

    Parameters
    ----------
    opening : dict
        What they are for, as `askless.bench.worker` reads it.
    tasks : sequence
        JSON values, handed out in this order.
    count : int
        Processes, 1 or more.
    begun : callable, optional
        Called with the number of each task when it is handed out.

    Yields
    ------
    number, message : int and dict
        What is said on the task of this number, as soon as it is said.

    Raises
    ------
    ModelError
        If a process died, or a task could not be done.

    Notes
    -----
    The processes are interpreters of their own, not forks, so scripts and notebooks need no guard. An
    exception such as Ctrl+C ends them at once; so does the end of this process, however it comes.
    """
    waiting = deque(enumerate(tasks))
    left = len(waiting)
    news: SimpleQueue[tuple[_Process, Message | None]] = SimpleQueue()
    processes: list[_Process] = []
    with tempfile.TemporaryDirectory(prefix="askless-processes-") as folder:
        try:
            for number in range(min(count, left)):
                processes.append(_Process(opening, Path(folder, f"{number}.txt"), news))
                begun(waiting[0][0])
                processes[-1].give(*waiting.popleft())
            while left:
                process, message = news.get()
                if message is None:
                    raise process.death()
                if message["kind"] == "failed":
                    raise ModelError(message["problem"], message["remedy"])
                if message["kind"] != "done":
                    yield process.task, message
                    continue
                left -= 1
                if waiting:
                    begun(waiting[0][0])
                    process.give(*waiting.popleft())
        finally:
            for process in processes:
                process.end()


class _Process:
    """One process; what it says goes into a queue, None when it has ended."""

    def __init__(self, opening: Message, words: Path, news: SimpleQueue[Any]) -> None:
        self.task = -1
        self._words = words
        self._child = Child("askless.bench.worker", words=words)
        self._child.send(opening)
        self._listener = threading.Thread(target=self._listen, args=(news,), daemon=True)
        self._listener.start()

    def give(self, number: int, task: Any) -> None:
        """Give it a task."""
        self.task = number
        self._child.send(task)

    def end(self) -> None:
        """Stop it, whatever it is doing."""
        self._child.end(patience=0)
        self._listener.join()

    def death(self) -> ModelError:
        """The error for a process that ended by itself."""
        last = self._words.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        why = f"exit status {self._child.status}" + (f", {last[-1][:200]}" if last else "")
        return ModelError(
            f"A process of the run ended unexpectedly ({why}).",
            "If memory ran out, try again with --processes 1.",
        )

    def _listen(self, news: SimpleQueue[Any]) -> None:
        """Pass on what it says."""
        for message in self._child.messages():
            news.put((self, message))
        news.put((self, None))
