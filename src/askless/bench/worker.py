"""A process that runs seeds of a simulation; ``python -m askless.bench.worker``.

It speaks JSON lines. The first line it reads holds the plan and the folder in which the data was
opened, each later one is a seed. What it writes:

=======  =============================================================
step     seed, strategy: a batch is done
run      the fields of a `SeedRun`
failed   error, problem, remedy: the simulation cannot go on
=======  =============================================================
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from askless.bench.plan import Plan
from askless.bench.seed import Seeds
from askless.bench.study import Study
from askless.errors import AsklessError

__all__ = ["main"]


def main() -> None:
    """Serve the process above until its end of the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process above, which ends this one
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # a library that prints must not break the protocol

    def say(message: dict[str, Any]) -> None:
        out.write(json.dumps(message) + "\n")
        out.flush()

    opening = json.loads(sys.stdin.readline() or "null")
    if opening is None:
        return
    try:
        plan = Plan(**{**opening["plan"], "strategies": tuple(opening["plan"]["strategies"])})
        seeds = Seeds(Study.open(plan, Path(opening["cache"])))
        for line in sys.stdin:
            run = seeds.run(int(line), lambda seed, name: say({"kind": "step", "seed": seed, "strategy": name}))
            say({"kind": "run", **asdict(run)})
    except AsklessError as error:
        say({"kind": "failed", "problem": error.problem, "remedy": error.remedy})
    except BrokenPipeError:
        pass  # nobody is left to tell


if __name__ == "__main__":
    main()
