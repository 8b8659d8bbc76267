"""A look ahead from the training process: the forecast, how good the model is, and what the stopping rule says.

It is taken when it is time for one, and costs about nine fits: six that the forecast and the estimate share, and
three for the rule. So it is taken when the labels have grown by some 7 % since the last one, after the
ranking has gone out, and it gives way to newer answers, unless they have kept it waiting for as long again.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Literal

from askless.core.ids import Rows
from askless.core.task import SEQUENCES
from askless.data.items.items import Items
from askless.errors import AsklessError
from askless.pool.estimated import at_every_training, estimated
from askless.pool.job import Job
from askless.pool.moment import Moment

if TYPE_CHECKING:
    from askless.enough.forecast.forecast import Forecasts
    from askless.enough.forecast.outcome import Counted
    from askless.enough.stopping.verdict import Verdict

__all__ = ["Interrupted", "chance_of", "due", "forecasts", "look"]


class Interrupted(Exception):
    """Newer answers have come."""


def due(job: Job) -> Literal["no", "when free", "now"]:
    """Whether it is time to look ahead.

    Parameters
    ----------
    job : Job
        With the last look in it.

    Returns
    -------
    due : {"no", "when free", "now"}
        "when free" once there are 7 % more labels than at the last look (and five), or fewer by as much, or other
        names of labels, at every label while it is only told how many more it takes, and at every answer that is
        settled while a forecast waits for that; "now" after twice that, or before the first look.

    Examples
    --------
    >>> about = {"seq": 1, "answers": [], "random": [], "pending": [], "skipped": [], "names": ["a", "b"]}
    >>> about |= {"space": "classes", "seed": 0, "number": 0, "asked": 0, "served": [], "strategy": "auto"}
    >>> [due(Job(rows=list(range(n)), looked=[100, 2, 0], **about)) for n in (100, 106, 107, 114)]
    ['no', 'no', 'when free', 'now']
    """
    if job.space in SEQUENCES:  # nothing is forecast of them, and no rule is made for them
        return "no"
    if job.looked is None:
        return "now"
    from askless.enough.stopping.looks import GROWTH, LEAST_STEP

    before, names, *_ = job.looked
    more, step = abs(len(job.rows) - before), max(LEAST_STEP, GROWTH * before - 1e-9)
    if more >= 2 * step:
        return "now"
    again = more >= step or names != len(job.names) or (more and _too_few(job)) or _settles(job)
    return "when free" if again else "no"


def _too_few(job: Job) -> bool:
    """Whether labels are so few that only this can be said, which costs nothing."""
    from askless.enough.forecast.words import NEEDED

    return job.space == "classes" and len(job.rows) <= NEEDED * len(job.names)


def _settles(job: Job) -> bool:
    """Whether answers were settled that a forecast waited for, or came into doubt so that it waits."""
    from askless.enough.forecast.missing import MOST_DOUBTFUL

    before, now = [*(job.looked or ()), 0, 0, 0][2], job.contradicted + job.changed
    return before != now and bool(max(before, now) > MOST_DOUBTFUL * len(job.rows))


def look(job: Job, model: Any, items: Items, pool: Rows, free: Callable[[], bool]) -> dict[str, Any] | None:
    """Look ahead, if it is time.

    Parameters
    ----------
    job : Job
    model : Model or None
        Fitted to it; None if there cannot be a model yet.
    items : Items
    pool : int64 array
        Rows of the pool, without copies and without those that are kept apart.
    free : callable
        Whether no newer job waits.

    Returns
    -------
    look : dict or None
        Data of an event "look", and the "estimate", or None there if it is taken with each training; None if it
        was not time, or if newer answers came.

    Notes
    -----
    A forecast that fails says so in its place, and labelling goes on.
    """
    when = due(job)
    if when == "no" or (when == "when free" and not free()):
        return None
    attended = model if when == "now" or model is None else _Attended(model, free)
    moment, estimate = Moment(job, attended, items, pool), None
    try:
        found = forecasts(moment)
        if model is not None and not at_every_training(job):
            estimate = asdict(estimated(moment))
        verdict = _verdict(job, attended, items, pool, found)
    except Interrupted:
        return None
    except Exception as error:  # whatever it is, nobody loses the trainer to it
        traceback.print_exc(file=sys.stderr)
        found, verdict = _failed(job, items, pool, error), None
    told = None if verdict is None else verdict.to_json()
    about = {"labels": len(job.rows), "names": len(job.names), "doubtful": job.contradicted + job.changed}
    return {**about, "forecast": found.to_json(), "verdict": told, "estimate": estimate}


def forecasts(moment: Moment) -> Forecasts:
    """The forecasts of a moment, of every tolerance."""
    from askless.enough.forecast.make import forecast

    job = moment.job
    return forecast(
        None if moment.model is None else lambda: moment.measured,
        job.encoded(),
        items=len(moment.pool),
        names=job.names,
        task=job.space,
        strategy=job.measured_as,
        asked=job.since_start[0],
        n_random=job.since_start[1],
        contradicted=job.contradicted,
        changed=job.changed,
        learner=str(getattr(moment.model, "name", "")),
        counted=_counted(moment.job, moment.items),
    )


def _counted(job: Job, items: Items) -> Counted:
    """What people see counted."""
    from askless.enough.forecast.outcome import Counted

    return Counted(len(job.rows) if job.counted is None else job.counted, len(items), job.test_size)


def chance_of(found: Forecasts) -> float | None:
    """The chance that the labels so far are enough for one point, in [0, 1]; None where none can be relied on."""
    one = found.by.get("0.01")
    return one.chances[0] if one is not None and one.known and one.chances else None


def _verdict(job: Job, model: Any, items: Items, pool: Rows, found: Forecasts) -> Verdict:
    """What the usual rule says."""
    from askless.pool.stopping import stopping_verdict

    return stopping_verdict(job, model, items, pool, chance=chance_of(found))


def _failed(job: Job, items: Items, pool: Rows, error: Exception) -> Forecasts:
    """A forecast that says that there is none, and why."""
    from askless.enough.forecast.forecast import TOLERANCES, Forecasts
    from askless.enough.forecast.words import early

    why = error.problem if isinstance(error, AsklessError) else f"{type(error).__name__}: {error}"
    said = f"The forecast could not be made ({why.rstrip('.')})."
    seen = _counted(job, items)
    none = {name: early(tolerance, len(job.rows), len(pool), said, seen) for name, tolerance in TOLERANCES.items()}
    return Forecasts({name: replace(one, headline=said) for name, one in none.items()})


class _Attended:
    """A model that stops working when newer answers come; its clones do, too."""

    def __init__(self, model: Any, free: Callable[[], bool]) -> None:
        self._model, self._free = model, free

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._model, name)
        if not callable(found):
            return found

        def called(*args: Any, **options: Any) -> Any:
            if not self._free():
                raise Interrupted
            result = found(*args, **options)
            return _Attended(result, self._free) if name in ("clone", "twin") else result

        return called
