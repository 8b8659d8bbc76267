"""Pools small enough to train on in no time."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from sklearn.linear_model import LogisticRegression

from askless.pool.learner import PoolLearner

NAMES = ("left", "right")


def points(n: int = 40) -> npt.NDArray[np.float64]:
    """Two clouds, the left one first."""
    drawn = np.random.default_rng(0).normal(size=(n, 2))
    drawn[n // 2 :, 0] += 4
    return drawn


def truth(row: int, n: int = 40) -> str:
    """The cloud of a row."""
    return NAMES[int(row >= n // 2)]


Make = Callable[..., PoolLearner]


@pytest.fixture
def make() -> Make:
    """A learner on the two clouds with a model that fits in a millisecond."""

    def build(project: Path | None = None, strategy: str = "margin", **options: Any) -> PoolLearner:
        pool = options.pop("pool", points())
        options.setdefault("labels", NAMES)
        return PoolLearner(pool, LogisticRegression(), strategy=strategy, project=project, **options)

    return build
