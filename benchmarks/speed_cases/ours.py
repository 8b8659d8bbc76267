"""The same questions put to askless."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from speed_cases.pool import LABELLED, Pool

Run = Callable[[], Any]


class Fitted:
    """A model over the pool, as the evidence engine reads one."""

    def __init__(self, pool: Pool, committee: bool = False) -> None:
        self.x, self.model = pool.x, pool.model
        self.members = pool.committee if committee else []

    def predict_proba(self, rows: Any) -> Any:
        """Probabilities of some rows."""
        return self.model.predict_proba(_some(self.x, rows))

    def draws(self, rows: Any) -> Any:
        """Probabilities by each member of the committee."""
        x = _some(self.x, rows)
        proba = np.empty((len(self.members), len(x), len(self.members[0].classes_)), dtype=np.float32)
        for place, member in zip(proba, self.members, strict=True):
            place[:] = member.predict_proba(x)
        return proba.transpose(1, 0, 2)


def _some(x: Any, rows: Any) -> Any:
    """A view where the rows have no gaps."""
    gapless = len(rows) and rows[-1] - rows[0] + 1 == len(rows)
    return x[rows[0] : rows[-1] + 1] if gapless else x[rows]


def model(strategy: str, k: int = 100, committee: bool = False) -> Callable[[int], Run]:
    """Over a fitted model, the model's own work included."""

    def prepare(n: int) -> Run:
        from askless.choose.evidence.engine import Evidence
        from askless.choose.round import Round
        from askless.choose.strategy.strategy import strategies
        from askless.core.noise import mix

        pool = Pool(n)
        source, found = Fitted(pool, committee), strategies.get(strategy)
        keys = mix(np.arange(n, dtype=np.uint64))
        names = tuple(str(i) for i in range(pool.c))

        def run() -> Any:
            round_ = Round(
                seed=0, number=0, keys=keys, candidates=np.arange(LABELLED, n), labelled=pool.labelled,
                labels=pool.y[:LABELLED], label_names=names,
                evidence=Evidence(source, n, n_labels=pool.c, cache_bytes=0),
            )  # fmt: skip
            return found.choose(round_, k).rows

        return run

    return prepare


def given(
    strategy: str, *needs: str, k: int = 100, d: int = 64, c: int = 10, labelled: int | None = LABELLED,
    task: str = "classes", n_draws: int = 20, **options: Any,
) -> Callable[[int], Run]:  # fmt: skip
    """From evidence at hand."""

    def prepare(n: int) -> Run:
        import askless

        pool = Pool(n, d, c)
        evidence: dict[str, Any] = {}
        for need in needs:
            if need == "proba":
                evidence[need] = pool.proba if c == 10 else _sharp(n, c)
            elif need == "draws":
                evidence[need] = pool.draws(n_draws)
            elif need == "embedding":
                evidence[need] = pool.x
            elif need == "mean":
                evidence[need] = (pool.target + 0.1 * np.random.default_rng(6).normal(size=n)).astype(np.float32)
        rows = np.arange(labelled or 0)
        answers = (pool.target if task == "real" else pool.y)[: len(rows)]
        return lambda: askless.select(
            strategy, k, labelled=rows, labels=answers, task=task, **evidence, **options
        )  # fmt: skip

    return prepare


def _sharp(n: int, c: int) -> Any:
    """Made-up probabilities of many classes, without a fit."""
    made = np.random.default_rng(7).standard_exponential((n, c), dtype=np.float32) ** 4
    return made / made.sum(axis=1, keepdims=True)
