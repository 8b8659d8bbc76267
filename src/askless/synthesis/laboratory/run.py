"""A laboratory answers what a learner asks, several at a time, until the budget is spent or somebody stops it."""

from __future__ import annotations

import operator
import queue
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from askless.errors import AsklessError, UsageError
from askless.synthesis.laboratory.answers import as_answer, described
from askless.synthesis.laboratory.failures import kind_of
from askless.synthesis.laboratory.laboratory import Laboratory
from askless.synthesis.laboratory.named import laboratory as laboratory_of
from askless.synthesis.laboratory.trial import Failure, Trial

if TYPE_CHECKING:
    from askless.synthesis.learner import SynthesisLearner

__all__ = ["Ran", "run_laboratory"]

IN_A_ROW = 5
"""Questions given up one after the other that end a run: then it is the laboratory, not the items."""
PATIENCE = 1.0
"""Seconds that evaluations have to end in when the run is over."""
PAUSE = 1.0
"""Seconds before an evaluation that failed is tried again. Each next pause is GROWTH times as long, up to LONGEST."""
GROWTH = 4.0
LONGEST = 60.0
BEAT = 0.2
"""Seconds after which a run that waits looks whether somebody stops it."""

Ending = Literal["budget", "rule", "nothing", "stopped", "failing"]


@dataclass(frozen=True)
class Ran:
    """What a run came to.

    Parameters
    ----------
    answered, unsure : int
        Questions answered, and those of which the laboratory said that it cannot tell.
    failed : tuple of (str, str)
        Questions that went back into the queue, each with the reason.
    retried : int
        Evaluations that failed and were tried again.
    ended : {"budget", "rule", "nothing", "stopped", "failing"}
        The budget is spent, a rule said that it is enough, there is nothing left to ask, somebody stopped it, or the
        laboratory failed time after time.
    said : str
        What the rule said.
    retried_by : mapping of str to int
        How many were tried again, by how they failed: "time-out", "exit status 3", "NaN", ...
    in_a_row : int
        How many of the failed ones, the last ones, were given up with no answer in between. Those that had failed in an
        earlier run do not count.
    """

    answered: int
    unsure: int
    failed: tuple[tuple[str, str], ...]
    retried: int
    ended: Ending
    said: str = ""
    retried_by: Mapping[str, int] = field(default_factory=dict)
    in_a_row: int = 0


@dataclass
class _Job:
    """A question on its way."""

    id: str
    item: Any
    tries: int = 0
    trial: Trial = field(default_factory=Trial)
    thread: threading.Thread | None = None
    deadline: float = float("inf")
    ready: float = 0.0


def run_laboratory(
    learner: SynthesisLearner,
    laboratory: Laboratory | str | Callable[[Any], Any],
    budget: int,
    *,
    parallel: int = 1,
    batch: int | None = None,
    timeout: float | None = None,
    retries: int = 2,
    pause: float | None = None,
    on_answer: Callable[[], None] | None = None,
    until: Callable[[], str] | None = None,
    stop: threading.Event | None = None,
) -> Ran:
    """Let a laboratory answer.

    An evaluation that fails, hangs, or gives an answer that is none is tried again after a pause, in which other
    questions are asked, unless they fail as well; at last its question is given up: it goes back into the queue when
    the run ends, with the reason in the log. Questions that an earlier run left without an answer are asked first. As
    soon as one fails that had failed in an earlier run, the others that had wait until there is no new one left: what
    can never be answered does not keep a project from going on.

    Parameters
    ----------
    learner : SynthesisLearner
        Its label space says what an answer is.
    laboratory : str, callable or Laboratory
        See `askless.synthesis.laboratory.named.laboratory`.
    budget : int
        Answers that the learner is to have in the end, those that cannot tell included; at least 0.
    parallel : int, default 1
        Evaluations at a time.
    batch : int, optional
        Questions made together; as many as can be evaluated now if not given.
    timeout : float, optional
        Seconds that an evaluation may take.
    retries : int, default 2
        How often an evaluation is tried again.
    pause : float, optional
        Seconds before it is tried again, 1 if not given. Each next pause is four times as long, up to a minute.
    on_answer : callable, optional
        Called after each answer and each question given up.
    until : callable, optional
        Called after each answer; a sentence ends the run, "" lets it go on. See `askless.synthesis.stopping`.
    stop : Event, optional
        Ends it from outside.

    Returns
    -------
    ran : Ran

    Raises
    ------
    UsageError
        If a number cannot be meant, or the learner does not know what an answer is.
    """
    if not _whole(budget, 0):
        raise UsageError(f"budget={budget!r} is no number of answers.", "Give a whole number of at least 0.")
    wrong = not (_whole(parallel, 1) and _whole(retries, 0) and (batch is None or _whole(batch, 1)))
    if wrong or (timeout is not None and not timeout > 0) or (pause is not None and not pause >= 0):
        raise UsageError(
            f"parallel={parallel}, batch={batch}, timeout={timeout}, retries={retries}, pause={pause} cannot be meant.",
            "Give whole numbers of at least 1 (retries: 0), a time above 0, and a pause of at least 0.",
        )
    if learner.space.kind == "classes" and not learner.space.names:
        raise UsageError(
            "It is not said what an answer is.", "Name the labels, or a unit of numbers, under [answer] in the domain."
        )
    if len(learner.space.names) == 1:
        raise UsageError(
            f"“{learner.space.names[0]}” is the only label, and there is nothing to learn with one.",
            "Name at least two.",
        )
    run = _Run(learner, laboratory_of(laboratory), parallel, batch, timeout, retries, PAUSE if pause is None else pause)
    return run(budget, on_answer or (lambda: None), until or (lambda: ""), stop or threading.Event())


