"""Our naive Bayes is scikit-learn's, and sane where that one is not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.naive_bayes import GaussianNB

from askless.core.pack import pack, unpack
from askless.models.online.naive_bayes import NaiveBayes


def drawn(n: int, d: int = 4, k: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = rng.integers(0, k, n)
    y[:k] = np.arange(k)
    return rng.normal(size=(k, d))[y] + rng.normal(size=(n, d)) * rng.uniform(0.3, 2.0, size=(k, d))[y], y


@pytest.mark.parametrize("batch", [1, 7, 300])
def test_it_is_that_of_scikit_learn(batch: int) -> None:
    x, y = drawn(300)
    ours, theirs = NaiveBayes(pooling=0.0), GaussianNB()
    for start in range(0, 300, batch):
        part = slice(start, start + batch)
        ours.learn(x[part], y[part])
    theirs.partial_fit(x, y, classes=[0, 1, 2])
    np.testing.assert_allclose(ours.predict(x, 3), theirs.predict_proba(x), atol=1e-6)


def test_weights_are_those_of_scikit_learn() -> None:
    x, y = drawn(300)
    w = np.random.default_rng(1).uniform(0.0, 3.0, 300)
    w[::5] = 0.0
    ours = NaiveBayes(pooling=0.0)
    ours.learn(x, y, w)
    theirs = GaussianNB().fit(x, y, sample_weight=w)
    np.testing.assert_allclose(ours.predict(x, 3), theirs.predict_proba(x), atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 40), max_size=6), st.sampled_from([1.0, 0.99, 0.5]), st.integers(0, 5))
def test_all_at_once_is_one_after_the_other(cuts: list[int], forgetting: float, seed: int) -> None:
    x, y = drawn(40, seed=seed)
    x[np.random.default_rng(seed).random(x.shape) < 0.2] = np.nan
    whole, parts = NaiveBayes(forgetting), NaiveBayes(forgetting)
    whole.learn(x, y)
    ends = sorted({*cuts, 40})
    for start, end in zip([0, *ends[:-1]], ends, strict=True):
        parts.learn(x[start:end], y[start:end])
    np.testing.assert_allclose(whole.predict(x, 3), parts.predict(x, 3), atol=1e-7)


def test_before_a_label_and_of_a_class_never_seen() -> None:
    model = NaiveBayes()
    assert (model.predict(np.ones((2, 3)), 4) == 0.25).all()
    x, y = drawn(50, d=3, k=2)
    model.learn(x, y * 2)
    proba = model.predict(x, 5)
    assert (proba[:, [1, 3, 4]] == 0.0).all(), "its share of the labels is 0"
    assert (proba[:, [0, 2]] >= 0.0).all()
    np.testing.assert_allclose(proba.sum(axis=1), 1.0)


def test_one_class_only() -> None:
    model = NaiveBayes()
    model.learn(np.ones((5, 2)), np.zeros(5, dtype=np.int64))
    assert (model.predict(np.array([[1.0, 1.0], [9.0, -3.0]]), 1) == 1.0).all()


def test_few_labels_do_not_make_it_sure() -> None:
    """Over fifty draws, with two labels a class, it beats plain naive Bayes in hits and in loss."""
    hits, loss = np.zeros((50, 2)), np.zeros((50, 2))
    for seed in range(50):
        x, y = drawn(306, d=8, seed=seed)
        first = np.concatenate([np.flatnonzero(y == k)[:2] for k in range(3)])
        for at, pooling in enumerate((0.0, 1.0)):
            model = NaiveBayes(pooling=pooling)
            model.learn(x[first], y[first])
            proba = model.predict(x[6:], 3)
            hits[seed, at] = (proba.argmax(axis=1) == y[6:]).mean()
            loss[seed, at] = -np.log(np.maximum(proba[np.arange(300), y[6:]], 1e-12)).mean()
    assert hits[:, 1].mean() > hits[:, 0].mean() + 0.1
    assert loss[:, 1].mean() < loss[:, 0].mean() / 2


def test_pooling_fades_with_labels() -> None:
    x, y = drawn(20_000)
    plain, pooled = NaiveBayes(pooling=0.0), NaiveBayes(pooling=1.0)
    for model in (plain, pooled):
        model.learn(x, y)
    np.testing.assert_allclose(plain.predict(x, 3), pooled.predict(x, 3), atol=0.01)


def test_missing_values_say_nothing() -> None:
    x, y = drawn(400)
    whole, gaps = NaiveBayes(), NaiveBayes()
    whole.learn(x[:, :2], y)
    blank = x.copy()
    blank[:, 2:] = np.nan
    gaps.learn(blank, y)
    np.testing.assert_allclose(gaps.predict(blank, 3), whole.predict(x[:, :2], 3), atol=1e-12)
    nothing = gaps.predict(np.full((1, 4), np.nan), 3)[0]
    np.testing.assert_allclose(nothing, np.bincount(y) / 400, atol=1e-12)


def test_a_large_mean_leaves_no_rounding() -> None:
    x, y = drawn(400, d=2)
    near, far = NaiveBayes(), NaiveBayes()
    near.learn(x, y)
    far.learn(x + 1.7e9, y)
    np.testing.assert_allclose(far.predict(x + 1.7e9, 3), near.predict(x, 3), atol=1e-4)


@pytest.mark.parametrize("value", [1e99, -1e99, 1e200, np.inf, 1e-200, 0.0])
@pytest.mark.parametrize("pooling", [0.0, 1.0])
def test_odd_values_stay_finite(value: float, pooling: float) -> None:
    x, y = drawn(30, d=3)
    x[3, 1] = value
    x[:, 2] = value
    model = NaiveBayes(pooling=pooling)
    for start in range(0, 30, 3):
        model.learn(x[start : start + 3], y[start : start + 3])
        proba = model.predict(x, 3)
        assert np.isfinite(proba).all()
        np.testing.assert_allclose(proba.sum(axis=1), 1.0)


def test_a_constant_feature_tells_no_class_from_another() -> None:
    x, y = drawn(200, d=2)
    model, other = NaiveBayes(), NaiveBayes()
    model.learn(np.column_stack([x, np.full(200, 0.1)]), y)
    other.learn(x, y)
    for value in (0.1, 50.0):
        with_it = model.predict(np.column_stack([x, np.full(200, value)]), 3)
        np.testing.assert_allclose(with_it, other.predict(x, 3), atol=1e-6)


def test_forgetting_follows_a_change_and_lets_a_class_go() -> None:
    x, y = drawn(4_000, k=2)
    model = NaiveBayes(forgetting=0.99)
    model.learn(x[:2_000], y[:2_000])
    model.learn(x[2_000:], 1 - y[2_000:])
    assert (model.predict(x, 2).argmax(axis=1) == 1 - y).mean() > 0.8
    for _ in range(100):
        model.learn(x[:1_000], np.zeros(1_000, dtype=np.int64))
    assert (model.predict(x, 2)[:, 1] == 0.0).all()
    model.learn(x[:1], np.array([1]))
    assert np.isfinite(model.predict(x, 2)).all()
    assert model.predict(x[:1], 2)[0, 1] > 0.0


def test_it_stays_sane_over_many_labels() -> None:
    model = NaiveBayes(forgetting=0.99)
    x, y = drawn(20_000, d=6)
    for _ in range(10):
        for start in range(0, 20_000, 50):
            model.learn(x[start : start + 50], y[start : start + 50])
    state = model.state()
    assert all(np.isfinite(part).all() for part in state.values())
    assert (state["square"] >= 0).all()
    assert abs(state["labels"].sum() - 100.0) < 1e-6


def test_features_and_labels_may_come_later_and_the_state_goes_round() -> None:
    x, y = drawn(300)
    model, other = NaiveBayes(0.999), NaiveBayes(0.999)
    model.learn(x[:100, :2], y[:100] % 2)
    other.restore(unpack(pack(model.state())))
    for both in (model, other):
        both.learn(x, y)
    np.testing.assert_array_equal(model.predict(x, 4), other.predict(x, 4))
    assert (model.predict(x, 3).argmax(axis=1) == y).mean() > 0.6
    assert model.fresh().state()["labels"].size == 0
