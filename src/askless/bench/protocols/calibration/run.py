"""Draws the curve that a forecast is calibrated on: one run from the first labels to the whole pool.

At every point it keeps what stopping rules look at; at 5, 10, 20 and more labels a class, and where
predictions have been stable, it keeps what a forecast would have looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocols.calibration.learner import Learner
from askless.choose.evidence.engine import Evidence
from askless.choose.round import Round
from askless.choose.strategy.draw import in_turn
from askless.choose.strategy.strategy import strategies
from askless.core.noise import mix, uniform
from askless.enough.forecast.features import measure
from askless.enough.stopping.kappa import kappa

__all__ = ["AT", "STRATEGIES", "draw_curve", "steps"]

Rows = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int64]

STRATEGIES = ("random", "margin", "auto")
AT = (5, 10, 20, 50, 100, 200)
"""Labels for each class at which forecasts are made."""
GROWTH = 0.07
SHARE = 0.10
STABLE, TIMES = 0.99, 3
MOST_LATER, APART = 4, 1.3  # forecasts after predictions have been stable, and the growth between two of them


def steps(n_items: int, n_classes: int) -> list[int]:
    """Numbers of labels at which a model is fitted.

    Parameters
    ----------
    n_items, n_classes : int
        Of the pool.

    Returns
    -------
    labels : list of int
        From three labels a class to the whole pool; at least 7 % apart, but for the numbers at which
        forecasts are made.

    Examples
    --------
    >>> steps(60, 2)[:6], steps(60, 2)[-1]
    ([6, 10, 11, 16, 20, 21], 60)
    """
    batch = 5 if n_items < 300 else 10 if n_items < 1_000 else 20
    at = min(3 * n_classes, n_items)
    found = {at, n_items, *(k * n_classes for k in AT if at <= k * n_classes < n_items)}
    while at < n_items:
        found.add(at)
        at += max(batch, int(np.ceil(GROWTH * at)))
    return sorted(found)


@dataclass
class _Run:
    """One run: what is labelled, what the models said, and what is kept of it."""

    cell: Cell
    learner: Learner
    truth: Codes
    test: Codes
    n_classes: int
    rows: list[int] = field(default_factory=list)
    random: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.n = len(self.truth)
        self.keys = mix(np.arange(self.n, dtype=np.uint64))
        self.free = np.ones(self.n, dtype=bool)
        self.quick = self.learner.quick
        self.evidence = Evidence(None, self.n, n_labels=self.n_classes, given={}, offers=())

    def label(self, rows: Rows, *, random: npt.NDArray[np.bool_] | bool) -> None:
        """Take in labels."""
        self.rows += rows.tolist()
        self.random += np.broadcast_to(random, len(rows)).tolist()
        self.free[rows] = False

    def noise(self, rows: Rows, stream: str) -> npt.NDArray[np.float64]:
        """Keyed noise of this moment."""
        return uniform(self.cell.seed, len(self.rows), self.keys[rows], stream)

    def fit(self) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """Probabilities of pool and test."""
        rows = np.array(self.rows)
        y = self.truth[rows]
        found = []
        fitted = self.quick.fit(self.learner.pool[rows], y, 0) if len(np.unique(y)) > 1 else None
        for x in (self.learner.pool, self.learner.test):
            proba = np.zeros((x.shape[0], self.n_classes), dtype=np.float32)
            if fitted is None:
                proba[:, y[0]] = 1.0
            else:
                proba[:, fitted.classes] = fitted.proba(x)
            found.append(proba)
        return found[0], found[1]

    def choose(self, k: int, proba: npt.NDArray[Any]) -> None:
        """Label the next `k`."""
        candidates = np.flatnonzero(self.free)
        k = min(k, len(candidates))
        ready = len(np.unique(self.truth[self.rows])) > 1
        if k == len(candidates) or self.cell.strategy == "random" or not (ready or self.cell.strategy == "auto"):
            chosen = candidates[np.argsort(self.noise(candidates, "random"))[:k]]
            self.label(chosen, random=self.cell.strategy == "random" or k < len(candidates))
        elif self.cell.strategy == "margin":
            self._by_margin(candidates, k, proba)
        else:
            self._by_auto(candidates, k, proba, ready=ready)

    def _by_margin(self, candidates: Rows, k: int, proba: npt.NDArray[Any]) -> None:
        drawn = candidates[np.argsort(self.noise(candidates, "share"))[: in_turn(SHARE, len(self.rows), k)]]
        self.label(drawn, random=True)
        left = candidates[self.free[candidates]]
        two = np.sort(proba[left], axis=1)[:, -2:]
        order = np.lexsort((self.noise(left, "margin"), two[:, 1] - two[:, 0]))
        self.label(left[order[: k - len(drawn)]], random=False)

    def _by_auto(self, candidates: Rows, k: int, proba: npt.NDArray[Any], *, ready: bool) -> None:
        given = {"proba": proba, "embedding": self.learner.points}
        offers = None if ready else ("embedding",)
        self.evidence = self.evidence.renewed(None, model_version=len(self.rows), given=given, offers=offers)
        rows = np.array(self.rows, dtype=np.int64)
        round_ = Round(
            seed=self.cell.seed,
            number=len(rows),
            keys=self.keys,
            candidates=candidates,
            evidence=self.evidence,
            labelled=rows,
            labels=self.truth[rows],
            label_names=tuple(map(str, range(self.n_classes))),
            asked=len(rows),
            model_ready=ready,
        )
        choice = strategies.get("auto").choose(round_, k)
        self.label(np.asarray(choice.rows), random=np.asarray(choice.random))


def draw_curve(cell: Cell, learner: Learner, truth: Codes, test: Codes, n_classes: int) -> Curve:
    """Draw one curve.

    Parameters
    ----------
    cell : Cell
    learner : Learner
        The features of pool and test.
    truth, test : int64 arrays of shape (n_items,), (n_test,)
        Classes, from 0.
    n_classes : int

    Returns
    -------
    curve : Curve
        Its facts: "items", "classes", "test", "majority" (share of the most frequent class in the
        test), "full" (accuracy with all labels), "signals" (of stopping rules, by name, a number a point) and
        "looks" (what forecasts are made from).
    """
    run = _Run(cell, learner, truth, test, n_classes)
    grid = steps(run.n, n_classes)
    order = np.argsort(uniform(cell.seed, 0, run.keys, "start"))
    run.label(order[: grid[0]].astype(np.int64), random=True)
    metric: list[float] = []
    looks: list[Any] = []
    signals = _Signals()
    for at, following in zip(grid, [*grid[1:], None], strict=True):
        proba, tested = run.fit()
        metric.append(round(float((tested.argmax(axis=1) == test).mean()), 5))
        signals.add(run, proba)
        if _is_look(at, run, signals, looks):
            looks.append({"stable": signals.stable, **_look(run, metric[-1])})
        if following is not None:
            run.choose(following - len(run.rows), proba)
    facts = {
        "items": run.n,
        "classes": n_classes,
        "test": len(test),
        "majority": round(float(np.bincount(test).max() / len(test)), 5),
        "full": metric[-1],
        "signals": signals.kept,
        "looks": looks,
    }
    return Curve(cell, tuple(grid), tuple(metric), facts)


def _is_look(at: int, run: _Run, signals: _Signals, looks: list[dict[str, Any]]) -> bool:
    """Whether a forecast is made here."""
    if at >= run.n or len(np.unique(run.truth[run.rows])) < run.n_classes or at < AT[0] * run.n_classes:
        return False
    if at in [k * run.n_classes for k in AT]:
        return True
    later = [look["labels"] for look in looks if look["stable"]]
    return signals.stable and len(later) < MOST_LATER and (not later or at >= APART * later[-1])


def _look(run: _Run, accuracy: float) -> dict[str, Any]:
    """What a forecast is made from, and what the estimate of the accuracy is, with the true one."""
    rows = np.array(run.rows, dtype=np.int64)
    model = run.learner.model("linear")
    model.fit(rows, run.truth[rows], n_labels=run.n_classes)
    found = measure(
        model,
        rows,
        run.truth[rows],
        pool=np.arange(run.n),
        keys=run.keys,
        n_labels=run.n_classes,
        chosen=run.cell.strategy != "random",
        seed=run.cell.seed,
    )
    drawn = np.array(run.random) & ~np.isnan(found.right)
    return {
        "labels": len(rows),
        "accuracy": accuracy,
        "x": [round(float(value), 5) for value in found.x],
        "random": [int(drawn.sum()), int(found.right[drawn].sum())],
        "out_of_fold": round(float(np.nanmean(found.right)), 5),
        "adjusted": round(found.adjusted, 5),
        "confidence": round(found.confidence, 5),
        "shift": round(found.fit.shift, 4),
        "most": round(found.most, 5),
    }


class _Signals:
    """What stopping rules look at, a number for each point."""

    def __init__(self) -> None:
        names = ("kappa", "changed", "moved", "doubt", "most_doubt", "batch_doubt", "batch_right")
        self.kept: dict[str, list[float]] = {name: [] for name in names}
        self._said: list[tuple[int, npt.NDArray[np.int16]]] = []
        self._before: npt.NDArray[Any] | None = None
        self.stable = False

    def add(self, run: _Run, proba: npt.NDArray[Any]) -> None:
        """Compare the newest model with those before."""
        n_labels, answers = len(run.rows), proba.argmax(axis=1).astype(np.int16)
        before = self._model_at(n_labels / (1.0 + 0.9 * GROWTH))
        half = self._model_at(n_labels / 2)
        doubt = 1.0 - proba.max(axis=1)
        left = doubt[run.free]
        found = {
            "kappa": -1.0 if before is None else kappa(before, answers),
            "changed": 1.0 if before is None else float((before != answers).mean()),
            "moved": 1.0 if half is None else float((half != answers).mean()),
            "doubt": float(left.mean()) if len(left) else 0.0,
            "most_doubt": float(left.max()) if len(left) else 0.0,
            **self._of_batch(run),
        }
        for name, value in found.items():
            self.kept[name].append(round(value, 5))
        self.stable = len(self.kept["kappa"]) >= TIMES and min(self.kept["kappa"][-TIMES:]) >= STABLE
        self._said.append((n_labels, answers))
        self._before = proba

    def _model_at(self, most: float) -> npt.NDArray[np.int16] | None:
        """Answers of the latest model with at most so many labels."""
        return next((answers for labels, answers in reversed(self._said) if labels <= most), None)

    def _of_batch(self, run: _Run) -> dict[str, float]:
        """How the model before did on what was labelled since."""
        if self._before is None:
            return {"batch_doubt": 1.0, "batch_right": 0.0}
        rows = np.array(run.rows[self._said[-1][0] :], dtype=np.int64)
        said = self._before[rows]
        right = said.argmax(axis=1) == run.truth[rows]
        return {"batch_doubt": float(1.0 - said.max(axis=1).mean()), "batch_right": float(right.mean())}
