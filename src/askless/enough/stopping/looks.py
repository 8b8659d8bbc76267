"""Looks at a model, made from the labels alone: refits on the first labels in the order of asking.

Nothing is remembered from round to round, so the looks are the same after a project was closed and
opened again, and do not depend on when a model happened to be trained.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt

from askless.core.noise import uniform
from askless.enough.stopping.gaussian import step_bound
from askless.enough.stopping.look import Batch, Look
from askless.enough.stopping.posterior import posteriors
from askless.errors import NotReadyError

__all__ = ["GROWTH", "LEAST_STEP", "STOP_SET", "outset", "prefixes", "stop_set", "take_looks"]

Rows = npt.NDArray[np.int64]
Codes = npt.NDArray[Any]

GROWTH = 0.07
"""Share of the labels that the look before has not: two models that differ by a few labels in a thousand agree
whether or not there is more to learn."""

LEAST_STEP = 5
"""Labels between looks, at least: 7 % of thirty labels are two, and two labels seldom change a model."""

STOP_SET = 2_000
"""Items on which models are compared; that many are enough for a standard error of kappa of a few thousandths."""


class Looked(Protocol):
    """The part of a model that is used here, see `askless.models.model.Model`."""

    def clone(self) -> Self: ...

    def fit(self, rows: Rows, y: Codes, *, n_labels: int) -> dict[str, Any]: ...

    def predict_proba(self, rows: Rows) -> npt.NDArray[Any]: ...

    def embedding(self, rows: Rows | None = None) -> npt.NDArray[Any]: ...


def prefixes(labels: int, looks: int = 4) -> tuple[int, ...]:
    """Numbers of labels at which to look, each 7 % fewer than the one after.

    Parameters
    ----------
    labels : int
        Labels by now; the last look.
    looks : int, default 4
        How many at most.

    Returns
    -------
    labels : tuple of int
        Rising; fewer where there are not labels enough.

    Examples
    --------
    >>> prefixes(1000), prefixes(40), prefixes(8)
    ((804, 865, 930, 1000), (25, 30, 35, 40), (3, 8))
    """
    found = [labels]
    while len(found) < looks:
        before = min(round(labels * (1.0 - GROWTH) ** len(found)), found[-1] - LEAST_STEP)
        if before <= 0:
            break
        found.append(before)
    return tuple(reversed(found))


def stop_set(keys: Any, n_items: int, seed: int, size: int = STOP_SET) -> Rows:
    """Rows of the items on which models are compared: a uniform sample of the pool that stays the same.

    Parameters
    ----------
    keys : array of uint64, or what can be indexed like one
        Noise keys of the items, see `askless.core.ids.Ids.keys`.
    n_items : int
        Size of the pool.
    seed : int
        The project's.
    size : int, default 2000
        Rows at most.

    Returns
    -------
    rows : int64 array
        Rising. All items where the pool has no more than `size`; items that are labelled later stay in it.

    Examples
    --------
    >>> from askless.core.noise import RowKeys
    >>> stop_set(RowKeys(5), 5, seed=0).tolist()
    [0, 1, 2, 3, 4]
    >>> len(stop_set(RowKeys(9_000), 9_000, seed=0))
    2000
    """
    rows = np.arange(n_items)
    if n_items <= size:
        return rows
    noise = uniform(seed, 0, keys[rows], "stop set")
    return np.sort(np.argpartition(noise, size)[:size])


def take_looks(
    model: Looked,
    rows: Rows,
    y: Codes,
    stop_rows: Rows,
    *,
    n_labels: int,
    looks: int = 4,
    needs: Collection[str] = ("looks", "batch"),
    fitted: bool = False,
) -> list[Look]:
    """Look at a model at the labels by now, at 7 % fewer, and so on.

    Parameters
    ----------
    model : Model
        Prepared; it is cloned and stays as it is.
    rows : int64 array of shape (m,)
        Labelled rows in the order of asking.
    y : array of shape (m,) or (m, n_labels)
        Codes of their labels; floats are numbers, of which only posteriors are made.
    stop_rows : int64 array
        See `stop_set`.
    n_labels : int
        Declared labels.
    looks : int, default 4
        How many at most, see `prefixes`.
    needs : collection of str
        What the rule reads: "looks" (probabilities of the stop set), "batch", "posterior".
    fitted : bool, default False
        Whether the model is fitted to all of `rows` already: that spares one fit.

    Returns
    -------
    looks : list of Look
        Earlier ones first. Those with too few labels to fit a model are left out.

    Notes
    -----
    At most `looks` fits, and predictions for the stop set and one batch each.
    """
    wanted = {"looks", "batch"} & set(needs) and y.dtype.kind != "f"
    found: list[Look] = []
    ends = prefixes(len(rows), looks)
    spread = posteriors(model.embedding(rows), y, ends, n_labels) if "posterior" in needs else [()] * len(ends)
    before: Looked | None = None
    for end, posterior in zip(ends, spread, strict=True):
        seen = _seen(y[:end], n_labels)
        if not wanted:
            found.append(Look(end, np.zeros((len(stop_rows), 0)), seen, y.ndim == 2, posterior=posterior))
            continue
        twin = model if fitted and end == len(rows) else _fitted(model, rows[:end], y[:end], n_labels)
        if twin is None:
            continue
        batch = None
        if before is not None and "batch" in needs:
            new = slice(found[-1].labels, end)
            batch = Batch(before.predict_proba(rows[new]), y[new])
        found.append(Look(end, twin.predict_proba(stop_rows), seen, y.ndim == 2, batch, posterior))
        before = twin
    return found


def outset(model: Looked, rows: Rows, y: Codes, *, n_labels: int) -> float | None:
    """How much a label could change a linear model when there were few: what `pac_bayes` measures later labels by.

    Parameters
    ----------
    model, rows, y, n_labels
        As in `take_looks`.

    Returns
    -------
    bound : float or None
        See `askless.enough.stopping.gaussian.step_bound`, from five labels a class (ten at least) to the next
        look; None where there are not more labels than these.
    """
    first = max(10, 5 * n_labels)
    then = first + max(LEAST_STEP, round(GROWTH * first))
    if len(rows) <= then:
        return None
    early, late = posteriors(model.embedding(rows), y, (first, then), n_labels)
    return step_bound(early, late, then - first)


def _fitted(model: Looked, rows: Rows, y: Codes, n_labels: int) -> Looked | None:
    """A clone that is fitted to some labels, or None if there are too few."""
    twin = model.clone()
    try:
        twin.fit(rows, y, n_labels=n_labels)
    except NotReadyError:
        return None
    return twin


def _seen(y: Codes, n_labels: int) -> npt.NDArray[np.bool_]:
    """Which declared labels have an answer; numbers have none to be without."""
    if y.dtype.kind == "f":
        return np.ones(n_labels, dtype=bool)
    if y.ndim == 2:
        return np.asarray(y.any(axis=0))
    return np.isin(np.arange(n_labels), y)