def _whole(number: object, least: int) -> bool:
    """Whether it is a whole number that is large enough."""
    try:
        return not isinstance(number, bool) and operator.index(number) >= least  # type: ignore[arg-type]
    except TypeError:
        return False


class _Run:
    """A run while it goes."""

    def __init__(
        self,
        learner: SynthesisLearner,
        laboratory: Laboratory,
        parallel: int,
        batch: int | None,
        timeout: float | None,
        retries: int,
        pause: float,
    ) -> None:
        self._learner, self._laboratory = learner, laboratory
        self._parallel, self._batch, self._timeout = parallel, batch, timeout
        self._retries, self._pause = retries, pause
        self._waiting: deque[_Job] = deque()
        self._before = frozenset(learner.failed)
        """Questions that failed in earlier runs."""
        self._again: deque[_Job] = deque()
        """Those of them that were handed out, and were not tried in this run."""
        self._doubted = False  # one of them failed in this run, too
        self._resting: list[_Job] = []
        self._running: dict[int, _Job] = {}
        self._results: queue.SimpleQueue[tuple[int, Any, Failure | KeyboardInterrupt | None]] = queue.SimpleQueue()
        self._arrived: dict[int, tuple[Any, Failure | KeyboardInterrupt | None]] = {}
        self._given_up: dict[str, str] = {}
        self._started = self._answered = self._unsure = self._in_a_row = 0
        self._failures = 0  # evaluations that failed since the last answer
        self._dry = False  # no question could be made, and nothing was learned since
        self._retried: Counter[str] = Counter()

    def __call__(
        self, budget: int, on_answer: Callable[[], None], until: Callable[[], str], stop: threading.Event
    ) -> Ran:
        """Run it to its end; whatever ends it, processes are ended and questions go back."""
        left = list(self._learner.outstanding)
        if left:  # of an earlier run
            self._learner.release(left)
        budget -= self._done()
        try:  # around a call: Ctrl+C at the jump of a loop would pass by the “finally” around it
            ended, said = self._loop(budget, on_answer, until, stop)
        finally:
            self._put_back()
        given_up = tuple(self._given_up.items())
        retried = dict(self._retried)
        return Ran(self._answered, self._unsure, given_up, self._retried.total(), ended, said, retried, self._in_a_row)

    def _loop(
        self, budget: int, on_answer: Callable[[], None], until: Callable[[], str], stop: threading.Event
    ) -> tuple[Ending, str]:
        """Ask and settle; how it ended, and what the rule said."""
        while not stop.is_set():
            exhausted = not self._fill(budget)
            if not self._running and not self._resting:
                if not exhausted or self._answered + self._unsure >= budget:
                    return "budget", ""
                none = not self._answered + self._unsure and len(self._given_up) >= IN_A_ROW
                return "failing" if none else "nothing", ""
            if not self._settle():
                continue
            on_answer()
            many = len(self._given_up.keys() - self._before) > max(IN_A_ROW, budget)
            if many or self._in_a_row >= IN_A_ROW:
                return "failing", ""
            if said := until():
                return "rule", said
        return "stopped", ""

    def _done(self) -> int:
        """Answers that there are, those that cannot tell included."""
        counts = self._learner.state.counts()
        return int(counts["labelled"]) + int(counts["skipped"])

    def _fill(self, budget: int) -> bool:
        """Start as many evaluations as may run; False if there is no question left to ask."""
        while len(self._running) < self._parallel:
            rested = next((job for job in self._resting if job.ready <= time.monotonic()), None)
            if rested is not None:
                self._resting.remove(rested)
                self._start(rested)
                continue
            # When all fails it is the laboratory: more questions would only wear out their tries.
            if self._resting and self._failures >= max(2, self._parallel):
                return True
            left = budget - self._answered - self._unsure - len(self._running) - len(self._resting)
            if left <= 0:
                return True
            job = self._next(left)
            if job is None:
                return False
            self._start(job)
        return True

    def _next(self, left: int) -> _Job | None:
        """The next question; None if there is none left to ask.

        Those that failed in earlier runs come first, as they are handed out, but only until one of them fails again.
        Then they come when there is no new one.
        """
        while True:
            if self._again and (self._dry or not self._doubted):
                return self._again.popleft()
            if self._waiting:
                return self._waiting.popleft()
            if self._dry:
                return None
            queries = self._learner.ask(min(left, self._batch or self._parallel - len(self._running)))
            self._dry = not queries.ids
            for job in map(_Job, queries.ids, queries.items):
                (self._again if job.id in self._before else self._waiting).append(job)

    def _start(self, job: _Job) -> None:
        """Evaluate in a thread of its own, which does not keep the process from ending."""
        trial = job.trial = Trial()
        job.tries += 1
        job.deadline = float("inf") if self._timeout is None else time.monotonic() + self._timeout
        key = self._started = self._started + 1

        def evaluate() -> None:
            try:
                value = self._laboratory.evaluate(job.item, trial)
                answer = None if value is None else as_answer(value, self._learner.space)
                self._results.put((key, answer, None))
            except (Failure, KeyboardInterrupt) as error:
                self._results.put((key, None, error))
            except BaseException as error:  # SystemExit, too: whatever it is, only this question is without an answer
                said = f"It failed: {type(error).__name__}: {described(error, str)}".rstrip(": ")
                self._results.put((key, None, Failure(said, type(error).__name__)))

        job.thread = threading.Thread(target=evaluate, name=f"askless-evaluation-{job.id}", daemon=True)
        self._running[key] = job
        job.thread.start()

    def _settle(self) -> bool:
        """Take one result, or end what takes too long; whether a question was answered or given up."""
        now = time.monotonic()
        while not self._results.empty():  # what has come in time counts, also if it is looked at late
            self._take(0.0)
        for key, job in self._running.items():
            if job.deadline <= now and key not in self._arrived:
                job.trial.cancel()
                return self._failed(key, Failure(f"There was no answer within {self._timeout:g} s.", "time-out"))
        moments = [now + BEAT, *(job.deadline for job in self._running.values())]
        if len(self._running) < self._parallel:
            moments += [job.ready for job in self._resting]
        if not self._arrived and not self._take(max(0.0, min(moments) - now)):
            return False
        key = next(iter(self._arrived))
        answer, error = self._arrived.pop(key)
        if isinstance(error, Failure):
            return self._failed(key, error)
        if error is not None:
            raise error
        job = self._running.pop(key)
        self._in_a_row = self._failures = 0
        self._dry = False
        if answer is None:
            self._learner.skip(job.id)
            self._unsure += 1
        else:
            self._learner.tell([job.id], [answer])
            self._answered += 1
        return True

    def _take(self, seconds: float) -> bool:
        """Wait for a result, unless its evaluation was given up meanwhile; whether there is one."""
        try:
            key, answer, error = self._results.get(timeout=seconds)
        except queue.Empty:
            return False
        if key in self._running:
            self._arrived[key] = answer, error
        return key in self._running

    def _failed(self, key: int, failure: Failure) -> bool:
        """Let it rest and try once more, or give the question up; whether it was given up."""
        job, reason = self._running.pop(key), failure.reason
        self._failures += 1
        self._doubted |= job.id in self._before
        kind = failure.kind or kind_of(reason)
        self._learner.failed_at(job.id, reason, job.tries, kind=kind)
        if job.tries <= self._retries:
            self._retried[kind] += 1
            job.ready = time.monotonic() + min(self._pause * GROWTH ** min(job.tries - 1, 9), LONGEST)
            self._resting.append(job)
            return False
        ended = reason if reason.endswith((".", "…", "?", "!")) else f"{reason}."
        self._given_up[job.id] = ended + (f" It was tried {job.tries} times." if job.tries > 1 else "")
        self._in_a_row += job.id not in self._before
        return True

    def _put_back(self) -> None:
        """End what runs; hand back all questions without an answer as they were asked, those given up at the end."""
        running = list(self._running.values())
        for job in running:
            job.trial.cancel()
        late = time.monotonic() + PATIENCE
        for job in running:
            if job.thread is not None:
                job.thread.join(max(0.0, late - time.monotonic()))
        # What the learner waits for, and not what stands in lists here: Ctrl+C may come between two of them.
        ids = sorted(self._learner.outstanding, key=lambda item_id: item_id in self._given_up)
        if ids:
            # If that cannot be written either, they stand in the log as asked, and the next run asks them first.
            with suppress(AsklessError):
                self._learner.release(ids)
