"""Items that wait for their answer make the model seem surer near them."""

import numpy as np

from askless.stream.latency import crowding, sharpened


def test_copies_crowd_and_strangers_do_not():
    rng = np.random.default_rng(0)
    waiting, items = rng.normal(size=(5, 64)), rng.normal(size=(40, 64))
    assert crowding(items, waiting).max() < 0.05
    np.testing.assert_allclose(crowding(waiting, waiting), 1.0, atol=0.01)
    np.testing.assert_allclose(crowding(waiting[:1], np.repeat(waiting[:1], 7, axis=0)), 7.0, atol=1e-6)


def test_nothing_waits_nothing_changes():
    proba = np.array([[0.6, 0.4]])
    assert (crowding(np.zeros((3, 2)), np.zeros((0, 2))) == 0.0).all()
    assert sharpened(proba, np.zeros(1)) is proba


def test_sharper_rows_keep_their_order_and_sum_to_one():
    rng = np.random.default_rng(0)
    proba = rng.dirichlet(np.ones(5), size=50)
    proba[0] = [1.0, 0.0, 0.0, 0.0, 0.0]
    sharp = sharpened(proba, np.linspace(0.0, 30.0, 50))
    np.testing.assert_allclose(sharp.sum(axis=1), 1.0)
    assert (sharp.argmax(axis=1) == proba.argmax(axis=1)).all()
    assert (sharp.max(axis=1) >= proba.max(axis=1) - 1e-9).all()


def test_no_features_at_all():
    assert np.isfinite(crowding(np.zeros((2, 0)), np.zeros((1, 0)))).all()
