"""The accuracy of the moment."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from askless.core.noise import mix
from askless.enough.forecast.accuracy import INPUTS, blended, cell_of_accuracy, inputs
from askless.enough.forecast.calibration import Calibration, logit
from askless.enough.forecast.features import Measured, measure
from askless.enough.forecast.now import accuracy_of, estimate_now
from askless.enough.forecast.table import shipped_table
from askless.models.sklearn import EstimatorModel

ABOUT = {"adjusted": 0.8, "out_of_fold": 0.6, "confidence": 0.9, "most": 0.5}


def test_random_answers_weigh_more_the_more_there_are() -> None:
    few = inputs(np.zeros(10), **ABOUT, n_random=0, n_right=0)
    many = inputs(np.zeros(10), **ABOUT, n_random=1000, n_right=500)
    assert few[INPUTS.index("random")] == pytest.approx(logit(0.8))
    assert many[INPUTS.index("random")] == pytest.approx(logit(0.5), abs=0.02)


def test_the_width_is_that_of_the_cell() -> None:
    line = [0.0, 1.0, *[0.0] * 10]
    part: dict[str, Any] = {"chosen": line, "random": line, "range": [[-9.0] * 11, [9.0] * 11]}
    z = inputs(np.zeros(10), **ABOUT, n_random=0, n_right=0)
    part["widths"] = {cell_of_accuracy(40, 2, chosen=True): 0.1}
    found = blended(part, z, labels=40, classes=2, chosen=True)
    assert found.value == pytest.approx(0.8)
    assert (found.basis, found.level, found.n) == ("answers", 0.9, 40)
    assert found.sentence == (
        "Estimated accuracy 80 % (90 % interval 78 to 82 %), from all 40 answers, corrected for how they were chosen."
    )


def test_only_drawn_answers_are_taken_for_a_fair_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model finds all chosen answers and, as one could not be judged, one of two drawn ones."""
    blends: list[Any] = []
    monkeypatch.setattr("askless.enough.forecast.now.blended", lambda part, z, **about: blends.append(z))
    right = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 0.0, np.nan])
    drawn = np.array([False, False, False, False, True, True, True])
    nothing = np.zeros(7)
    found = Measured(np.zeros(10), right, nothing, Calibration(0.0, 1.0), adjusted=0.8, confidence=0.9, most=0.5)
    accuracy_of(found, drawn, classes=2, chosen=True)
    about = {"adjusted": 0.8, "out_of_fold": 5 / 6, "confidence": 0.9, "most": 0.5}
    assert blends[0] == pytest.approx(inputs(np.zeros(10), **about, n_random=2, n_right=1))
    assert blends[0] != pytest.approx(inputs(np.zeros(10), **about, n_random=6, n_right=5))


POINTS = np.random.default_rng(0).normal(size=(300, 3))


class Pool:
    """Three numbers an item."""

    kind = "array"

    def __len__(self) -> int:
        return len(POINTS)

    def take(self, rows: Any) -> Any:
        return POINTS[rows]


def found_of(n: int = 60, *, names: tuple[str, ...] = ("no", "yes"), random: int = 10, **about: Any) -> Any:
    """The estimate from the first `n` labels, every `random`th drawn at random; and how often it was measured."""
    from sklearn.linear_model import LogisticRegression

    model = EstimatorModel(LogisticRegression())
    model.prepare(Pool())
    rows, pool, times = np.arange(n), np.arange(300), []
    y = (POINTS[rows, 0] > 0).astype(np.int64)
    model.fit(rows, y, n_labels=2)

    def measured() -> Measured:
        times.append(n)
        keys = mix(pool.astype(np.uint64))
        return measure(model, rows, y, pool=pool, keys=keys, n_labels=2, chosen=True, seed=0)

    about = {"items": 300, "learner": "linear", "strategy": "auto"} | about
    return estimate_now(measured, y, rows % random == 0, names=names, **about), len(times)


@pytest.mark.parametrize("strategy", ["auto", "margin", "random"])
def test_all_answers_tell_where_that_was_measured(strategy: str) -> None:
    found, times = found_of(strategy=strategy)
    assert 0.6 < found.low < found.value < found.high <= 1.0
    assert (found.ready, found.n, found.basis, times) == (True, 60, "answers", 1)


@pytest.mark.parametrize("about", [{"strategy": "badge"}, {"learner": "text_forest"}, {"items": 40}])
def test_there_is_none_where_it_was_not(about: dict[str, Any]) -> None:
    assert found_of(**about) == (None, 0)


def test_a_pool_may_be_larger_than_those_that_were_measured() -> None:
    assert found_of(items=1_000_000)[0].ready


@pytest.mark.parametrize(
    ("about", "said", "counted"),
    [
        ({"n": 8}, "8 of the 10 labels needed are in, 5 for each class", (8, 10)),
        ({"names": ("no", "yes", "maybe")}, "no answer so far is “maybe”", (2, 3)),
        ({"names": (*"abcdef",), "n": 60}, "no answer so far is one of “c”, “d”, “e” and 1 more", (2, 6)),
        ({"random": 100}, "of 60 labelled items 1 came at random, one in ten should", (1, 2)),
    ],
)
def test_what_is_missing_is_said_before_anything_is_fitted(
    about: dict[str, Any], said: str, counted: tuple[int, int]
) -> None:
    found, times = found_of(**about)
    assert found.sentence == f"Too early to say how good the model is: {said}."
    assert (found.ready, (found.n, found.needed), times) == (False, counted, 0)


def test_the_shipped_blend_has_a_width_for_every_cell() -> None:
    widths = shipped_table().data["accuracy"]["widths"]
    assert {f"{at} {kind}" for at in range(5) for kind in ("chosen", "random")} <= set(widths)
