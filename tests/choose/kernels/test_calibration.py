"""Temperatures from labels that were left out, and means that choosing does not bias."""

import numpy as np
import pytest

from askless.choose.kernels.calibration import (
    cross_fitted_temperature,
    fold_of,
    inverse_chance_mean,
    lure_mean,
    lure_weights,
)
from askless.choose.kernels.race import chances, race_keys, step_chances
from askless.errors import EvidenceError

N, M, TIMES = 200, 30, 3_000


@pytest.fixture(scope="module")
def pool() -> tuple[np.ndarray, np.ndarray]:
    """Losses, and log weights by which items with a large loss are drawn more often."""
    rng = np.random.default_rng(0)
    loss = rng.gamma(2.0, size=N)
    return loss, np.log(0.2 + loss + 0.3 * rng.random(N))


def drawn(logs: np.ndarray, m: int = M):
    rng = np.random.default_rng(1)
    for _ in range(TIMES):
        keys = race_keys(logs, rng.random(N))
        order = np.argsort(-keys)
        yield order[:m], keys[order[m]]


def test_the_plain_mean_is_biased_and_the_weighted_ones_are_not(pool: tuple[np.ndarray, np.ndarray]) -> None:
    loss, logs = pool
    plain, lure, inverse = [], [], []
    for rows, loser in drawn(logs):
        plain.append(loss[rows].mean())
        lure.append(lure_mean(loss[rows], step_chances(logs, rows), N).value)
        inverse.append(inverse_chance_mean(loss[rows], chances(logs[rows], loser)).value)

    def off(found: list[float]) -> float:
        """Bias in standard errors."""
        return (np.mean(found) - loss.mean()) / (np.std(found) / np.sqrt(TIMES))

    assert off(plain) > 50
    assert abs(off(lure)) < 4
    assert abs(np.mean(inverse) - loss.mean()) < 1 / M * np.std(loss), "self-normalised: a bias of order 1 / m"
    assert abs(np.mean(inverse) - loss.mean()) < 0.05 * abs(np.mean(plain) - loss.mean())


@pytest.mark.parametrize("level", [0.5, 0.9])
def test_the_intervals_hold_the_mean_about_as_often_as_they_say(
    pool: tuple[np.ndarray, np.ndarray], level: float
) -> None:
    loss, logs = pool
    held = np.zeros(2)
    for rows, loser in drawn(logs):
        both = (
            lure_mean(loss[rows], step_chances(logs, rows), N, level=level),
            inverse_chance_mean(loss[rows], chances(logs[rows], loser), level=level),
        )
        held += [mean.low <= loss.mean() <= mean.high for mean in both]
    np.testing.assert_allclose(held / TIMES, level, atol=0.05)


def test_uniform_draws_give_the_plain_mean_and_its_interval_with_the_finite_pool() -> None:
    values = np.random.default_rng(2).normal(size=M)
    uniform = 1 / (N - np.arange(M))
    np.testing.assert_allclose(lure_weights(uniform, N), 1.0)
    mean = lure_mean(values, uniform, N, level=0.9)
    textbook = 1.6449 * values.std(ddof=1) / np.sqrt(M) * np.sqrt(1 - M / N)
    assert mean.value == pytest.approx(values.mean())
    assert (mean.high - mean.low) / 2 == pytest.approx(textbook, rel=0.1)
    same = inverse_chance_mean(values, np.full(M, M / N), level=0.9)
    assert (same.high - same.low) / 2 == pytest.approx(textbook, rel=1e-3)


def test_a_pool_drawn_whole_is_known() -> None:
    values = np.array([1.0, 5.0, 3.0])
    mean = lure_mean(values, np.array([0.5, 0.9, 1.0]), 3)
    assert (mean.value, mean.low, mean.high, mean.n) == (3.0, 3.0, 3.0, 3)
    assert inverse_chance_mean(values, np.ones(3)).low == 3.0


