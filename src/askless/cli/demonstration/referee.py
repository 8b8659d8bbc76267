"""The referee of a demonstration: knows the true answers, and how random choice would have done.

It runs as a process of its own, ``python -m askless.cli.demonstration.referee DATA``. Each line that
it reads holds the labels given so far; for each it trains the built-in model twice over, on these and
on as many drawn at random, and writes the shares that both get right on items held out from both.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from typing import IO, Any

import numpy as np

from askless.cli.demonstration.data import COLUMNS, Truth, held_out, truth
from askless.core.child import Child
from askless.errors import NotReadyError

__all__ = ["Referee", "judge", "main"]

DRAWS = 3
"""Random choices that are averaged."""


class Referee:
    """The process, seen from the demonstration.

    Parameters
    ----------
    data : str
        Name of the data set.
    told : callable
        Takes (labels, share right, share right by random choice), from another thread.
    """

    def __init__(self, data: str, told: Callable[[int, float, float], None]) -> None:
        self._child = Child("askless.cli.demonstration.referee", data)
        self._told = told
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def judge(self, ids: Sequence[str]) -> None:
        """Have the labels given so far judged; if it has gone, the demonstration goes on without it."""
        self._child.send(list(ids))

    def finish(self, timeout: float) -> None:
        """Let it finish what it was given, for so many seconds, and end it."""
        self._child.end(timeout)
        self._thread.join()

    def _listen(self) -> None:
        for told in self._child.messages():
            self._told(told["labels"], told["chosen"], told["random"])


def judge(data: Truth) -> Callable[[Sequence[str]], dict[str, Any]]:
    """A function from the ids labelled so far to the shares that models get right."""
    from askless.data.items.of import items_of
    from askless.models.build import build

    values: Any = data.values
    if values.ndim == 2:
        import pandas as pd

        values = pd.DataFrame(values, columns=COLUMNS)
    items = items_of(values)
    model = build(None, items, seed=0)
    model.prepare(items)
    apart = held_out(len(data.ids))
    code = {label: i for i, label in enumerate(data.labels)}
    y = np.array([code[answer] for answer in data.answers])
    row_of = {item_id: row for row, item_id in enumerate(data.ids)}
    test, pool = np.flatnonzero(apart), np.flatnonzero(~apart)
    draws = [np.random.default_rng(seed + 1).permutation(pool) for seed in range(DRAWS)]

    def right(rows: Any) -> float:
        try:
            model.fit(rows, y[rows], n_labels=len(data.labels))
        except NotReadyError:  # of one class so far: no model can do better than always say it
            return float(np.mean(y[test] == y[rows[0]]))
        return float(np.mean(model.predict_proba(test).argmax(axis=1) == y[test]))

    def shares(ids: Sequence[str]) -> dict[str, Any]:
        rows = np.array([row_of[item_id] for item_id in ids], dtype=np.int64)
        random = float(np.mean([right(np.sort(draw[: len(rows)])) for draw in draws]))
        return {"labels": len(rows), "chosen": right(rows), "random": random}

    return shares


def main(lines: IO[str] = sys.stdin) -> None:
    """Judge line after line."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which then closes the pipe
    if hasattr(os, "nice"):
        os.nice(10)
    shares = judge(truth(sys.argv[1]))
    for line in lines:
        print(json.dumps(shares(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
