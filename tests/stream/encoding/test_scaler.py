"""Rows brought to one scale."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askless.core.pack import pack, unpack
from askless.stream.encoding.scaler import MEMORY, Scaler


def rows(n=500, missing=0.0, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 3)) * [1.0, 1e6, 1e-6] + [5.0, -1e7, 0.0]
    x[rng.random(x.shape) < missing] = np.nan
    return x


@pytest.mark.parametrize("missing", [0.0, 0.3])
@pytest.mark.parametrize("batch", [1, 7, 500])
def test_mean_and_deviation_are_those_of_all_rows(missing, batch):
    x, scaler = rows(missing=missing), Scaler()
    for start in range(0, len(x), batch):
        scaler.observe(x[start : start + batch])
    scaler.observe(np.full((10, 3), np.nan))  # nothing new, but the factors are renewed
    expected = (x - np.nanmean(x, axis=0)) / np.nanstd(x, axis=0)
    np.testing.assert_allclose(scaler.scale(x), np.where(np.isnan(x), 0.0, expected), rtol=1e-6, atol=1e-6)


@settings(max_examples=30)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=12))
def test_the_cutting_into_batches_does_not_matter(cuts):
    x = rows(sum(cuts), missing=0.1)
    parts, whole = Scaler(), Scaler()
    whole.observe(x)
    for stop in np.cumsum(cuts):
        parts.observe(x[:stop][-cuts[list(np.cumsum(cuts)).index(stop)] :])
    for name in ("n", "mean", "square"):
        np.testing.assert_allclose(parts.state()[name], whole.state()[name], rtol=1e-6, atol=1e-9)


def test_it_follows_a_scale_that_changes():
    rng, scaler = np.random.default_rng(0), Scaler()
    for _ in range(200):
        scaler.observe(rng.normal(size=(int(MEMORY) // 100, 1)))
    for _ in range(500):
        scaler.observe(100.0 + 10.0 * rng.normal(size=(int(MEMORY) // 100, 1)))
    assert abs(scaler.scale(np.array([[110.0]]))[0, 0] - 1.0) < 0.2


def test_a_feature_that_never_differs_is_0():
    scaler = Scaler()
    scaler.observe(np.full((50, 1), 0.1))
    assert scaler.scale(np.array([[0.1], [7.0]])).tolist() == [[0.0], [0.0]]


def test_huge_values_stay_finite():
    scaler = Scaler()
    with np.errstate(over="ignore", invalid="ignore"):
        scaler.observe(np.array([[1e300], [-1e300], [1e308]]))
        assert np.isfinite(scaler.scale(np.array([[1e308], [0.0]]))).all()


def test_new_features_find_room_and_a_state_comes_back():
    scaler = Scaler()
    scaler.observe(rows(20)[:, :1])
    scaler.observe(rows(20))
    twin = Scaler()
    twin.restore(unpack(pack(scaler.state())))
    for one in (scaler, twin):
        one.observe(rows(20, seed=1))
    assert (scaler.scale(rows(5)) == twin.scale(rows(5))).all()
