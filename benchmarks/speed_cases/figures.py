"""What was measured of one party in one case, and the file that keeps it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

__all__ = ["Figure", "Figures", "fault_of", "measured"]

HERE = Path(__file__).resolve().parent
ONE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
MEMORY = re.compile(r"MemoryError|bad_alloc|can't allocate memory|Cannot allocate memory")


@dataclass(frozen=True)
class Figure:
    """CPU seconds, megabytes and picks, or why there are none.

    Parameters
    ----------
    cpu : float, optional
        Seconds of one thread.
    memory : float, optional
        Megabytes beyond what was held before.
    picks : list of int, optional
        Rows, if a choice was made.
    fault : str
        Why nothing was measured, in one phrase.
    """

    cpu: float | None = None
    memory: float | None = None
    picks: list[int] | None = None
    fault: str = ""

    def better(self, other: Figure) -> Figure:
        """The quicker of two measurements of the same thing, with the larger memory."""
        if self.cpu is None or other.cpu is None:
            return self if self.cpu is None else other
        quicker = self if self.cpu <= other.cpu else other
        return Figure(quicker.cpu, max(self.memory or 0, other.memory or 0), quicker.picks)


class Figures:
    """All that is measured, kept in a file after every single measurement.

    Parameters
    ----------
    path : Path
        A JSON file; its folder is made if need be.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[str, dict[str, Any]] = json.loads(path.read_text()) if path.exists() else {}

    def forget(self, *cases: str) -> None:
        """Forget some cases."""
        self._known = {key: value for key, value in self._known.items() if key.split("/")[0] not in cases}

    def get(self, case: str, who: str, n: int) -> Figure | None:
        """What was measured, or None."""
        found = self._known.get(f"{case}/{who}/{n}")
        return None if found is None else Figure(**found)

    def put(self, case: str, who: str, n: int, figure: Figure) -> Figure:
        """Keep a measurement, on disk at once."""
        self._known[f"{case}/{who}/{n}"] = asdict(figure)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps(self._known, indent=0))
        new.replace(self.path)
        return figure


def measured(python: Path, case: str, who: str, n: int, seconds: float, gigabytes: float = 0) -> Figure:
    """Measure in a process of its own."""
    command = [str(python), "-W", "ignore", str(HERE / "measure.py"), case, who, str(n), str(seconds), str(gigabytes)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **ONE}, cwd=HERE.parent)
    if done.returncode:
        return Figure(fault=fault_of(done.returncode, done.stderr, seconds))
    return Figure(**json.loads(done.stdout.strip().splitlines()[-1]))


def fault_of(code: int, said: str, seconds: float) -> str:
    """Why a process ended without a figure, in one phrase."""
    if -code in (signal.SIGXCPU, signal.SIGALRM):
        return f"> {seconds:g} s"
    if MEMORY.search(said) or -code == signal.SIGKILL:
        return "out of memory"
    if code < 0:
        return f"crashed ({signal.Signals(-code).name})"
    errors = re.findall(r"^\s*((?:\w+\.)*\w*(?:Error|Exception|Warning)\b.*)$", said, flags=re.MULTILINE)
    lines = errors or said.strip().splitlines() or ["failed without a word"]
    return " ".join(str(lines[-1]).split())[:120]
