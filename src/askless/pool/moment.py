"""One moment of a job: its labels, the model fitted to them, and what is measured of both, once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from askless.core.ids import Rows
from askless.data.items.items import Items
from askless.pool.job import Job

if TYPE_CHECKING:
    from askless.enough.forecast.features import Measured

__all__ = ["Moment"]

_TOLD_BY = (
    "rows",
    "answers",
    "random",
    "names",
    "strategy",
    "held",
    "test",
    "test_answers",
    "contradicted",
    "changed",
    "since_start",
    "counted",
    "own",
)
"""What of a job an estimate or a forecast depends on."""


@dataclass(frozen=True, eq=False)
class Moment:
    """What estimates and forecasts are made from.

    Parameters
    ----------
    job : Job
    model : Model or None
        Fitted to it; None if there cannot be a model yet.
    items : Items
    pool : int64 array
        Rows of the pool, without copies and without those that are kept apart.
    """

    job: Job
    model: Any
    items: Items
    pool: Rows

    @cached_property
    def measured(self) -> Measured:
        """Six fits and seven passes over the pool, which the forecast and the estimate share."""
        from askless.enough.forecast.features import measure

        job = self.job
        return measure(
            self.model,
            job.rows_array(),
            job.encoded(),
            pool=self.pool,
            keys=self.items.ids.keys()[self.pool],
            n_labels=len(job.names),
            chosen=job.strategy != "random",
            seed=job.seed,
        )

    def holds_for(self, job: Job, model: Any) -> bool:
        """Whether it is the moment of a later job, in which nothing that matters here has changed."""
        return self.model is model and all(getattr(self.job, name) == getattr(job, name) for name in _TOLD_BY)
