"""Measure one thing in a process of its own: ``python measure.py CASE WHO N [SHRINK]`` prints one JSON line.

CPU seconds of one thread: the median of up to three runs, or the mean of as many as fill 0.3 s; then
the most resident memory that one run took beyond what was held before it.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[_name] = "1"


def resident() -> int:
    """Bytes of this process in memory."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def extra_memory(run: Callable[[], Any]) -> tuple[Any, int]:
    """What a run gives, and the bytes by which memory rose at most, looked at every millisecond."""
    before, most, done = resident(), 0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.001):
            most = max(most, resident() - before)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        found = run()
        most = max(most, resident() - before)
    finally:
        done.set()
        watcher.join()
    return found, most


def cpu(run: Callable[[], Any]) -> float:
    """CPU seconds of one run."""
    times: list[float] = []
    spent = 0.0
    while len(times) < 3 or (spent < 0.3 and len(times) < 50):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
        spent += times[-1]
        if spent > 15:
            break
    return sum(times) / len(times) if len(times) > 3 else sorted(times)[len(times) // 2]


def main() -> None:
    """Prepare, run once for the memory and the picks, run for the time."""
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from speed_cases.cases import CASES

    name, who, n = sys.argv[1], sys.argv[2], int(sys.argv[3])
    run = CASES[name].runners[who](n)
    found, memory = extra_memory(run)
    picks = None if found is None or not hasattr(found, "__len__") or len(found) > 2_000 else [int(i) for i in found]
    print(json.dumps({"cpu": cpu(run), "memory": memory, "picks": picks}))


if __name__ == "__main__":
    main()
