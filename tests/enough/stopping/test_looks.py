"""Looks: which labels they are made from, what they share, and that nothing but the labels matters."""

from itertools import pairwise
from typing import Any, Self

import numpy as np
import pytest

from askless.core.noise import RowKeys
from askless.enough.stopping.gaussian import Gaussian, kl, step_bound
from askless.enough.stopping.looks import outset, prefixes, stop_set, take_looks
from askless.enough.stopping.posterior import posteriors
from askless.errors import NotReadyError


class Counting:
    """A model that predicts the shares of the classes, and counts its fits."""

    fits: list[int]

    def __init__(self, x: Any, fits: list[int] | None = None) -> None:
        self.x, self.fits = x, [] if fits is None else fits

    def clone(self) -> Self:
        return type(self)(self.x, self.fits)

    def fit(self, rows: Any, y: Any, *, n_labels: int) -> dict[str, Any]:
        if len(set(y.tolist())) < 2:
            raise NotReadyError("One class.", "Label on.")
        self.fits.append(len(rows))
        self.shares = np.bincount(y, minlength=n_labels) / len(y)
        return {}

    def predict_proba(self, rows: Any) -> Any:
        return np.tile(self.shares, (len(rows), 1))

    def embedding(self, rows: Any = None) -> Any:
        return self.x if rows is None else self.x[rows]


RNG = np.random.default_rng(0)
X = RNG.normal(size=(300, 3))
ROWS = RNG.permutation(300)[:100]
Y = (X[ROWS, 0] > 0).astype(np.int64)


@pytest.mark.parametrize("labels", [1, 5, 6, 30, 71, 72, 1000, 12_345])
def test_prefixes_grow_by_seven_percent_or_five(labels: int) -> None:
    found = prefixes(labels)
    assert found[-1] == labels
    assert found[0] > 0
    assert len(found) <= 4
    for before, after in pairwise(found):
        assert after - before >= 5
        assert abs(after - before - max(5, 0.07 * after)) <= 1  # rounding


def test_looks_are_refits_on_the_first_labels() -> None:
    model = Counting(X)
    looks = take_looks(model, ROWS, Y, np.arange(20), n_labels=2)
    assert model.fits == [80, 86, 93, 100] == [look.labels for look in looks]
    assert looks[0].proba[0].tolist() == (np.bincount(Y[:80]) / 80).tolist()
    assert looks[0].batch is None
    assert looks[1].batch is not None
    assert looks[1].batch.y.tolist() == Y[80:86].tolist()
    assert looks[1].batch.proba[0].tolist() == looks[0].proba[0].tolist()  # of the model that had not seen them


def test_a_fitted_model_is_not_fitted_again() -> None:
    model = Counting(X)
    model.fit(ROWS, Y, n_labels=2)
    again = take_looks(model, ROWS, Y, np.arange(20), n_labels=2, fitted=True)
    assert model.fits == [100, 80, 86, 93]
    anew = take_looks(Counting(X), ROWS, Y, np.arange(20), n_labels=2)
    assert all(np.array_equal(a.proba, b.proba) for a, b in zip(again, anew, strict=True))


def test_looks_with_one_class_are_left_out() -> None:
    y = np.zeros(40, dtype=np.int64)
    y[36:] = 1
    looks = take_looks(Counting(X), np.arange(40), y, np.arange(20), n_labels=3)
    assert [look.labels for look in looks] == [40]
    assert looks[0].unseen == (2,)
    assert looks[0].batch is None


def test_a_class_counts_as_seen_from_its_first_label_on() -> None:
    y = Y.copy()
    y[98] = 2
    looks = take_looks(Counting(X), ROWS, y, np.arange(20), n_labels=3)
    assert [look.unseen for look in looks] == [(2,), (2,), (2,), ()]


def test_nothing_is_fitted_where_only_posteriors_are_wanted() -> None:
    model = Counting(X)
    looks = take_looks(model, ROWS, Y, np.arange(20), n_labels=2, looks=2, needs=("posterior",))
    assert model.fits == []
    assert [len(look.posterior) for look in looks] == [1, 1]


