"""A process that works for a simulation or a benchmark; ``python -m askless.bench.worker``.

It speaks JSON lines. The first line it reads says what it works for, each later one is a task:

==========  ==============================================  ===============================
work        what the first line holds besides               a task
==========  ==============================================  ===============================
simulation  plan; cache, the folder with the opened data    a seed
sentences   the same, of sentences                          a seed
stream      the same, of a stream                           a seed
protocol    name; options                                   cells that differ in strategy
==========  ==============================================  ===============================

What it writes:

=======  =============================================================
step     seed, strategy: a batch of a simulation is done; seed, arm: a
         twentieth of a stream
run      the fields of a `SeedRun`; run: a stream's as a whole
curve    curve: as a line of the file of curves
done     the task is finished
failed   problem, remedy: it cannot go on
=======  =============================================================
"""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from askless.errors import AsklessError

__all__ = ["main"]

Say = Callable[[dict[str, Any]], None]
Work = Callable[[Any, Say], None]


def main() -> None:
    """Serve the process above until its end of the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process above, which ends this one
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # a library that prints must not break the protocol

    def say(message: dict[str, Any]) -> None:
        out.write(json.dumps(message) + "\n")
        out.flush()

    lines: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_listen, args=(lines,), daemon=True).start()
    opening = json.loads(lines.get())
    try:
        work = _WORK[opening["work"]](opening)
        while True:
            work(json.loads(lines.get()), say)
            say({"kind": "done"})
    except AsklessError as error:
        say({"kind": "failed", "problem": error.problem, "remedy": error.remedy})
    except BrokenPipeError:
        pass  # nobody is left to tell


def _listen(lines: SimpleQueue[str]) -> None:
    """Pass on what comes; when the process above is gone, however it ended, nobody waits for the task at hand."""
    with os.fdopen(os.dup(0), encoding="utf-8") as pipe:
        for line in pipe:
            lines.put(line)
    os._exit(0)


def _simulation(opening: dict[str, Any]) -> Work:
    """Run seeds of a study."""
    from askless.bench.plan import Plan
    from askless.bench.seed import Seeds
    from askless.bench.study import Study

    plan = Plan(**{**opening["plan"], "strategies": tuple(opening["plan"]["strategies"])})
    seeds = Seeds(Study.open(plan, Path(opening["cache"])))

    def work(seed: int, say: Say) -> None:
        run = seeds.run(seed, lambda seed, name: say({"kind": "step", "seed": seed, "strategy": name}))
        say({"kind": "run", **asdict(run)})

    return work


def _sentences(opening: dict[str, Any]) -> Work:
    """Run seeds of a study of sentences."""
    from askless.bench.sequences.plan import Plan
    from askless.bench.sequences.seed import Seeds
    from askless.bench.sequences.study import Study

    plan = Plan(**{**opening["plan"], "strategies": tuple(opening["plan"]["strategies"])})
    seeds = Seeds(Study.open(plan, Path(opening["cache"])), Path(opening["cache"]))

    def work(seed: int, say: Say) -> None:
        run = seeds.run(
            seed, lambda seed, name, share: say({"kind": "step", "seed": seed, "strategy": name, "share": share})
        )
        say({"kind": "run", **asdict(run)})

    return work


def _stream(opening: dict[str, Any]) -> Work:
    """Run seeds of a plan for a stream."""
    from askless.bench.prequential.plan import Plan
    from askless.bench.prequential.seed import Seeds

    given = opening["plan"]
    lists = {name: tuple(given[name]) for name in ("strategies", "adaptations")}
    seeds = Seeds(Plan(**{**given, **lists}), Path(opening["cache"]))

    def work(seed: int, say: Say) -> None:
        run = seeds.run(seed, lambda seed, arm: say({"kind": "step", "seed": seed, "arm": arm}))
        say({"kind": "run", "run": asdict(run)})

    return work


def _protocol(opening: dict[str, Any]) -> Work:
    """Draw curves of a protocol."""
    from askless.bench.protocol.curve import Cell
    from askless.bench.protocol.curves import plain
    from askless.bench.protocol.protocol import Options, protocols

    protocol, options = protocols.get(opening["name"]), Options.from_json(opening["options"])

    def work(cells: list[dict[str, Any]], say: Say) -> None:
        for curve in protocol.draw([Cell(**cell) for cell in cells], options):
            say({"kind": "curve", "curve": plain(curve.to_json())})

    return work


_WORK = {"simulation": _simulation, "sentences": _sentences, "stream": _stream, "protocol": _protocol}

if __name__ == "__main__":
    main()
