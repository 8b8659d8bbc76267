"""Small sets of two classes, made up."""

from collections.abc import Callable

import numpy as np
import pytest

from askless.bench.protocols.rebench.split import Split, split_of
from askless.bench.sets.labelled import LabelledSet


@pytest.fixture
def blobs() -> Callable[..., Split]:
    """Two clouds that overlap, divided; some rows are copies of others."""

    def made(n: int = 150, seed: int = 0, copies: int = 0) -> Split:
        rng = np.random.default_rng(5)
        codes = np.arange(n) % 2
        items = np.where(codes, 0.8, -0.8)[:, None] + rng.normal(size=(n, 2))
        for row in range(copies):
            items[row] = items[copies + row % 3]
        return split_of(LabelledSet("blobs", "table", items, codes, ("a", "b")), seed)

    return made