def test_the_stop_set_is_a_sample_that_stays() -> None:
    found = stop_set(RowKeys(5_000), 5_000, seed=1)
    assert len(set(found.tolist())) == 2_000
    assert np.array_equal(found, stop_set(RowKeys(5_000), 5_000, seed=1))
    assert not np.array_equal(found, stop_set(RowKeys(5_000), 5_000, seed=2))
    assert abs(found.mean() - 2_500) < 150  # five standard errors


def test_the_divergence_is_that_of_the_formula() -> None:
    rng = np.random.default_rng(3)
    a, b = (m @ m.T + np.eye(4) for m in rng.normal(size=(2, 4, 4)))
    one, other = Gaussian(rng.normal(size=4), a), Gaussian(rng.normal(size=4), b)
    apart = other.mean - one.mean
    naive = 0.5 * (np.trace(b @ np.linalg.inv(a)) + apart @ b @ apart - 4 + np.log(np.linalg.det(a) / np.linalg.det(b)))
    assert kl(one, other) == pytest.approx(naive)
    assert kl(one, one) == pytest.approx(0, abs=1e-12)


def test_the_bound_holds_for_losses_of_two_normals() -> None:
    """A loss of 1 beyond a point: its expectation differs by less than the bound, whatever the point."""
    from math import erf, sqrt

    for shift in (0.05, 0.3, 1.0):
        bound = step_bound([Gaussian(np.zeros(1), np.eye(1))], [Gaussian(np.full(1, shift), np.eye(1))], 1)
        for point in np.linspace(-2, 3, 11):
            change = 0.5 * abs(erf((point - shift) / sqrt(2)) - erf(point / sqrt(2)))
            assert change <= bound


def test_the_bound_goes_from_the_new_posterior_to_the_old() -> None:
    """KL(new || old) of precisions 4 and 1 is (1/4 - 1 + log 4) / 2; the other way round it is more."""
    old, new = Gaussian(np.zeros(1), np.eye(1)), Gaussian(np.zeros(1), 4 * np.eye(1))
    assert step_bound([old], [new], 2) == pytest.approx(np.sqrt((0.25 - 1 + np.log(4)) / 2 / 2 / 2))


def test_laplace_is_at_the_mode_with_its_curvature() -> None:
    (found,) = posteriors(X[ROWS], Y, (100,), 2)[0]
    _, _, turn = np.linalg.svd(X[ROWS], full_matrices=False)
    x = np.c_[X[ROWS] @ turn.T, np.ones(100)]
    proba = 1 / (1 + np.exp(-x @ found.mean))
    assert x.T @ (Y - proba) == pytest.approx(found.mean, abs=1e-6)  # the gradient of a standard normal prior
    assert found.precision == pytest.approx((x * (proba * (1 - proba))[:, None]).T @ x + np.eye(4))


def test_turning_the_features_changes_no_divergence() -> None:
    turn = np.linalg.qr(np.random.default_rng(4).normal(size=(3, 3)))[0]
    wide = np.concatenate([X @ turn, np.zeros((300, 5))], axis=1)  # the span is the same
    bounds = []
    for x in (X, wide):
        early, late = posteriors(x[ROWS], Y, (50, 100), 2)
        bounds.append(step_bound(early, late, 50))
    assert bounds[0] == pytest.approx(bounds[1], rel=1e-5)


def test_more_labels_narrow_the_posterior_of_numbers() -> None:
    y = X[ROWS, 0] * 3 + 0.1 * np.random.default_rng(5).normal(size=100)
    early, late = posteriors(X[ROWS], y, (20, 100), 1)
    assert np.linalg.slogdet(late[0].precision)[1] > np.linalg.slogdet(early[0].precision)[1]
    least = np.linalg.lstsq(np.c_[X[ROWS], np.ones(100)], y, rcond=None)[0]
    assert np.linalg.norm(late[0].mean) == pytest.approx(np.linalg.norm(least), rel=0.02)


def test_the_outset_takes_more_labels_than_the_first() -> None:
    model = Counting(X)
    assert outset(model, ROWS[:15], Y[:15], n_labels=2) is None
    found = outset(model, ROWS, Y, n_labels=2)
    assert found is not None
    assert found > 0
    assert found == pytest.approx(outset(model, ROWS[:50], Y[:50], n_labels=2))  # later labels do not matter
