"""Every answer beside what a model says that had not trained on it: what a report on a project is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.ids import Rows
from askless.data.labels.space import Answer, LabelSpace
from askless.enough.cross_fit import cross_fit_predictions
from askless.errors import NotReadyError
from askless.pool.job import Job

__all__ = ["Judged", "judge"]

TRAINED, RANDOM, TEST = range(3)


@dataclass(frozen=True)
class Judged:
    """Answers, and what was said of them by models that had not seen them.

    Parameters
    ----------
    space : LabelSpace
    rows : int64 array of shape (n,)
        Of the pool, each an item and its copies.
    answers : list of n answers
    said : float64 array of shape (n, n_labels), or (n,) for numbers
        Probabilities, or numbers.
    origin : int array of shape (n,)
        0 for answers that were chosen, 1 for random ones that were trained on too, 2 for the test.
    test_size : int
        Items that are kept apart, answered or not.
    """

    space: LabelSpace
    rows: Rows
    answers: list[Answer]
    said: npt.NDArray[np.float64]
    origin: npt.NDArray[np.int64]
    test_size: int

    def fair(self, origin: int) -> Judged:
        """Those of one origin only; a sample of the pool, unless they were chosen."""
        at = np.flatnonzero(self.origin == origin)
        answers = [self.answers[i] for i in at]
        return Judged(self.space, self.rows[at], answers, self.said[at], self.origin[at], self.test_size)

    def truth(self) -> npt.NDArray[Any]:
        """The answers as models take them."""
        return self.space.encode(self.answers)

    def __len__(self) -> int:
        return len(self.rows)


def judge(job: Job, model: Any, progress: Callable[[int, int], None] = lambda done, of: None) -> Judged:
    """Predict every answer without the help of this very answer.

    Parameters
    ----------
    job : Job
    model : Model
        Fitted to the job: it answers the test, which it has not seen.
    progress : callable, optional
        Called with the number of fits done and of all.

    Returns
    -------
    judged : Judged
        Answers that could not be judged, since without them there is no second label, are left out.

    Raises
    ------
    NotReadyError
        If none can be judged.

    Notes
    -----
    Costs five fits: of the answers that are trained on, each fifth is judged by a model that trained on the rest.
    """
    space, rows = job.labels, job.rows_array()
    said = cross_fit_predictions(
        model, rows, job.encoded(), rows, n_labels=len(job.names), seed=job.seed, progress=progress
    )
    test = np.asarray(job.test, dtype=np.int64)
    real = space.kind == "real"
    if len(test):
        told = np.asarray(model.mean(test) if real else model.predict_proba(test), dtype=np.float64)
        said = np.concatenate([said, told])
    origin = np.concatenate([np.isin(rows, job.random).astype(np.int64), np.full(len(test), TEST)])
    scored = ~np.isnan(said if said.ndim == 1 else said.sum(axis=1))
    if not scored.any():
        raise NotReadyError("The labels so far are too few to judge any of them by the others.", "Label some more.")
    answers = [answer for answer, ok in zip([*job.answers, *job.test_answers], scored, strict=True) if ok]
    return Judged(space, np.concatenate([rows, test])[scored], answers, said[scored], origin[scored], job.test_size)
