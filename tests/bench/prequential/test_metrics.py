"""Prequential measures, by hand and against others' code."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from askless.bench.prequential.baselines import NOTHING, baselines, last_bought, majority_class, previous_class
from askless.bench.prequential.metrics import curve_places, measures, windowed

CODES = some.lists(some.integers(0, 3), min_size=1, max_size=60)


def test_kappas_are_zero_for_their_own_yardstick() -> None:
    y = np.array([0, 1, 1, 1, 0, 0, 1, 2, 2, 1, 1])
    assert measures(y, previous_class(y))["kappa_temporal"] == 0
    assert measures(y, majority_class(y))["kappa_m"] == 0


def test_who_is_always_right_has_one_throughout() -> None:
    y = np.array([0, 1, 1, 0, 2])
    assert set(measures(y, y).values()) == {1.0}


def test_measures_by_hand() -> None:
    y = np.array([1, 1, 0, 1])
    found = measures(y, np.array([NOTHING, 1, 1, 1]))  # right on two of four
    assert found["accuracy"] == 0.5
    assert found["kappa"] == pytest.approx((0.5 - 0.75 * 0.75) / (1 - 0.75 * 0.75))
    assert found["kappa_m"] == 0  # the majority says nothing, 1, 1, 1
    assert found["kappa_temporal"] == pytest.approx((0.5 - 0.25) / 0.75)  # the last says nothing, 1, 1, 0


def test_a_yardstick_without_mistakes_leaves_no_kappa() -> None:
    assert math.isnan(measures(np.array([0, 0]), np.array([0, 0]))["kappa"])


@given(CODES, some.randoms(use_true_random=False))
def test_kappa_is_that_of_scikit_learn(codes: list[int], random: object) -> None:
    from sklearn.metrics import cohen_kappa_score

    y = np.array(codes)
    predicted = np.array(codes[1:] + codes[:1])
    if len({*codes}) > 1:
        assert measures(y, predicted)["kappa"] == pytest.approx(cohen_kappa_score(y, predicted))


@given(CODES)
def test_the_majority_is_counted_of_what_came_before(codes: list[int]) -> None:
    predicted = majority_class(np.array(codes)).tolist()
    assert predicted[0] == NOTHING
    for at in range(1, len(codes)):
        counts = np.bincount(codes[:at])
        assert counts[predicted[at]] == counts.max()


@given(CODES, some.integers(1, 20), some.integers(1, 30))
def test_windows_are_means_of_the_latest(codes: list[int], width: int, most: int) -> None:
    values = np.array(codes)
    places = curve_places(len(values), most)
    assert places[-1] == len(values)
    assert (np.diff(places) > 0).all()
    expected = [values[max(at - width, 0) : at].mean() for at in places.tolist()]
    assert windowed(values, places, width) == pytest.approx(expected)


@given(CODES, some.sets(some.integers(0, 59)), some.integers(0, 9), some.integers(1, 5))
def test_what_was_bought_is_copied_when_it_has_come(
    codes: list[int], some_asked: set[int], delay: int, batch: int
) -> None:
    y = np.array(codes)
    asked = np.array(sorted(number for number in some_asked if number < len(y)), dtype=np.int64)
    predicted = last_bought(y, asked, delay=delay, batch=batch)
    for number in range(len(y)):
        come = [bought for bought in asked.tolist() if bought + delay < number // batch * batch]
        assert predicted[number] == (y[come[-1]] if come else NOTHING)


def test_whoever_buys_every_label_at_once_copies_the_last_one() -> None:
    y = np.array([0, 1, 1, 2])
    said = baselines(y, np.arange(4), delay=0, batch=1)
    assert said["last_bought"].tolist() == said["last_class"].tolist()
