"""Scoring each random answer by a model that had not trained on it.

Random answers are too few to be kept out of training. So they are split into folds; for each fold
a clone of the model is fitted to all other labels, the chosen ones included, and judged on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt

from askless.core.noise import uniform
from askless.errors import NotReadyError

__all__ = ["cross_fit_correct", "cross_fit_predictions", "item_f1"]

Rows = npt.NDArray[np.int64]


class CrossFitted(Protocol):
    """The part of a model that is used here, see `askless.models.model.Model`."""

    def clone(self) -> Self: ...

    def fit(self, rows: Rows, y: npt.NDArray[Any], *, n_labels: int) -> dict[str, Any]: ...

    def predict_proba(self, rows: Rows) -> npt.NDArray[Any]: ...


def item_f1(predicted: npt.NDArray[Any], truth: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """F1 of the label set of each item.

    Parameters
    ----------
    predicted, truth : arrays of shape (n, n_labels)
        Zeros and ones.

    Returns
    -------
    f1 : float64 array of shape (n,)
        In [0, 1]; 1 where both sets are empty.

    Examples
    --------
    >>> item_f1(np.array([[1, 1], [0, 0]]), np.array([[1, 0], [0, 0]])).round(3).tolist()
    [0.667, 1.0]
    """
    both = (predicted.astype(bool) & truth.astype(bool)).sum(axis=1)
    total = predicted.astype(bool).sum(axis=1) + truth.astype(bool).sum(axis=1)
    return np.where(total > 0, 2 * both / np.maximum(total, 1), 1.0)


def cross_fit_correct(
    model: CrossFitted,
    rows: Sequence[int] | Rows,
    y: npt.NDArray[Any],
    random_rows: Sequence[int] | Rows,
    *,
    n_labels: int,
    folds: int = 5,
    seed: int = 0,
    copies: Rows | None = None,
) -> npt.NDArray[np.float64]:
    """Score the random answers, each by a model that had not trained on it.

    Parameters
    ----------
    model : Model
        Prepared; it is cloned and stays as it is.
    rows : int sequence of length n
        All labelled rows.
    y : array of shape (n,) or (n, n_labels)
        Codes of their labels; floats are numbers, which the model predicts by ``mean(rows)``.
    random_rows : int sequence of length m
        Those of `rows` that were drawn at random.
    n_labels : int
        Number of declared labels.
    folds : int, default 5
        Models that are fitted. An item keeps its fold as more labels come in.
    seed : int, default 0
        The folds depend on it and on the rows only.
    copies : int64 array of shape (n_items,), optional
        Row of the first exact copy of each item of the pool; then copies of an item are kept out
        of its model's training as well.

    Returns
    -------
    correct : float64 array of shape (m,)
        For classes 1 where the most probable class is the answer, else 0; for several labels the
        item's F1 at a probability of one half; for numbers the squared error. NaN where a fold could
        not be scored, because without it the labels are all the same.

    Notes
    -----
    Costs `folds` fits. Each model has seen a little less than the one it stands for, so the
    estimate errs to the low side.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from askless.models.sklearn import EstimatorModel
    >>> class Points:
    ...     kind = "array"
    ...     def take(self, rows):
    ...         return rows[:, None] / 10.0
    >>> model = EstimatorModel(LogisticRegression())
    >>> model.prepare(Points())
    >>> rows = np.arange(20)
    >>> cross_fit_correct(model, rows, rows // 10, [2, 9, 17], n_labels=2).tolist()
    [1.0, 0.0, 1.0]
    """
    place = {int(row): i for i, row in enumerate(rows)}
    truth = y[[place[int(row)] for row in random_rows]]
    said = cross_fit_predictions(model, rows, y, random_rows, n_labels=n_labels, folds=folds, seed=seed, copies=copies)
    scored = ~np.isnan(said if said.ndim == 1 else said.sum(axis=1))
    correct = np.full(len(said), np.nan)
    if y.dtype.kind == "f":
        correct[scored] = (said[scored] - truth[scored]) ** 2
    elif y.ndim == 2:
        correct[scored] = item_f1(said[scored] >= 0.5, truth[scored])
    else:
        correct[scored] = said[scored].argmax(axis=1) == truth[scored]
    return correct


def cross_fit_predictions(
    model: CrossFitted,
    rows: Sequence[int] | Rows,
    y: npt.NDArray[Any],
    chosen: Sequence[int] | Rows,
    *,
    n_labels: int,
    folds: int = 5,
    seed: int = 0,
    copies: Rows | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> npt.NDArray[np.float64]:
    """What models that had not trained on it say of each of some labelled rows.

    Parameters
    ----------
    model, rows, y, n_labels, folds, seed, copies
        As in `cross_fit_correct`.
    chosen : int sequence of length m
        Those of `rows` to predict.
    progress : callable, optional
        Called with the number of fits done and of all.

    Returns
    -------
    said : float64 array of shape (m, n_labels), or (m,) for numbers
        Probabilities or means; NaN where there could be no model, because without the fold the labels are all
        the same.
    """
    rows, chosen = np.asarray(rows, dtype=np.int64), np.asarray(chosen, dtype=np.int64)
    group = (lambda at: at) if copies is None else (lambda at: copies[at])
    fold_of = (uniform(seed, 0, group(chosen).astype(np.uint64), "folds") * folds).astype(np.int64)
    said = np.full(len(chosen) if y.dtype.kind == "f" else (len(chosen), n_labels), np.nan)
    used = np.unique(fold_of)
    for done, fold in enumerate(used):
        progress(done, len(used))
        held = fold_of == fold
        train = ~np.isin(group(rows), group(chosen[held]))
        twin = model.clone()
        try:
            twin.fit(rows[train], y[train], n_labels=n_labels)
        except NotReadyError:
            continue  # stays NaN
        said[held] = twin.mean(chosen[held]) if y.dtype.kind == "f" else twin.predict_proba(chosen[held])  # type: ignore[attr-defined]
    return said
