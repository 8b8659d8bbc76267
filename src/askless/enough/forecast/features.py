"""What a forecast looks at: ten numbers about the pool, the labels and how steady the model is.

No hidden label is used. Letters: N items of the pool without copies, L labels, C declared classes.
Costs six fits (one on the first half of the labels, five that leave a fifth out) and seven passes
over the pool, of which at most `LOOKED_AT` rows are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt

from askless.core.noise import uniform
from askless.enough.forecast.calibration import Calibration, logit
from askless.errors import NotReadyError

__all__ = ["FEATURES", "FOLDS", "LOOKED_AT", "Forecastable", "Measured", "effective_dimension", "measure"]

Rows = npt.NDArray[np.int64]
Float64s = npt.NDArray[np.float64]

FEATURES = (
    "labels",
    "pool",
    "classes",
    "dimension",
    "chosen",
    "moved",
    "unsteady",
    "out_of_fold",
    "slope",
    "margin",
)
"""Names of the ten: log L, log N/L, log C, log effective dimension, whether uncertain items are asked for, log of the
share of predictions that changed since half of the labels, log of the share on which models with and without a fifth
of the labels differ, logit of the out-of-fold accuracy, slope of being right against confidence, mean margin."""
FOLDS = 5
LOOKED_AT = 20_000
SPREAD_OVER = 1_000  # rows that the effective dimension is told from; it depends on their number, so that is fixed


class Forecastable(Protocol):
    """The part of a fitted model that is used here, see `askless.models.model.Model`."""

    def clone(self) -> Self: ...

    def fit(self, rows: Rows, y: npt.NDArray[Any], *, n_labels: int) -> dict[str, Any]: ...

    def predict_proba(self, rows: Rows) -> npt.NDArray[Any]: ...

    def embedding(self, rows: Rows | None = None) -> npt.NDArray[Any]: ...


@dataclass(frozen=True)
class Measured:
    """The ten numbers, and what the accuracy now is told from.

    Parameters
    ----------
    x : float64 array of shape (10,)
        In the order of `FEATURES`.
    right : float64 array of shape (L,)
        1 where a model that had not seen an answer gave it, else 0; NaN where there could be no such model.
    confident : float64 array of shape (L,)
        Probability that it gave to what it answered.
    fit : Calibration
        Chance of being right, given that probability.
    adjusted : float
        That chance, averaged over the pool.
    confidence : float
        Mean probability over the pool of what the model answers, in [0, 1].
    most : float
        Share of the pool that gets the most frequent answer.
    """

    x: Float64s
    right: Float64s
    confident: Float64s
    fit: Calibration
    adjusted: float
    confidence: float
    most: float


def measure(
    model: Forecastable,
    rows: Rows,
    y: npt.NDArray[np.int64],
    *,
    pool: Rows,
    keys: npt.NDArray[np.uint64],
    n_labels: int,
    chosen: bool,
    seed: int,
) -> Measured:
    """Measure a pool, its labels and a model fitted to them.

    Parameters
    ----------
    model : Model
        Fitted to all of `rows`; it stays as it is.
    rows : int64 array of shape (L,)
        Labelled rows, in the order of asking, without copies.
    y : int64 array of shape (L,)
        Codes of their classes; two of them at least.
    pool : int64 array of shape (N,)
        Rows of the pool without copies, the labelled ones among them, in any order.
    keys : uint64 array of shape (N,)
        Noise keys of `pool`.
    n_labels : int
        Number of declared classes.
    chosen : bool
        Whether uncertain items are asked for rather than random ones.
    seed : int
        For the folds, and for the rows that are looked at.

    Returns
    -------
    measured : Measured
    """
    order = np.argsort(uniform(seed, 0, keys, "forecast"), kind="stable")
    looked = pool[order[:LOOKED_AT]]
    proba = np.asarray(model.predict_proba(looked), dtype=np.float64)
    answers = proba.argmax(axis=1)
    fold = _folds(y, uniform(seed, 0, _keys_of(rows, pool, keys), "folds"))
    right, confident, unsteady = _left_out(model, rows, y, fold, looked, answers, n_labels)
    moved = _moved(model, rows, y, looked, answers, n_labels)
    known = ~np.isnan(right)
    fit = Calibration.of(confident[known], right[known])
    two = np.sort(proba, axis=1)[:, -2:]
    n, n_labelled = len(pool), len(rows)
    accuracy = (np.nansum(right) + 0.5) / (known.sum() + 1.0)
    x = np.array(
        [
            np.log(n_labelled),
            np.log(n / n_labelled),
            np.log(n_labels),
            np.log(effective_dimension(model.embedding(pool[order[:SPREAD_OVER]]))),
            float(chosen),
            np.log(moved + 1.0 / n),
            np.log(unsteady + 1.0 / n),
            logit(accuracy),
            fit.slope,
            float((two[:, 1] - two[:, 0]).mean()),
        ]
    )
    most = float(np.bincount(answers).max() / len(answers))
    return Measured(x, right, confident, fit, float(fit.chance(two[:, 1]).mean()), float(two[:, 1].mean()), most)


def effective_dimension(points: npt.NDArray[Any]) -> float:
    """In how many directions points spread: squared sum of the variances over the sum of their squares.

    Parameters
    ----------
    points : array of shape (n, d)

    Returns
    -------
    dimension : float
        Of the principal variances v, ``sum(v)² / sum(v²)``, in [1, min(n, d)]; 1 for points that do not differ.

    Examples
    --------
    >>> corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> effective_dimension(corners), effective_dimension(corners * [1.0, 0.0])
    (2.0, 1.0)
    """
    centred = np.asarray(points, dtype=np.float64)
    centred = centred - centred.mean(axis=0)
    small = centred if centred.shape[0] > centred.shape[1] else centred.T  # the products are the smaller this way round
    squares = float(((small.T @ small) ** 2).sum())
    return max(1.0, float((centred**2).sum()) ** 2 / squares) if squares > 0 else 1.0


def _keys_of(rows: Rows, pool: Rows, keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Keys of the labelled rows."""
    order = np.argsort(pool, kind="stable")
    return keys[order[np.searchsorted(pool, rows, sorter=order)]]


