"""The accuracy of the moment."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from askless.core.noise import mix
from askless.enough.forecast.accuracy import INPUTS, blended, cell_of_accuracy, inputs
from askless.enough.forecast.calibration import logit
from askless.enough.forecast.now import estimate_now
from askless.enough.forecast.table import shipped_table
from askless.models.sklearn import EstimatorModel

ABOUT = {"adjusted": 0.8, "out_of_fold": 0.6, "confidence": 0.9, "most": 0.5}


def test_random_answers_weigh_more_the_more_there_are() -> None:
    few = inputs(np.zeros(10), **ABOUT, n_random=0, n_right=0)
    many = inputs(np.zeros(10), **ABOUT, n_random=1000, n_right=500)
    assert few[INPUTS.index("random")] == pytest.approx(logit(0.8))
    assert many[INPUTS.index("random")] == pytest.approx(logit(0.5), abs=0.02)


def test_wide_intervals_come_with_advice() -> None:
    line = [0.0, 1.0, *[0.0] * 10]
    part: dict[str, Any] = {"chosen": line, "random": line, "range": [[-9.0] * 11, [9.0] * 11]}
    z = inputs(np.zeros(10), **ABOUT, n_random=0, n_right=0)
    cell = cell_of_accuracy(40, 2, chosen=True)
    narrow = blended(part | {"widths": {cell: 0.1}}, z, labels=40, classes=2, chosen=True)
    wide = blended(part | {"widths": {cell: 1.5}}, z, labels=40, classes=2, chosen=True)
    assert narrow.value == wide.value == pytest.approx(0.8)
    assert narrow.sentence == "Estimated accuracy 80 % (90 % interval 78 to 82 %), from 40 labels."
    assert wide.sentence.endswith("100 random labels kept apart would tell it to ±7 points.")


@pytest.mark.parametrize("strategy", ["auto", "random", "badge"])
def test_an_estimate_only_where_it_was_measured(strategy: str) -> None:
    from sklearn.linear_model import LogisticRegression

    points = np.random.default_rng(0).normal(size=(300, 3))

    class Pool:
        kind = "array"

        def __len__(self) -> int:
            return len(points)

        def take(self, rows: Any) -> Any:
            return points[rows]

    model = EstimatorModel(LogisticRegression())
    model.prepare(Pool())
    rows = np.arange(60)
    y = (points[rows, 0] > 0).astype(np.int64)
    model.fit(rows, y, n_labels=2)
    pool = np.arange(300)
    about = {"pool": pool, "keys": mix(pool.astype(np.uint64)), "n_labels": 2, "learner": "linear"}
    found = estimate_now(model, rows, y, rows[::10], strategy=strategy, **about)
    if strategy == "badge":
        assert found is None
        return
    assert found is not None
    assert 0.6 < found.low < found.value < found.high <= 1.0
    assert estimate_now(model, rows[:8], y[:8], rows[:2], strategy=strategy, **about) is None


def test_the_shipped_blend_has_a_width_for_every_cell() -> None:
    widths = shipped_table().data["accuracy"]["widths"]
    assert {f"{at} {kind}" for at in range(5) for kind in ("chosen", "random")} <= set(widths)
