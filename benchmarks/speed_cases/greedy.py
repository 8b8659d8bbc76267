"""Plain greedy for the strategies that cover: every gain anew for every pick, over the whole table of similarities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from speed_cases.pool import LABELLED, Pool

Floats = npt.NDArray[Any]


def plain_greedy(strategy: str, k: int = 100, **options: Any) -> Callable[[int], Callable[[], Any]]:
    """The picks of a coverage strategy as its definition has them.

    The rows that stand for the pool, their typical distance and the weights of the rows are those of
    askless, since they are part of the question; similarities, gains and picks are worked out here.
    """

    def prepare(n: int) -> Callable[[], Any]:
        from askless.choose.evidence.engine import Evidence
        from askless.choose.round import Round
        from askless.choose.strategy.evaluation import Evaluation
        from askless.choose.strategy.tempered import margins, temperature
        from askless.core.noise import RowKeys

        pool = Pool(n)
        x, rows = pool.x.astype(np.float64), np.arange(LABELLED, n)
        given = {"embedding": pool.x, "proba": pool.proba}
        moment = Round(
            seed=0, number=0, keys=RowKeys(n), candidates=rows, labelled=pool.labelled,  # type: ignore[arg-type]
            labels=pool.y[:LABELLED], evidence=Evidence(None, n, n_labels=pool.c, given=given),
            label_names=tuple(str(i) for i in range(pool.c)),
        )  # fmt: skip
        stand = Evaluation.of(moment, options.get("evaluation"))
        weights = np.ones(len(stand.rows))
        if strategy == "uherding":
            weights = margins(pool.proba[stand.rows], temperature(moment), multilabel=False)
        noise = moment.noise(rows)

        def run() -> Any:
            like = similarity(strategy, x, x[stand.rows], x[:LABELLED], stand.spread)
            covered = like[:LABELLED].max(axis=0)
            return greedy(like[LABELLED:], covered, weights, noise, k) + LABELLED

        return run

    return prepare


def similarity(strategy: str, x: Floats, z: Floats, labelled: Floats, spread: float) -> Floats:
    """How alike the rows of `x` and `z` are to the strategy, shape (n, m)."""
    if strategy == "facility_location":
        unit = [rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (x, z)]
        return np.maximum(unit[0] @ unit[1].T, 0)
    apart = distances(x, z)
    if strategy == "prob_cover":
        return (apart <= spread * (1 + 1e-9)).astype(np.float64)
    if strategy == "uherding":
        among = distances(labelled, labelled)
        np.fill_diagonal(among, np.inf)
        spread = min(spread, float(np.median(among.min(axis=1))))
    apart /= spread
    apart *= -apart
    return np.asarray(np.exp(apart, out=apart))


def distances(x: Floats, z: Floats) -> Floats:
    """Euclidean distances."""
    apart = (x**2).sum(axis=1)[:, None] + (z**2).sum(axis=1) - 2 * (x @ z.T)
    return np.asarray(np.sqrt(np.maximum(apart, 0, out=apart), out=apart))


def greedy(like: Floats, covered: Floats, weights: Floats, noise: Floats, k: int, block: int = 64) -> Floats:
    """Take `k` times the row that adds most; equal gains by falling noise."""
    left = np.ones(len(like), dtype=bool)
    picks = []
    for _ in range(k):
        gains = np.concatenate(
            [np.maximum(like[i : i + block] - covered, 0) @ weights for i in range(0, len(like), block)]
        )
        gains[~left] = -1
        at = int(np.lexsort((-noise, -gains.round(8)))[0])
        picks.append(at)
        left[at] = False
        covered = np.maximum(covered, like[at])
    return np.array(picks)
