"""Dividing sets: shares, limits, copies, images."""

import numpy as np

from askless.bench.metrics import accuracy, balanced_accuracy
from askless.bench.sets.division import divide, metric_of
from askless.bench.sets.generated import generated
from askless.bench.sets.labelled import LabelledSet


def test_three_fifths_are_asked_about_up_to_a_limit_and_classes_keep_their_share() -> None:
    rare = generated("rare")
    made = divide(rare, 0)
    assert (len(made.pool), len(made.test)) == (1_500, 2_400)
    assert 6 <= made.codes.sum() <= 9
    assert made.test_codes.sum() == 12
    assert not np.array_equal(divide(rare, 1).pool, made.pool)


def test_copies_never_stand_on_both_sides() -> None:
    made = divide(generated("duplicates"), 0)
    ours, theirs = ({row.tobytes() for row in side} for side in (made.pool, made.test))
    assert not ours & theirs


def test_images_become_components_of_the_pool() -> None:
    rng = np.random.default_rng(0)
    images = LabelledSet("dots", "images", rng.integers(0, 255, (200, 8, 8), dtype=np.uint8), np.arange(200) % 2,
                         ("a", "b"))  # fmt: skip
    made = divide(images, 0)
    assert made.pool.shape == (120, 50)
    assert np.allclose(made.pool.mean(axis=0), 0)
    assert made.test.shape == (80, 50)


def test_rare_classes_are_measured_in_balance() -> None:
    even = LabelledSet("ten", "table", np.zeros((100, 1)), np.arange(100) % 10, tuple("abcdefghij"))
    assert metric_of(even) is accuracy
    assert metric_of(generated("rare")) is balanced_accuracy
