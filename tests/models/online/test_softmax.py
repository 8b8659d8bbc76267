"""Our softmax learns as the batch one does, and nothing that comes makes it fall over."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from askless.core.pack import pack, unpack
from askless.errors import UsageError
from askless.models.online.belief import WIDEST
from askless.models.online.online import Draws
from askless.models.online.softmax import Softmax


def drawn(n: int, d: int, k: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Items whose labels follow a softmax of their features."""
    rng = np.random.default_rng(seed)
    slopes = 3.0 * rng.normal(size=(d, k)) / np.sqrt(d)
    x = rng.normal(size=(n, d))
    return x, (x @ slopes + rng.gumbel(size=(n, k))).argmax(axis=1)


def taught(model: Softmax, x: np.ndarray, y: np.ndarray, batch: int = 1) -> Softmax:
    for start in range(0, len(y), batch):
        model.learn(x[start : start + batch], y[start : start + batch])
    return model


def loss(proba: np.ndarray, y: np.ndarray) -> float:
    return float(-np.log(np.maximum(proba[np.arange(len(y)), y], 1e-12)).mean())


@pytest.mark.parametrize("batch", [1, 50, 1_000])
@pytest.mark.parametrize(("d", "k"), [(2, 2), (16, 2), (16, 5), (16, 20)])
def test_it_predicts_as_batch_logistic_regression_does(d: int, k: int, batch: int) -> None:
    x, y = drawn(4_000, d, k)
    exact = LogisticRegression(max_iter=500).fit(x[:1_000], y[:1_000]).predict_proba(x[1_000:])
    ours = taught(Softmax(), x[:1_000], y[:1_000], batch).predict(x[1_000:], k)
    hits = (ours.argmax(axis=1) == y[1_000:]).mean(), (exact.argmax(axis=1) == y[1_000:]).mean()
    assert hits[0] > hits[1] - 0.01
    assert loss(ours, y[1_000:]) < loss(exact, y[1_000:]) + 0.02


def test_before_a_label_all_are_as_probable() -> None:
    model = Softmax()
    assert (model.predict(np.ones((3, 2)), 4) == 0.25).all()
    assert model.predict(np.ones((3, 2)), 0).shape == (3, 0)
    assert (model.draws(np.ones((3, 2)), 1) == 1.0).all()


def test_one_class_only() -> None:
    x, _ = drawn(500, 3, 2)
    model = taught(Softmax(), x, np.zeros(500, dtype=np.int64))
    assert (model.predict(x, 1) == 1.0).all()
    y = (x[:, 0] > 0).astype(np.int64)
    taught(model, x, y)
    assert (model.predict(x, 2).argmax(axis=1) == y).mean() > 0.85


def test_new_features_and_labels_get_room() -> None:
    x, y = drawn(2_000, 4, 3)
    model = Softmax()
    taught(model, x[:300, :2], y[:300] % 2)
    taught(model, x, y)
    assert model.predict(x, 5).shape == (2_000, 5)
    np.testing.assert_allclose(model.predict(x, 5).sum(axis=1), 1.0)
    whole = taught(Softmax(), x, y)
    assert (model.predict(x, 3).argmax(axis=1) == y).mean() > (whole.predict(x, 3).argmax(axis=1) == y).mean() - 0.05


def test_forgetting_follows_a_change_even_where_a_feature_never_varies() -> None:
    x, y = drawn(3_000, 5, 2)
    x[:, 3] = 0.0
    turned = np.concatenate([y[:1_500], 1 - y[1_500:]])
    late = slice(1_800, None)
    kept = taught(Softmax(), x[:1_800], turned[:1_800]).predict(x[late], 2).argmax(axis=1)
    left = taught(Softmax(forgetting=0.99), x[:1_800], turned[:1_800]).predict(x[late], 2).argmax(axis=1)
    assert (left == turned[late]).mean() > (kept == turned[late]).mean() + 0.1


