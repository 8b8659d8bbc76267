"""Optimal design over the candidates of a round: take, again and again, the row that informs most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace, device

from askless.choose.array import Array, Floats, Rows
from askless.choose.kernels.fisher import curvature
from askless.choose.kernels.order import best_first
from askless.choose.kernels.posterior import Features, Posterior, moment
from askless.choose.kernels.rows import numpy_of, take
from askless.choose.round import Round
from askless.choose.strategy.process import centre_of
from askless.core.chunks import spans

__all__ = ["Designed", "best", "design", "features_of", "information", "like", "penalised", "scope", "weights_of"]

_AT_ONCE = 4096
_LEAST = 1e-10
_NEAR = 4e-6  # scores that may be equal once rounded lie within this share of the best


@dataclass(frozen=True)
class Designed:
    """What greedy design picked.

    Parameters
    ----------
    positions : int64 array of shape (k,)
        In the order picked.
    gains : float64 array of shape (k,)
        What each took off the mean variance.
    """

    positions: Rows
    gains: npt.NDArray[np.float64]


def scope(round: Round, rows: Rows) -> tuple[Rows, npt.NDArray[np.bool_]]:
    """Rows to look at so that evidence need not be copied, and which of them may be picked.

    Parameters
    ----------
    round : Round
        Says how large the pool is.
    rows : int64 array of shape (n_rows,)
        The candidates.

    Returns
    -------
    rows : int64 array
        The whole pool where at least half of it may be picked, for that is a view; else `rows`.
    open : bool array
        Whether each may be picked.
    """
    n = round.evidence.n_items
    if 2 * len(rows) < n:
        return rows, np.ones(len(rows), dtype=bool)
    may = np.zeros(n, dtype=bool)
    may[rows] = True
    return np.arange(n), may


def weights_of(round: Round, rows: Rows) -> Array:
    """The Fisher weight of some rows, from their probabilities; see `curvature`.

    Parameters
    ----------
    round : Round
        Gives the probabilities, a chunk at a time.
    rows : int64 array of shape (n_rows,)
        Rows of the pool.

    Returns
    -------
    weights : float64 array of shape (n_rows,)
        Of the library of the probabilities.
    """
    probe = round.evidence.get("proba", rows[:1] if len(rows) else round.pool[:1])
    xp: Any = array_namespace(probe)
    weights = xp.empty(len(rows), dtype=xp.float64, device=device(probe))
    for span, proba in round.evidence.chunks("proba", rows):
        weights[span] = curvature(proba, multilabel=round.multilabel)
    return weights


def best(scores: Floats, noise: Floats) -> int:
    """Position of the highest score, as `best_first` would have it, without sorting.

    Parameters
    ----------
    scores : float64 array of shape (n,)
        At least one above minus infinity.
    noise : float64 array of shape (n,)
        Keyed noise, breaks ties.

    Returns
    -------
    position : int

    Examples
    --------
    >>> best(np.array([1.0, 2.0, 2.0]), np.array([0.9, 0.1, 0.2]))
    2
    """
    most = scores.max()
    near = np.flatnonzero(scores >= most - _NEAR * abs(most))
    return int(near[best_first(scores[near], noise[near])[0]])


def design(state: Posterior, weights: Array | float, open_: npt.NDArray[np.bool_], noise: Floats, k: int) -> Designed:
    """Take `k` times the row that takes most off tr(A F).

    Parameters
    ----------
    state : Posterior
        Given what is labelled and pending.
    weights : array of shape (n,) or float
        Information in one label of each row.
    open_ : bool array of shape (n,)
        Which rows may be picked, at least `k`.
    noise : float64 array of shape (n,)
        Keyed noise, breaks ties.
    k : int
        How many.

    Returns
    -------
    designed : Designed
        Time one pass over the features for each pick.
    """
    left = open_.copy()
    picks, gains = np.empty(k, dtype=np.int64), np.empty(k)
    for i in range(k):
        scores = np.where(left, numpy_of(state.gain(weights)), -np.inf)
        j = picks[i] = best(scores, noise)
        gains[i] = scores[j]
        left[j] = False
        weight = weights if isinstance(weights, float) else float(numpy_of(take(weights, picks[i : i + 1]))[0])
        if i + 1 < k:  # nobody asks for the state after the last pick
            state = state.after(int(j), weight)
    return Designed(picks, gains)


def features_of(round: Round, rows: Rows) -> Features:
    """The embedding of some rows around its mean, and a constant: the features of a linear model.

    Parameters
    ----------
    round : Round
        Gives the embedding.
    rows : int64 array of shape (n_rows,)
        Rows of the pool.

    Returns
    -------
    features : Features
    """
    return Features(round.evidence.get("embedding", rows), bias=True, centre=centre_of(round))


def penalised(information: npt.NDArray[np.float64], ridge: float, *, constant: float = 1.0) -> npt.NDArray[np.float64]:
    """Information in labels and in a penalty on the weights: the precision of a linear model.

    Parameters
    ----------
    information : float64 array of shape (d, d)
        In the labels.
    ridge : float
        Penalty on the squared weights. At least 1e-10 of the largest information is added, so that
        features of any size can be worked with.
    constant : float, default 1.0
        Share of the penalty on the last feature.

    Returns
    -------
    precision : float64 array of shape (d, d)
        Positive definite.
    """
    penalty = np.full(len(information), max(ridge, _LEAST * float(np.diag(information).max())))
    penalty[-1] = max(constant * ridge, _LEAST * float(np.diag(information).max()))
    return information + np.diag(penalty)


def information(round: Round, rows: Rows, d: int) -> npt.NDArray[np.float64]:
    """Fisher information in the labels of some rows, for a linear model with a bias.

    Parameters
    ----------
    round : Round
        Gives embedding and probabilities.
    rows : int64 array of shape (n_rows,)
        Rows of the pool; labelled and pending ones, or none.
    d : int
        Number of features, the bias among them.

    Returns
    -------
    information : float64 array of shape (d, d)
        NumPy. Time O(n_rows * d²), memory that of 4,096 rows.
    """
    total = np.zeros((d, d))
    for span in spans(len(rows), _AT_ONCE):
        total += moment(features_of(round, rows[span]), weights_of(round, rows[span]))
    return total


def like(values: npt.NDArray[Any], other: Array) -> Array:
    """NumPy values as float64 of the library and on the device of another array.

    Parameters
    ----------
    values : NumPy array
        Any shape.
    other : array
        Any library.

    Returns
    -------
    array : float64 array
        Same shape as `values`.
    """
    return array_namespace(other).asarray(values.astype(np.float64), device=device(other))
