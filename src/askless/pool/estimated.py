"""Which estimate of a model is shown, wherever one is: on the page, by the command line, in a report, in Python.

The order is that of trust. Items that are kept apart for a test go first. Of classes, all answers come next,
corrected for how they were chosen, where that was measured for this kind of model and strategy; then the answers to
random items.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from askless.core.task import SEQUENCES
from askless.data.labels.real import Real
from askless.pool.job import Job
from askless.pool.moment import Moment

if TYPE_CHECKING:
    from askless.enough.estimate import Estimate

__all__ = ["at_every_training", "estimated"]


def at_every_training(job: Job) -> bool:
    """Whether an estimate is taken with each model, rather than with each look ahead.

    A test costs no fit. Estimates of classes share the fits of the forecast, so they come with it: two kinds of
    estimate, one by each training and one by each look, would take turns on the page. F1 and errors have no forecast.
    """
    return job.tested or job.space != "classes"


def estimated(moment: Moment, *, why: str = "") -> Estimate:
    """The estimate of a model.

    Parameters
    ----------
    moment : Moment
        With a model, or without one as long as there cannot be any.
    why : str
        Why there is none.

    Returns
    -------
    estimate : Estimate
        Accuracy of classes and of tags, F1 of several labels and of spans, error (RMSE) of numbers.

    Notes
    -----
    Costs no fit with a test. Else six for classes, which are shared with the forecast, and five for others.
    """
    from askless.enough.estimate import Estimate
    from askless.enough.held_out import estimate_held_out, too_early

    job = moment.job
    if job.tested:
        if moment.model is None:
            said = f"No model can be tested yet. {why}".rstrip()
            return Estimate(None, None, None, len(job.test), False, said, basis="test")
        rows = np.asarray(job.test, dtype=np.int64)
        if job.space in SEQUENCES:
            return _of_tested_sentences(moment, rows)
        return estimate_held_out(moment.model, rows, job.test_answers, job.labels, size=job.test_size)
    found = _of_classes(moment, why) if job.space == "classes" else _of_others(moment)
    return too_early(len(job.test), job.test_size) if job.test_size and not found.ready else found


def _of_classes(moment: Moment, why: str) -> Estimate:
    """The accuracy from all answers, or else from the random ones."""
    from askless.enough.apart import advised
    from askless.enough.estimate import Estimate
    from askless.enough.forecast.now import estimate_now

    job, drawn = moment.job, np.isin(moment.job.rows, moment.job.random)
    if moment.model is None:
        said = f"Too early to say how good the model is: there is none yet. {why}".rstrip()
        return Estimate(None, None, None, 0, False, said)
    blend = estimate_now(
        lambda: moment.measured,
        job.encoded(),
        drawn,
        names=job.names,
        items=len(moment.pool),
        learner=str(getattr(moment.model, "name", "")),
        strategy=job.measured_as,
    )
    found = blend if blend is not None and blend.ready else _of_random(moment, drawn)
    if not found.ready:
        return blend or found
    return found if job.test_size else advised(found, left=len(moment.pool) - len(job.rows))


def _of_tested_sentences(moment: Moment, rows: npt.NDArray[np.int64]) -> Estimate:
    """How good the model of tags or spans is on the test items."""
    from askless.enough.held_out import needed
    from askless.enough.sentences import counts, estimate_counts

    job, spans = moment.job, moment.job.space == "spans"
    found = counts(moment.model.predicted(rows), list(job.labels.encode(job.test_answers)), spans=spans)
    return estimate_counts(found, spans=spans, needed=needed(job.test_size), basis="test")


def _of_sentences(moment: Moment) -> Estimate:
    """The same on random answers, each by a model that had not seen it."""
    from askless.enough.sentences import cross_fit_counts, estimate_counts

    job, spans = moment.job, moment.job.space == "spans"
    found = np.zeros((0, 3), dtype=np.int64)
    if moment.model is not None and job.random:
        rows, random = job.rows_array(), np.asarray(job.random, dtype=np.int64)
        about = {"n_labels": len(job.names), "spans": spans, "seed": job.seed}
        found = cross_fit_counts(moment.model, rows, job.encoded(), random, **about)  # type: ignore[arg-type]
    return estimate_counts(found, spans=spans, cross_fitted=True)


def _of_random(moment: Moment, drawn: npt.NDArray[np.bool_]) -> Estimate:
    """The accuracy on random answers, each by a model that had not seen it."""
    from askless.enough.estimate import NEEDED, Estimate, estimate_accuracy

    n = int(drawn.sum())
    return Estimate.too_few(n) if n < NEEDED else estimate_accuracy(moment.measured.right[drawn], cross_fitted=True)


def _of_others(moment: Moment) -> Estimate:
    """F1 or error on the random answers, each by a model that had not seen it."""
    from askless.enough.cross_fit import cross_fit_correct
    from askless.enough.estimate import estimate_accuracy
    from askless.enough.rmse import estimate_rmse

    job, space = moment.job, moment.job.labels
    if job.space in SEQUENCES:
        return _of_sentences(moment)
    correct = np.zeros(0)
    if moment.model is not None:
        y, n_labels = job.encoded(), len(job.names)
        correct = cross_fit_correct(moment.model, job.rows, y, job.random, n_labels=n_labels, seed=job.seed)
    if isinstance(space, Real):
        return estimate_rmse(correct, unit=space.unit)
    return estimate_accuracy(correct, measure="F1")
