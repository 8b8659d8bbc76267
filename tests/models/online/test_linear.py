"""Our plane is ridge regression, and its deviations are honest."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from askless.core.pack import pack, unpack
from askless.models.online.linear import FREE, Linear
from askless.models.online.online import Std


def drawn(n: int, d: int = 3, noise: float = 0.5, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d))
    return x, 40.0 + x @ np.array([2.0, -1.0, 0.5] + [0.0] * (d - 3)) + noise * rng.normal(size=n)


@pytest.mark.parametrize("batch", [1, 9, 600])
def test_it_is_ridge_regression(batch: int) -> None:
    x, y = drawn(600)
    model = Linear(prior=0.5)
    for start in range(0, 600, batch):
        model.learn(x[start : start + batch], y[start : start + batch])
    # A column of its own with its own penalty is the intercept, which begins at the first label.
    wide = np.column_stack([x, np.full(600, np.sqrt(FREE / 0.5))])
    exact = Ridge(alpha=2.0, fit_intercept=False).fit(wide, y - y[0]).predict(wide) + y[0]
    np.testing.assert_allclose(model.predict(x), exact, atol=1e-7)


@pytest.mark.parametrize("batch", [1, 50])
@pytest.mark.parametrize("unit", [1.0, 1e6, 1e-6])
@pytest.mark.parametrize("forgetting", [1.0, 0.995])
def test_deviations_are_those_of_the_errors(batch: int, unit: float, forgetting: float) -> None:
    x, y = drawn(3_000)
    model = Linear(forgetting)
    for start in range(0, 2_000, batch):
        model.learn(x[start : start + batch], unit * y[start : start + batch])
    assert isinstance(model, Std)
    ratio = (unit * y[2_000:] - model.predict(x[2_000:])) / model.std(x[2_000:])
    assert 0.85 < ratio.std() < 1.15
    assert model.std(np.full((1, 3), 50.0))[0] > 1.5 * model.std(np.zeros((1, 3)))[0]


def test_few_labels_give_wide_deviations() -> None:
    covered = []
    for seed in range(100):
        x, y = drawn(30, seed=seed)
        model = Linear()
        model.learn(x[:8], y[:8])
        covered.append(np.abs(y[8:] - model.predict(x[8:])) < 2 * model.std(x[8:]))
    assert np.mean(covered) > 0.85


def test_before_and_after_the_first_label() -> None:
    model = Linear()
    assert model.predict(np.ones((2, 3))).tolist() == [0.0, 0.0]
    assert (model.std(np.ones((2, 3))) > 1.0).all()
    model.learn(np.ones((1, 3)), np.array([5.0]))
    np.testing.assert_allclose(model.predict(np.ones((2, 3))), 5.0)
    model.learn(np.ones((3, 3)), np.array([5.0, 5.0, 5.0]))
    assert np.isfinite(model.std(np.zeros((1, 3)))).all()


@pytest.mark.parametrize("forgetting", [1.0, 0.9])
def test_all_at_once_is_one_after_the_other(forgetting: float) -> None:
    x, y = drawn(60)
    whole, single = Linear(forgetting), Linear(forgetting)
    weights = np.random.default_rng(1).uniform(0.1, 3.0, 60)
    whole.learn(x[:20], y[:20], weights[:20])
    for at in range(20):
        single.learn(x[at : at + 1], y[at : at + 1], weights[at : at + 1])
    if forgetting == 1.0:  # else no weight gets vaguer than at the start, which is looked at once a call
        np.testing.assert_allclose(whole.std(x), single.std(x))
    np.testing.assert_allclose(whole.predict(x), single.predict(x), rtol=1e-7 if forgetting == 1.0 else 0.03)


def test_forgetting_follows_a_change() -> None:
    x, y = drawn(2_000)
    y[1_000:] = 100.0 - y[1_000:]
    kept, left = Linear(), Linear(forgetting=0.99)
    for model in (kept, left):
        for start in range(0, 2_000, 10):
            model.learn(x[start : start + 10], y[start : start + 10])
    part = slice(1_900, None)
    assert np.abs(left.predict(x[part]) - y[part]).mean() < np.abs(kept.predict(x[part]) - y[part]).mean() / 4


@pytest.mark.parametrize("d", [6, 700])
def test_it_stays_sane(d: int) -> None:
    rng = np.random.default_rng(0)
    model = Linear(forgetting=0.99)
    for _ in range(4_000 if d < 100 else 40):
        x = rng.normal(size=(50 if d < 100 else 5, d))
        x[:, 1], x[:, 2] = x[:, 0], 0.0
        model.learn(x, 3.0 * x[:, 0] + rng.normal(size=len(x)))
    spread = model.state()["spread"]
    assert np.isfinite(spread).all()
    if d < 100:
        assert (spread == spread.T).all()
        assert np.linalg.eigvalsh(spread).min() > 0
    assert np.abs(model.predict(x) - 3.0 * x[:, 0]).mean() < (0.7 if d < 100 else 4.0)
    assert np.isfinite(model.std(x)).all()


def test_features_may_come_later_and_the_state_goes_round() -> None:
    x, y = drawn(300)
    model, other = Linear(0.99), Linear(0.99)
    model.learn(x[:50, :1], y[:50])
    other.restore(unpack(pack(model.state())))
    for both in (model, other):
        both.learn(x[50:], y[50:])
    np.testing.assert_array_equal(model.predict(x), other.predict(x))
    np.testing.assert_array_equal(model.std(x), other.std(x))
    assert np.abs(model.predict(x[-50:]) - y[-50:]).mean() < 0.7
    assert model.fresh().predict(x[:1]).tolist() == [0.0]