def test_lure_is_the_papers_weighted_sum_of_steps(pool: tuple[np.ndarray, np.ndarray]) -> None:
    loss, logs = pool
    rows = np.argsort(-race_keys(logs, np.random.default_rng(3).random(N)))[:M]
    q = step_chances(logs, rows)
    total = 0.0
    for m in range(1, M + 1):
        step = loss[rows[m - 1]] / (N * q[m - 1]) + loss[rows[: m - 1]].sum() / N
        total += N * (N - M) / ((N - m) * (N - m + 1)) * step / M
    assert lure_mean(loss[rows], q, N).value == pytest.approx(total)


@pytest.mark.parametrize("bad", [[0.0], [1.5], [np.nan], [[0.5]]])
def test_chances_that_are_none_are_refused(bad: list) -> None:
    for mean in (lambda: lure_weights(np.array(bad), 9), lambda: inverse_chance_mean(np.ones(1), np.array(bad))):
        with pytest.raises(EvidenceError, match="`chances` has"):
            mean()


def test_shapes_and_sizes_that_cannot_be() -> None:
    with pytest.raises(EvidenceError, match="3 items were drawn of 2"):
        lure_weights(np.ones(3), 2)
    with pytest.raises(EvidenceError, match=r"`values` has shape \(2,\) and `chances` \(1,\)"):
        lure_mean(np.ones(2), np.ones(1), 9)
    with pytest.raises(EvidenceError, match="at least one"):
        inverse_chance_mean(np.empty(0), np.empty(0))


def test_folds_are_even_within_each_class_and_go_by_the_noise() -> None:
    rng = np.random.default_rng(4)
    codes, noise = rng.integers(3, size=60), rng.random(60)
    fold = fold_of(codes, noise, 5)
    for c in range(3):
        count = np.bincount(fold[codes == c], minlength=5)
        assert count.max() - count.min() <= 1
    order = rng.permutation(60)
    assert fold_of(codes[order], noise[order], 5).tolist() == fold[order].tolist()


@pytest.mark.parametrize("true", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("classes", [2, 4])
def test_a_known_temperature_is_found(true: float, classes: int) -> None:
    rng = np.random.default_rng(5)
    logits = rng.normal(scale=2.0, size=(2_000, classes))
    codes = (logits / true + rng.gumbel(size=logits.shape)).argmax(axis=1)
    seen = []

    def predict(train: np.ndarray, test: np.ndarray) -> np.ndarray:
        assert not set(train) & set(test)
        seen.extend(test)
        return logits[test] if classes > 2 else logits[test, 1] - logits[test, 0]

    found = cross_fitted_temperature(predict, codes, rng.random(2_000))
    assert sorted(seen) == list(range(2_000))
    assert found == pytest.approx(true, rel=0.15)


def test_few_labels_leave_it_at_one_or_near() -> None:
    codes = np.array([0, 1] * 5)
    sure = 1.5 * (2 * codes - 1)
    assert cross_fitted_temperature(lambda train, test: sure[test], codes[:8], np.arange(8.0)) == 1.0
    found = cross_fitted_temperature(lambda train, test: sure[test], codes, np.arange(10.0))
    assert 0.35 < found < 1.0, "ten right answers make it surer, but not as sure as it can be"


@pytest.mark.parametrize("order", [[1, 2, 0], [2, 0, 3], [5, 1, 0]])
def test_neither_the_order_of_classes_nor_gaps_between_them_matter(order: list[int]) -> None:
    rng = np.random.default_rng(7)
    codes, noise = rng.integers(3, size=50), rng.random(50)
    others = np.array(order)[codes]
    assert fold_of(others, noise, 5).tolist() == fold_of(codes, noise, 5).tolist()
    sure = 9.0 * np.eye(3)[np.where(rng.random(50) < 0.3, (codes + 1) % 3, codes)]
    spread_out = np.full((50, 6), -50.0)
    spread_out[:, order] = sure
    found = cross_fitted_temperature(lambda train, test: sure[test], codes, noise)
    assert found > 1.5
    assert cross_fitted_temperature(lambda train, test: spread_out[test], others, noise) == pytest.approx(found)
