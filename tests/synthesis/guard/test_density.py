"""How plausible points are, and that new real rows are refused no more often than was chosen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from askless.synthesis.guard.density import Density


def rows(n: int, rng: np.random.Generator, rain: bool = False) -> NDArray[Any]:
    """Rows whose second input goes with the first, the third skewed; with rain, three inputs that are mostly zero."""
    first = rng.normal(size=n)
    columns = [first, first + 0.2 * rng.normal(size=n), rng.exponential(size=n)]
    if rain:
        columns += [np.where(rng.random(n) < 0.3, rng.exponential(size=n), 0.0) for _ in range(3)]
    return 0.5 + 0.05 * np.stack(columns, axis=1)


def test_new_real_rows_are_refused_as_often_as_chosen() -> None:
    rng = np.random.default_rng(0)
    refused = []
    for seed in range(5):
        density = Density.of(rows(120, rng), seed)
        refused.append((density.scores(rows(400, rng)) > density.bound(0.95)).mean())
    assert 0.01 < np.mean(refused) < 0.08  # their mean strays by 0.012


def test_many_inputs_for_few_rows_do_not_make_new_ones_look_odd() -> None:
    rng = np.random.default_rng(0)
    mixing = rng.normal(size=(40, 40))
    refused = []
    for seed in range(3):
        density = Density.of(0.5 + 0.01 * rng.normal(size=(80, 40)) @ mixing, seed)
        new = 0.5 + 0.01 * rng.normal(size=(300, 40)) @ mixing
        refused.append((density.scores(new) > density.bound(0.95)).mean())
    assert np.mean(refused) < 0.08


def test_a_mixture_of_values_that_are_mostly_zero_is_told() -> None:
    rng = np.random.default_rng(0)
    density = Density.of(rows(300, rng, rain=True), 0)
    pairs = rows(4000, rng, rain=True)
    between = 0.5 * pairs[:2000] + 0.5 * pairs[2000:]
    between = between[(np.abs(between[:, 3:] - 0.5) > 1e-3).all(axis=1)]  # in no row do all three rain
    assert (density.scores(between) > density.bound(0.95)).mean() > 0.4


def test_scores_do_not_depend_on_what_else_is_scored() -> None:
    rng = np.random.default_rng(0)
    density, points = Density.of(rows(100, rng), 0), rng.random((20, 3))
    assert density.scores(points)[3:5] == pytest.approx(density.scores(points[3:5]))
