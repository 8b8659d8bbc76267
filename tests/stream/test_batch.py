"""A micro-batch as samplers, models and detectors see it."""

import numpy as np
import pytest

from askless.stream.batch import Batch, Told


def batch(proba=None, **more):
    n = 3 if proba is None else len(proba)
    rows = np.arange(n * 2, dtype=np.float64).reshape(n, 2)
    if proba is not None:
        more["proba"] = np.array(proba, dtype=np.float64)
    return Batch(5, list("abcdefgh")[:n], rows, rows / 10, np.zeros(n), **more)


@pytest.mark.parametrize(
    ("proba", "sure", "margin"),
    [
        ([[0.9, 0.1], [0.5, 0.5]], [0.9, 0.5], [0.8, 0.0]),
        ([[0.2, 0.5, 0.3], [1.0, 0.0, 0.0]], [0.5, 1.0], [0.2, 1.0]),
        ([[1.0], [1.0]], [1.0, 1.0], [0.0, 0.0]),
        (np.zeros((2, 0)), [1.0, 1.0], [0.0, 0.0]),
    ],
    ids=["two classes", "three", "one", "none"],
)
def test_how_sure_a_model_is(proba, sure, margin):
    one = batch(proba)
    np.testing.assert_allclose(one.sure, sure)
    np.testing.assert_allclose(one.margin, margin)
    np.testing.assert_allclose(one.uncertainty, 1 - np.array(margin))


def test_of_numbers_the_deviation_is_the_uncertainty():
    assert batch(predicted=np.zeros(3), std=np.array([1.0, 2.0, 3.0])).uncertainty.tolist() == [1.0, 2.0, 3.0]


def test_a_part_holds_the_same_of_fewer_items():
    whole = batch([[0.9, 0.1], [0.5, 0.5], [0.2, 0.8]], draws=np.arange(12.0).reshape(3, 2, 2))
    assert whole.part(0) is whole
    part = whole.part(1, 3)
    assert (part.first, part.raw, len(part)) == (6, ["b", "c"], 2)
    assert (part.rows == whole.rows[1:]).all()
    assert (part.proba == whole.proba[1:]).all()
    assert part.draws is not None
    assert (part.draws == whole.draws[1:]).all()


def test_items_come_in_the_form_that_a_model_takes():
    one = batch()
    assert one.taken("raw") is one.raw
    assert one.taken("rows") is one.rows
    assert one.taken("scaled") is one.scaled


def test_errors_are_those_of_what_was_predicted():
    said = batch([[0.9, 0.1], [0.2, 0.8], [np.nan, np.nan]])
    told = Told(said, np.array([0, 0, 1]), np.ones(3), np.ones(3, dtype=bool))
    np.testing.assert_equal(told.errors, [0.0, 1.0, np.nan])
    numbers = batch(predicted=np.array([1.0, np.nan, 3.0]))
    told = Told(numbers, np.array([3.0, 0.0, 3.0]), np.ones(3), np.ones(3, dtype=bool))
    np.testing.assert_equal(told.errors, [4.0, np.nan, 0.0])
    nothing = Told(batch(), np.array([0, 1, 0]), np.ones(3), np.ones(3, dtype=bool))
    assert np.isnan(nothing.errors).all()
