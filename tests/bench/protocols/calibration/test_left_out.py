"""Nothing that is said of a family depends on what came of it, nor on looks that were not planned."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from tests.bench.protocols.calibration.test_calibration import synthetic

from askless.bench.protocols.calibration import accuracy
from askless.bench.protocols.calibration.accuracy import blend_left_out, blends_nested, widths_nested
from askless.bench.protocols.calibration.chances import chances_said
from askless.bench.protocols.calibration.fit import FOLDS, folds_of, left_out, nested
from askless.bench.protocols.calibration.judged import judged
from askless.bench.protocols.calibration.truth import Rows, rows_of

CLOSE = 5e-3  # lines are found from a place nearby, and end a little apart


@pytest.fixture(scope="module")
def rows() -> Rows:
    return rows_of(synthetic(1))


def with_whole_pool(rows: Rows, at: npt.NDArray[np.bool_]) -> Rows:
    """As if some needed their whole pool."""
    return replace(rows, needed={**rows.needed, "0.01": np.where(at, rows.items, rows.needed["0.01"])})


@pytest.mark.parametrize("fold", [0, FOLDS - 1])
def test_lines_of_two_folds_have_seen_neither(rows: Rows, fold: int) -> None:
    own = folds_of(rows.family) == fold
    before, after = nested(rows, "0.01"), nested(with_whole_pool(rows, own), "0.01")
    for one in before:
        at = before[one].known if one == fold else own & before[one].known
        np.testing.assert_allclose(before[one].u[at], after[one].u[at], atol=CLOSE)
        np.testing.assert_allclose(before[one].chance[at], after[one].chance[at], atol=CLOSE)
        assert not before[one].known[folds_of(rows.family) == one].any()


def test_looks_that_were_not_planned_teach_nothing(rows: Rows) -> None:
    stray = np.random.default_rng(0).random(len(rows)) < 0.3
    before = replace(rows, planned=rows.planned & ~stray)
    after = with_whole_pool(before, stray)
    assert (left_out(before, "0.01").u == left_out(after, "0.01").u).all()
    for level in ("0.5", "0.8", "0.9"):
        assert (judged(before, "0.01").ends(level) == judged(after, "0.01").ends(level)).all()


@pytest.mark.parametrize("fold", range(FOLDS))
def test_blends_have_not_seen_the_fold_that_they_judge(rows: Rows, fold: int) -> None:
    own = folds_of(rows.family) == fold
    worse = replace(rows, accuracy=np.where(own, 0.2, rows.accuracy))
    before, after = blend_left_out(rows).middle, blend_left_out(worse).middle
    assert (before[own] == after[own]).all()
    assert (before[~own] != after[~own]).all()
    one, other = blends_nested(rows), blends_nested(worse)
    for name in one:
        assert np.isnan(one[name][folds_of(rows.family) == name]).all()
        at = np.isfinite(one[name]) & (own | (name == fold))
        assert (one[name][at] == other[name][at]).all()


def test_widths_of_a_fold_are_what_others_needed(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[set[str]] = []
    real = accuracy.width_needed

    def recorded(score: Any, source: Any, family: Any) -> float:
        assert np.isfinite(score).all()
        taken.append({*family})
        return real(score, source, family)

    monkeypatch.setattr(accuracy, "width_needed", recorded)
    assert (widths_nested(rows, blend_left_out(rows)) > 0).all()
    fold = folds_of(rows.family)
    cells = [
        {*rows.family[fold == one]} for one in range(FOLDS) for _ in np.unique(accuracy.cells_of(rows)[fold == one])
    ]
    assert len(cells) == len(taken)
    assert not any(own & others for own, others in zip(cells, taken, strict=True))


def test_every_tolerance_that_is_offered_is_held_against_its_chances(rows: Rows) -> None:
    one = judged(rows, "0.01")
    wrong = replace(one, told=[replace(told, chances=(0.5, 0.5, 0.5)) for told in one.told])
    sure = replace(one, told=[replace(told, chances=(1.0, 1.0, 1.0)) for told in one.told])

    def gap(**changed: Any) -> float:
        (gate,) = [
            gate
            for gate in chances_said({"0.01": wrong, "0.03": wrong, "gain": wrong, **changed})[1]
            if gate.name.startswith("chance said against seen")
        ]
        return float(gate.measured)

    assert gap(gain=sure) > gap()