def _folds(y: npt.NDArray[np.int64], noise: Float64s) -> npt.NDArray[np.int64]:
    """A fold for each label, each with as many of every class; the order of the labels does not matter."""
    place = np.empty(len(y), dtype=np.int64)
    place[np.lexsort((noise, y))] = np.arange(len(y))
    return place % FOLDS


def _left_out(
    model: Forecastable,
    rows: Rows,
    y: npt.NDArray[np.int64],
    fold: npt.NDArray[np.int64],
    looked: Rows,
    answers: npt.NDArray[np.int64],
    n_labels: int,
) -> tuple[Float64s, Float64s, float]:
    """Whether each answer is found without it, how surely, and how often these models differ from the whole one."""
    right, confident = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    apart = []
    for held in (fold == number for number in range(FOLDS)):
        twin = _fitted(model, rows[~held], y[~held], n_labels)
        if twin is None or not held.any():
            continue
        proba = twin.predict_proba(rows[held])
        right[held] = proba.argmax(axis=1) == y[held]
        confident[held] = proba.max(axis=1)
        apart.append(float((twin.predict_proba(looked).argmax(axis=1) != answers).mean()))
    return right, confident, float(np.mean(apart)) if apart else 1.0


def _moved(
    model: Forecastable,
    rows: Rows,
    y: npt.NDArray[np.int64],
    looked: Rows,
    answers: npt.NDArray[np.int64],
    n_labels: int,
) -> float:
    """Share of answers that the first half of the labels would have given differently."""
    half = len(rows) // 2
    twin = _fitted(model, rows[:half], y[:half], n_labels)
    if twin is None:  # one class only, which it would have given always
        return float((answers != y[0]).mean()) if half else 1.0
    return float((twin.predict_proba(looked).argmax(axis=1) != answers).mean())


def _fitted(model: Forecastable, rows: Rows, y: npt.NDArray[np.int64], n_labels: int) -> Any:
    """A twin of the model on other labels, calibrated as it is if it can be; None if there is no contrast in them."""
    twin = getattr(model, "twin", model.clone)()
    try:
        twin.fit(rows, y, n_labels=n_labels)
    except NotReadyError:
        return None
    return twin
