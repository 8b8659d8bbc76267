"""The training process: reads jobs, writes rankings; ``python -m askless.pool.worker``.

It speaks JSON lines. The first line it reads says what to open, each later one is a job; the newest
job wins. What it writes:

===========  ==================================================================================
preparing    share, message: features of the pool are being computed
prepared     the first model can be trained
training     seq, labels
ranking      seq, version, ready, trained_on, model, strategy, queue, windows, files: order and predictions
estimate     version, seq, labels, and the fields of an estimate, see `askless.pool.estimated`
look         seq, labels, names, doubtful, forecast, verdict: a look ahead, see `askless.pool.look`
failed       error, remedy, seq: this job cannot be done; the process goes on with the next
idle         the job has been done, or failed; the next may come
===========  ==================================================================================

Arrays travel as .npy files in the cache folder, written whole and then named.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import numpy as np

from askless.choose.choice import Choice
from askless.choose.evidence.engine import Evidence
from askless.choose.strategy.strategy import strategies
from askless.core.ids import Rows
from askless.core.task import SEQUENCES
from askless.data.formats.saving import storing
from askless.data.items.items import Items
from askless.data.labels.real import Real
from askless.data.source import reopen
from askless.errors import AsklessError, NotReadyError
from askless.pool.estimated import at_every_training, estimated
from askless.pool.job import Job
from askless.pool.look import look
from askless.pool.moment import Moment
from askless.pool.ranked import AnyPredictions, Predictions
from askless.pool.sentences import SentencePredictions

__all__ = ["Worker", "main"]

AHEAD = 40
"""Queries ranked one batch after another; more than a person labels while the next model trains."""

TAIL = 60
"""Queries ranked behind those in one go, for a fast labeller and a slow model."""


class Worker:
    """Trains on jobs and ranks the pool.

    Parameters
    ----------
    items : Items
        The pool.
    model : Model
        Not prepared yet.
    cache : Path
        Folder for features and predictions.
    batch : int
        Queries that are chosen together.
    say : callable
        Takes a message, a dict.
    """

    def __init__(self, items: Items, model: Any, cache: Path, batch: int, say: Any) -> None:
        self.items, self.model, self.cache, self.batch, self.say = items, model, cache, batch, say
        self.version = 0
        self._evidence: Evidence | None = None
        self._steps: Iterator[float] | None = None
        self._looked: list[int] | None = None
        self._first = items.duplicates() == np.arange(len(items))
        self._folder = cache / "predictions"

    def prepare(self) -> None:
        """Compute the features of the pool, reporting as it goes."""

        def progress(message: str, share: float) -> None:
            self.say({"kind": "preparing", "message": message, "share": round(share, 3)})

        self._steps = self.model.prepare(self.items, cache=self.cache, progress=progress, later=True)

    def do(self, job: Job, free: Callable[[], bool]) -> None:
        """Do a job: train and rank, then estimate and look ahead unless another one waits; say why if that fails."""
        try:
            ready = self.train(job)
            if ready and at_every_training(job) and (job.tested or ((job.random or job.test_size) and free())):
                found = estimated(Moment(job, self.model, self.items, self._without(job.held)))
                self._say_estimate(job, asdict(found))
            self.look(job, ready, free)
        except AsklessError as error:
            self.say({"kind": "failed", "error": error.problem, "remedy": error.remedy, "seq": job.seq})

    def go_on(self, job: Job, free: Callable[[], bool]) -> None:
        """Work on what the model left for later: a step after each job, more while no other waits.

        After the last step the job is done once more, with the better features.
        """
        while self._steps is not None:
            if next(self._steps, None) is None:
                self._steps = None
                self.do(job, free)
            elif not free():
                return

    def train(self, job: Job) -> bool:
        """Fit, predict, rank, and say so; whether there is a model."""
        self.say({"kind": "training", "seq": job.seq, "labels": len(job.rows)})
        ready, summary = self._fit(job)
        needs = strategies.get(job.strategy).of_task(job.space).needs
        self._evidence = evidence = job.evidence(
            self.model, self.items, ready=ready, version=self.version, before=self._evidence, needs=needs
        )
        files = self._write(self._predicted(job, evidence)) if ready else {}
        choice = self._rank(job, ready, evidence)
        self.say(
            {
                "kind": "ranking",
                "seq": job.seq,
                "version": self.version if ready else 0,
                "ready": ready,
                "trained_on": len(job.rows),
                "model": self.model.name,
                "summary": summary,
                "strategy": job.strategy,
                "names": list(job.names),
                "files": files,
                "windows": choice.windows.tolist(),
                "queue": [
                    [int(r), round(float(s), 6), float(p), bool(x), w]
                    for r, s, p, x, w in zip(
                        choice.rows, choice.scores, choice.probabilities, choice.random, choice.why, strict=True
                    )
                ],
            }
        )
        return ready

    def look(self, job: Job, ready: bool, free: Callable[[], bool]) -> None:
        """Look ahead if it is time, and say what is seen."""
        if self._looked is not None:  # a job that was sent meanwhile does not know of it
            job = replace(job, looked=self._looked)
        found = look(job, self.model if ready else None, self.items, self._without(job.held), free)
        if found is None:
            return
        self._looked = [found["labels"], found["names"], found["doubtful"]]
        if (estimate := found.pop("estimate")) is not None:
            self._say_estimate(job, estimate)
        self.say({"kind": "look", "seq": job.seq, **found})

    def _without(self, *taken: list[int]) -> Rows:
        """Rows without copies and without these."""
        left = self._first.copy()
        for rows in taken:
            left[rows] = False
        return np.flatnonzero(left)

    def _say_estimate(self, job: Job, found: dict[str, Any]) -> None:
        """Say how good the model is."""
        self.say({"kind": "estimate", "seq": job.seq, "version": self.version, "labels": len(job.rows), **found})

    def _fit(self, job: Job) -> tuple[bool, dict[str, Any]]:
        """Fit the model; without two classes there is none yet."""
        try:
            summary = self.model.fit(job.rows_array(), job.encoded(), n_labels=len(job.names))
        except NotReadyError as error:
            return False, {"waiting": str(error)}
        self.version += 1
        return True, summary

    def _candidates(self, job: Job) -> Rows:
        """Rows that may be asked: untouched ones, or else the skipped.

        Rows that wait for an answer count in: the page gives back what it has not shown yet.
        """
        done = np.setdiff1d(np.asarray(job.rows, dtype=np.int64), job.partly).tolist() if job.partly else job.rows
        found = self._without(job.held, done, job.skipped)
        return found if found.size else np.asarray(job.skipped, dtype=np.int64)

    def _rank(self, job: Job, ready: bool, evidence: Evidence) -> Choice:
        """The next queries: batch after batch, each knowing the ones before, then a long tail."""
        strategy = strategies.get(job.strategy)
        round_ = job.round(self.items, self._candidates(job), ready=ready, evidence=evidence)
        chosen: list[Choice] = []
        for size in [self.batch] * max(1, AHEAD // self.batch) + [TAIL]:
            if not round_.candidates.size:
                break
            # The learner draws the random share when it asks, so the strategy must not.
            choice = strategy.choose(replace(round_, part_of=size), min(size, round_.candidates.size))
            chosen.append(choice)
            after = round_.without(choice.rows)
            round_ = replace(after, number=round_.number + 1, asked=round_.asked + len(choice))
        return Choice.joined(*chosen) if chosen else Choice.empty()

    def _predicted(self, job: Job, evidence: Evidence) -> AnyPredictions:
        """What the model says of every row."""
        rows, space = np.arange(len(self.items)), job.labels
        if isinstance(space, Real):
            return Predictions.of_numbers(space, evidence.get("mean", rows), evidence.get("std", rows))
        if space.kind in SEQUENCES:
            return SentencePredictions.of(space.names, self.model.predicted(rows), spans=space.kind == "spans")
        return Predictions.of(space.names, evidence.get("proba", rows), space.kind == "multilabel")

    def _write(self, predictions: AnyPredictions) -> dict[str, str]:
        """Put predictions into a file for each array; the two versions before stay, for readers in between."""
        files = {}
        with storing(self._folder):
            for folder in (self.cache, self._folder):  # a cache may be deleted at any time
                folder.mkdir(exist_ok=True)
            for part, array in predictions.arrays.items():
                path = self._folder / f"{part}-{self.version}.npy"
                with open(path.with_suffix(".new"), "wb") as file:
                    np.save(file, array, allow_pickle=False)
                os.replace(path.with_suffix(".new"), path)
                files[part] = str(path)
                (self._folder / f"{part}-{self.version - 3}.npy").unlink(missing_ok=True)
        return files


def main() -> None:
    """Serve one parent until its end of the pipe closes."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # a library that prints must not break the protocol
    speaking = threading.Lock()

    def say(message: dict[str, Any]) -> None:
        with speaking:
            out.write(json.dumps(message) + "\n")
            out.flush()

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which closes our input
    if hasattr(os, "nice"):
        os.nice(10)  # the page comes first
    for library in ("scipy.sparse", "scipy.optimize"):  # they take their time, and the parent still reads the source
        import_module(library)

    opening = json.loads(sys.stdin.readline() or "null")
    if opening is None:
        return
    jobs: queue.Queue[Job | None] = queue.Queue()
    try:
        worker = _open(opening, say)
        threading.Thread(target=_read, args=(sys.stdin, jobs), daemon=True).start()
        worker.prepare()
    except AsklessError as error:
        say({"kind": "failed", "error": error.problem, "remedy": error.remedy, "seq": 0})
        return
    say({"kind": "prepared"})
    while (job := _newest(jobs)) is not None:
        worker.do(job, jobs.empty)
        say({"kind": "idle"})
        worker.go_on(job, jobs.empty)


def _open(opening: dict[str, Any], say: Any) -> Worker:
    """The worker that the first line describes."""
    from askless.models.build import build

    cache = Path(opening["cache"])
    items = reopen(cache)
    model = build(opening["model"], items, seed=opening["seed"], task=opening["task"])
    return Worker(items, model, cache, opening["batch"], say)


def _read(lines: IO[str], jobs: queue.Queue[Job | None]) -> None:
    """Put jobs on the queue; None when the parent has gone."""
    for line in lines:
        jobs.put(Job.from_json(json.loads(line)))
    jobs.put(None)


def _newest(jobs: queue.Queue[Job | None]) -> Job | None:
    """Wait for a job; of several that wait, the newest."""
    job = jobs.get()
    while job is not None and not jobs.empty():
        job = jobs.get()
    return job


if __name__ == "__main__":
    main()