def test_a_weight_counts_as_so_many_labels() -> None:
    x, y = drawn(60, 3, 2)
    model, other = Softmax(), Softmax()
    y[0] = 1
    model.learn(x, y, np.zeros(60))
    assert (model.predict(x, 2) == 0.5).all(), "weight 0 teaches nothing"
    model.learn(x[:1], y[:1], np.array([2.0]))
    other.learn(np.repeat(x[:1], 2, axis=0), np.repeat(y[:1], 2))
    np.testing.assert_allclose(model.predict(x, 2), other.predict(x, 2), atol=0.01)


@pytest.mark.parametrize("alike", [False, True])
@pytest.mark.parametrize("batch", [1, 50])
def test_it_stays_sane_over_many_labels(alike: bool, batch: int) -> None:
    n = 200_000 if batch == 50 else 10_000
    rng = np.random.default_rng(0)
    x = rng.normal(size=(n, 6))
    x[:, 2] = 0.0
    if alike:
        x[:, 1] = x[:, 0]
    y = np.where(rng.random(n) < 0.1, rng.integers(0, 2, n), x[:, 0] > 0).astype(np.int64)
    model = taught(Softmax(forgetting=0.99), x, y, batch)
    spread = model.state()["spread"]
    assert np.isfinite(model.state()["weights"]).all()
    assert (spread == spread.T).all()
    assert np.linalg.eigvalsh(spread).min() > 0.0
    assert spread.diagonal().max() <= 1.0 + 1e-9
    assert (model.predict(x[-2_000:], 2).argmax(axis=1) == (x[-2_000:, 0] > 0)).mean() > 0.9


def test_huge_values_stay_finite() -> None:
    rng = np.random.default_rng(0)
    model = Softmax(forgetting=0.999)
    for scale in (1.0, 1e6, 1e-6, 1e6, 1.0):
        for _ in range(20):
            x = scale * rng.normal(size=(10, 3))
            model.learn(x, (x[:, 0] > 0).astype(np.int64))
            assert np.isfinite(model.predict(x, 2)).all()


def test_many_features_keep_the_diagonal_only_and_still_learn() -> None:
    x, y = drawn(600, WIDEST + 100, 2)
    x[:, 0] = np.where(y == 1, 3.0, -3.0)
    model = taught(Softmax(), x[:300], y[:300], 20)
    assert model.state()["spread"].ndim == 1
    assert (model.state()["spread"] > 0).all()
    assert (model.predict(x[300:], 2).argmax(axis=1) == y[300:]).mean() > 0.85
    narrow = Softmax()
    narrow.learn(x[:100, :3], y[:100])
    narrow.learn(x[:100], y[:100])
    assert narrow.predict(x, 2).shape == (600, 2)


def test_draws_spread_where_nothing_is_known() -> None:
    x, y = drawn(300, 3, 2)
    model = taught(Softmax(n_draws=30, seed=4), x, y)
    assert isinstance(model, Draws)
    near, far = model.draws(np.zeros((1, 3)), 2), model.draws(np.full((1, 3), 30.0), 2)
    assert near.shape == (1, 30, 2)
    np.testing.assert_allclose(near.sum(axis=2), 1.0)
    assert near[0, :, 0].std() > 0.0
    logit = np.log(far[0, :, 0] + 1e-300) - np.log(far[0, :, 1] + 1e-300)
    assert logit.std() > 5 * np.log(near[0, :, 0] / near[0, :, 1]).std()
    np.testing.assert_array_equal(near, model.draws(np.zeros((1, 3)), 2))


def test_the_state_goes_round() -> None:
    x, y = drawn(200, 3, 3)
    model, other = taught(Softmax(forgetting=0.99), x[:100], y[:100]), Softmax(forgetting=0.99)
    other.restore(unpack(pack(model.state())))
    for both in (model, other):
        taught(both, x[100:], y[100:], 10)
    np.testing.assert_array_equal(model.predict(x, 3), other.predict(x, 3))
    twin = model.fresh()
    assert (twin.forgetting, twin.state()["weights"].size) == (0.99, 0)


@pytest.mark.parametrize("forgetting", [0.0, -1.0, 1.5, float("nan")])
def test_forgetting_is_a_share(forgetting: float) -> None:
    with pytest.raises(UsageError, match="`forgetting` is"):
        Softmax(forgetting=forgetting)
