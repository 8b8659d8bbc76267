"""Measure one thing in a process of its own: ``python measure.py CASE WHO N SECONDS GIGABYTES`` prints one JSON line.

CPU seconds of one thread: the median of up to three runs, or the mean of as many as fill 0.3 s, or
the first run alone if it takes over 5 s; and the most resident memory that the first run took beyond
what was held before it. A run that takes more CPU seconds than allowed is killed by the system, one
that asks for more memory than allowed is refused it; 0 gigabytes are no limit.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

LONG = 5.0  # seconds; such a run is not repeated


def held(field: int) -> int:
    """Bytes of this process: 0 in its address space, 1 in memory."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[field]) * os.sysconf("SC_PAGE_SIZE")


def extra_memory(run: Callable[[], Any]) -> tuple[Any, int]:
    """What a run gives, and the bytes by which memory rose at most, looked at every millisecond."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # memory freed and kept by malloc would hide what is taken next
    before, most, done = held(1), 0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.001):
            most = max(most, held(1) - before)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        found = run()
        most = max(most, held(1) - before)
    finally:
        done.set()
        watcher.join()
    return found, most


def cpu(run: Callable[[], Any]) -> float:
    """CPU seconds of one run."""
    times: list[float] = []
    while len(times) < 3 or (sum(times) < 0.3 and len(times) < 50):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return sum(times) / len(times) if len(times) > 3 else sorted(times)[len(times) // 2]


def limit(seconds: float, gigabytes: float) -> None:
    """From here on, at most so many CPU seconds, four times as many on the clock, and so much more memory."""
    used = time.process_time()
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds) + 1, resource.RLIM_INFINITY))
    signal.alarm(int(4 * seconds) + 1)
    if gigabytes:
        resource.setrlimit(resource.RLIMIT_AS, (held(0) + int(gigabytes * 1e9), resource.RLIM_INFINITY))


def picks_of(found: Any) -> list[int] | None:
    """Row numbers, if that is what a run gives."""
    if found is None or not hasattr(found, "__len__") or len(found) > 2_000:
        return None
    return [int(i) for i in found]


def main() -> None:
    """Prepare, run once for the memory and the picks, run for the time."""
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from speed_cases.cases import CASES

    name, who, n, seconds, gigabytes = sys.argv[1:]
    run = CASES[name].runners[who](int(n))
    limit(float(seconds), float(gigabytes))
    start = time.process_time()
    found, memory = extra_memory(run)
    first = time.process_time() - start
    took = first if first > LONG else cpu(run)
    print(json.dumps({"cpu": took, "memory": memory / 1e6, "picks": picks_of(found)}))


if __name__ == "__main__":
    main()
