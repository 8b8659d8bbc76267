"""The arithmetic of the label-free tests."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ks_2samp

from askless.stream.drift.classifier_two_sample import ClassifierTwoSample
from askless.stream.drift.energy import Energy
from askless.stream.drift.ks import KS, distance
from askless.stream.drift.mmd import MMD, waves
from askless.stream.drift.pooled import comparable, splits

RNG = np.random.default_rng(0)


def test_the_distance_is_scipys_with_ties_too() -> None:
    one, two = RNG.normal(size=(50, 3)), RNG.normal(size=(50, 3)) + 0.3
    one[:, 2], two[:, 2] = RNG.integers(0, 4, 50), RNG.integers(1, 5, 50)
    expected = [ks_2samp(one[:, at], two[:, at]).statistic for at in range(3)]
    np.testing.assert_allclose(distance(one, two), expected, atol=1e-12)


def test_a_feature_that_stops_to_come_is_seen() -> None:
    one, two = RNG.normal(size=(200, 3)), RNG.normal(size=(200, 3))
    assert not KS().differs(one, two)
    two[::2, 1] = np.nan
    assert KS().differs(one, two)
    assert Energy().differs(one, two)


def test_both_windows_are_brought_to_one_scale() -> None:
    one, two = RNG.normal(5.0, 3.0, size=(40, 2)), RNG.normal(5.0, 3.0, size=(40, 2))
    two[0, 1] = np.nan
    both = comparable(one, two)
    assert both.shape == (80, 3)
    assert both[40, 1] == 0.0
    assert both[:, 2].tolist() == [1.0 if at == 40 else 0.0 for at in range(80)]
    np.testing.assert_allclose(both[:, 0].mean(), 0.0, atol=1e-12)
    np.testing.assert_allclose(both[:, 0].std(), 1.0)


def test_splits_begin_with_the_true_one_and_are_balanced() -> None:
    signs = splits(0, 50, 10)
    assert (signs[0] > 0).tolist() == [True] * 10 + [False] * 10
    np.testing.assert_allclose(signs.sum(axis=1), 0.0, atol=1e-12)
    assert len(np.unique(signs, axis=0)) == 50


def test_waves_are_standard_normal_and_those_of_a_feature_stay() -> None:
    few, many = waves(0, 3), waves(0, 50)
    assert (many[:3] == few).all()
    np.testing.assert_allclose([many.mean(), many.std()], [0.0, 1.0], atol=0.05)


@pytest.mark.parametrize("kind", [Energy, MMD, ClassifierTwoSample, KS])
def test_the_level_is_kept(kind: type) -> None:
    found = 0
    for seed in range(60):
        draw = np.random.default_rng(seed)
        detector = kind(seed=seed, window=100, false_alarms=5.0)
        found += detector.differs(draw.normal(size=(100, 3)), draw.normal(size=(100, 3)))
    assert found <= 13  # the level is 0.1: more than 13 of 60 have a chance below 1 %


@pytest.mark.parametrize("kind", [MMD, ClassifierTwoSample])
def test_a_change_of_spread_is_seen(kind: type) -> None:
    draw = np.random.default_rng(1)
    assert kind().differs(draw.normal(size=(200, 3)), 2.0 * draw.normal(size=(200, 3)))
