"""The ten numbers: worked by hand, counted, and the same whatever the order of the pool."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from askless.core.noise import mix
from askless.enough.forecast.calibration import Calibration, expit, logit
from askless.enough.forecast.features import FEATURES, LOOKED_AT, effective_dimension, measure
from askless.errors import NotReadyError


class Threshold:
    """Two classes left and right of the middle between the means, on one column; counts what is asked of it."""

    def __init__(self, points: Any, counts: dict[str, int]) -> None:
        self.points, self.counts, self.cut = points, counts, 0.0

    def clone(self) -> Threshold:
        return Threshold(self.points, self.counts)

    def fit(self, rows: Any, y: Any, *, n_labels: int) -> dict[str, Any]:
        if len(np.unique(y)) < 2:
            raise NotReadyError("One class.", "More.")
        self.counts["fits"] += 1
        x = self.points[rows, 0]
        self.cut = float(x[y == 0].mean() + x[y == 1].mean()) / 2
        return {}

    def predict_proba(self, rows: Any) -> Any:
        self.counts["passes"] += len(rows) >= min(len(self.points), LOOKED_AT)
        self.counts["most"] = max(self.counts["most"], len(rows))
        right = expit(4.0 * (self.points[rows, 0] - self.cut))
        return np.stack([1.0 - right, right], axis=1)

    def embedding(self, rows: Any = None) -> Any:
        return self.points if rows is None else self.points[rows]


def made(n: int = 400, labels: int = 40, seed: int = 0) -> tuple[Threshold, Any, Any, Any]:
    points = np.random.default_rng(seed).normal(size=(n, 3))
    rows = np.arange(labels, dtype=np.int64)
    y = (points[rows, 0] > 0).astype(np.int64)
    model = Threshold(points, {"fits": 0, "passes": 0, "most": 0})
    model.fit(rows, y, n_labels=2)
    model.counts["fits"] = 0
    return model, rows, y, points


def numbers(pool: Any, model: Any, rows: Any, y: Any, **changes: Any) -> Any:
    about = {"n_labels": 2, "chosen": True, "seed": 3, **changes}
    return measure(model, rows, y, pool=pool, keys=mix(pool.astype(np.uint64)), **about)


def test_a_forecast_costs_six_fits_and_seven_passes() -> None:
    model, rows, y, points = made()
    numbers(np.arange(len(points)), model, rows, y)
    assert (model.counts["fits"], model.counts["passes"]) == (6, 7)


def test_a_large_pool_is_looked_at_in_part() -> None:
    model, rows, y, points = made(n=LOOKED_AT + 5_000)
    numbers(np.arange(len(points)), model, rows, y)
    assert model.counts["most"] == LOOKED_AT


def test_counts_are_logarithms_and_the_rest_is_in_range() -> None:
    model, rows, y, points = made()
    x = dict(zip(FEATURES, numbers(np.arange(len(points)), model, rows, y).x, strict=True))
    assert x["labels"] == pytest.approx(np.log(40))
    assert x["pool"] == pytest.approx(np.log(10))
    assert x["classes"] == pytest.approx(np.log(2))
    assert x["chosen"] == 1.0
    assert 1.0 <= np.exp(x["dimension"]) <= 3.0
    assert np.log(1 / 400) <= x["moved"] <= 0.01
    assert 0.0 <= x["margin"] <= 1.0


def test_moved_is_what_the_first_half_would_have_said_differently() -> None:
    model, rows, y, points = made()
    half = model.clone()
    half.fit(rows[:20], y[:20], n_labels=2)
    between = (np.minimum(model.cut, half.cut) <= points[:, 0]) & (points[:, 0] < np.maximum(model.cut, half.cut))
    found = numbers(np.arange(len(points)), model, rows, y).x[FEATURES.index("moved")]
    assert np.exp(found) == pytest.approx(between.mean() + 1 / 400)


def test_the_order_of_the_pool_changes_nothing() -> None:
    model, rows, y, points = made()
    pool = np.arange(len(points))
    shuffled = np.random.default_rng(5).permutation(pool)
    plain, other = numbers(pool, model, rows, y), numbers(shuffled, model, rows, y)
    np.testing.assert_array_equal(plain.x, other.x)
    assert plain.adjusted == other.adjusted


def test_the_same_points_under_other_row_numbers_give_the_same_numbers() -> None:
    model, rows, y, points = made()
    order = np.random.default_rng(6).permutation(len(points))
    place = np.argsort(order)
    moved = Threshold(points[order], {"fits": 0, "passes": 0, "most": 0})
    moved.fit(place[rows], y, n_labels=2)
    keys = mix(np.arange(len(points), dtype=np.uint64))
    about = {"n_labels": 2, "chosen": False, "seed": 3}
    one = measure(model, rows, y, pool=np.arange(len(points)), keys=keys, **about)
    two = measure(moved, place[rows], y, pool=np.arange(len(points)), keys=keys[order], **about)
    np.testing.assert_allclose(one.x, two.x, rtol=1e-9)


def test_a_first_half_of_one_class_counts_as_a_model_of_that_class() -> None:
    model, rows, y, points = made()
    order = np.argsort(y, kind="stable")
    found = numbers(np.arange(len(points)), model, rows[order], y[order]).x[FEATURES.index("moved")]
    assert np.exp(found) > 0.3


class Memory(Threshold):
    """Knows the answer of every row that it was fitted to, and says the first class of all others."""

    def clone(self) -> Memory:
        return Memory(self.points, self.counts)

    def fit(self, rows: Any, y: Any, *, n_labels: int) -> dict[str, Any]:
        self.known = dict(zip(rows.tolist(), y.tolist(), strict=True))
        return {}

    def predict_proba(self, rows: Any) -> Any:
        second = np.array([0.9 * self.known.get(row, 0) + 0.05 for row in rows.tolist()])
        return np.stack([1.0 - second, second], axis=1)


def test_what_is_left_out_was_not_learnt() -> None:
    _, rows, y, points = made()
    model = Memory(points, {})
    model.fit(rows, y, n_labels=2)
    found = numbers(np.arange(len(points)), model, rows, y)
    np.testing.assert_array_equal(found.right, y == 0)
    assert found.x[FEATURES.index("out_of_fold")] == pytest.approx(logit((y == 0).mean()), abs=0.2)
    unsteady = np.exp(found.x[FEATURES.index("unsteady")])
    assert unsteady == pytest.approx(y.sum() / 5 / 400 + 1 / 400, abs=1e-3)
    assert found.adjusted < 0.9


def test_directions_are_counted_by_their_variance() -> None:
    assert effective_dimension(np.zeros((5, 3))) == 1.0
    assert effective_dimension(np.eye(4)) == pytest.approx(3.0)
    wide = np.random.default_rng(0).normal(size=(20, 200))
    assert effective_dimension(wide) == pytest.approx(effective_dimension(np.c_[wide, np.zeros((20, 30))]))


def test_a_well_calibrated_model_has_slope_one() -> None:
    generator = np.random.default_rng(0)
    confident = generator.uniform(0.5, 0.99, 4000)
    found = Calibration.of(confident, (generator.uniform(size=4000) < confident).astype(float))
    assert found.slope == pytest.approx(1.0, abs=0.15)
    assert found.shift == pytest.approx(0.0, abs=0.2)


def test_a_few_answers_all_right_stay_finite() -> None:
    found = Calibration.of(np.full(5, 0.999), np.ones(5))
    assert 0.0 < found.slope < 5.0
    assert 0.5 < float(found.chance(np.array([0.9]))[0]) < 1.0


def test_log_odds_and_back() -> None:
    assert expit(logit(0.3)) == pytest.approx(0.3)
    assert np.isfinite(logit(np.array([0.0, 1.0]))).all()
