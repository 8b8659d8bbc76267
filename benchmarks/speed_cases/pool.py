"""The pool that everybody is given: a mixture of ten Gaussians, 200 labelled rows, a fitted model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

D, C, LABELLED = 64, 10, 200
CHUNK = 65_536

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Pool:
    """A made-up pool; a larger one begins with the rows of a smaller one.

    Parameters
    ----------
    n : int
        Rows, of which the first 200 are labelled.
    d : int
        Features.
    c : int
        Classes.
    """

    n: int
    d: int = D
    c: int = C

    @cached_property
    def x(self) -> Floats:
        """Features, float32 of shape (n, d)."""
        centres = np.random.default_rng(0).normal(size=(self.c, self.d)).astype(np.float32)
        parts = []
        for start in range(0, self.n, CHUNK):  # a stream for each chunk: larger pools begin alike
            rng = np.random.default_rng([1, start])
            size = min(CHUNK, self.n - start)
            noise = rng.standard_normal((CHUNK, self.d), dtype=np.float32)[:size]
            parts.append(0.5 * centres[self.y[start : start + size]] + noise)
        return np.concatenate(parts)

    @cached_property
    def y(self) -> npt.NDArray[np.int64]:
        """Classes, int64 of shape (n,)."""
        parts = [np.random.default_rng([2, start]).integers(self.c, size=CHUNK) for start in range(0, self.n, CHUNK)]
        return np.concatenate(parts)[: self.n]

    @cached_property
    def target(self) -> npt.NDArray[np.float64]:
        """Numbers to predict, float64 of shape (n,)."""
        weights = np.random.default_rng(3).normal(size=self.d)
        return np.sin(self.x @ weights / 4) + 0.1 * np.random.default_rng(4).normal(size=self.n)

    @property
    def labelled(self) -> npt.NDArray[np.int64]:
        """Rows that are labelled."""
        return np.arange(LABELLED)

    @cached_property
    def model(self) -> object:
        """Logistic regression on the labelled rows."""
        from sklearn.linear_model import LogisticRegression

        return LogisticRegression(max_iter=1000).fit(self.x[:LABELLED], self.y[:LABELLED])

    @cached_property
    def committee(self) -> list[object]:
        """Five of them, on resamples of the labelled rows."""
        from sklearn.linear_model import LogisticRegression

        members: list[object] = []
        for seed in range(5):
            rows = np.random.default_rng(seed).choice(LABELLED, LABELLED)
            rows = np.concatenate([rows, [int(np.flatnonzero(self.y[:LABELLED] == k)[0]) for k in range(self.c)]])
            members.append(LogisticRegression(max_iter=1000).fit(self.x[rows], self.y[rows]))
        return members

    @cached_property
    def proba(self) -> Floats:
        """The model's probabilities of every row, float32."""
        return self.model.predict_proba(self.x).astype(np.float32)  # type: ignore[attr-defined]

    def draws(self, k: int = 20) -> Floats:
        """Probabilities under `k` made-up models, float32 of shape (n, k, c)."""
        made = np.empty((self.n, k, self.c), dtype=np.float32)
        for start in range(0, self.n, CHUNK):
            size = min(CHUNK, self.n - start)
            rng = np.random.default_rng([5, start])
            logits = 2 * rng.standard_normal((size, 1, self.c), dtype=np.float32)
            logits = logits + rng.standard_normal((size, k, self.c), dtype=np.float32)
            weights = np.exp(logits)
            made[start : start + size] = weights / weights.sum(axis=2, keepdims=True)
        return made
