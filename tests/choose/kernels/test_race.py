"""The race by weights, and the chances of its winners."""

import numpy as np
import pytest

from askless.choose.kernels.race import chances, race_keys, step_chances
from askless.core.noise import mix, uniform

WEIGHTS = np.array([0.1, 0.2, 0.5, 1.0, 1.5, 3.0, 5.0, 8.0])
VALUES = np.array([3.0, -1.0, 4.0, 1.0, -5.0, 9.0, 2.0, 6.0])
KEYS = mix(np.arange(len(WEIGHTS), dtype=np.uint64))


def races(k: int, n: int = 10_000):
    """Winners of many races, in the order in which they won, with the key of the highest loser."""
    for number in range(n):
        keys = race_keys(np.log(WEIGHTS), uniform(0, number, KEYS))
        order = np.argsort(-keys)
        yield order[:k], keys[order[k]] if k < len(keys) else -np.inf


def test_the_first_wins_in_proportion_to_its_weight() -> None:
    won = np.bincount([order[0] for order, _ in races(1)], minlength=len(WEIGHTS)) / 10_000
    expected = WEIGHTS / WEIGHTS.sum()
    np.testing.assert_allclose(won, expected, atol=4 * np.sqrt(0.25 / 10_000))


@pytest.mark.parametrize("k", [1, 3, 7])
def test_sums_over_winners_by_their_chances_are_those_of_the_pool(k: int) -> None:
    totals = [
        [(1.0 / chance).sum(), (VALUES[won] / chance).sum()]
        for won, loser in races(k)
        for chance in [chances(np.log(WEIGHTS[won]), loser)]
    ]
    mean, error = np.mean(totals, axis=0), np.std(totals, axis=0) / np.sqrt(len(totals))
    assert (np.abs(mean - [len(WEIGHTS), VALUES.sum()]) < 4.5 * error).all(), (mean, error)


def test_the_mean_chance_of_an_item_is_how_often_it_wins() -> None:
    k, n = 3, 10_000
    won, expected = np.zeros(len(WEIGHTS)), np.zeros(len(WEIGHTS))
    for number in range(n):
        keys = race_keys(np.log(WEIGHTS), uniform(1, number, KEYS))
        order = np.argsort(-keys)
        won[order[:k]] += 1 / n
        rival = np.where(np.isin(np.arange(len(keys)), order[:k]), keys[order[k]], keys[order[k - 1]])
        expected += [chances(np.log(WEIGHTS[i : i + 1]), rival[i])[0] / n for i in range(len(WEIGHTS))]
    np.testing.assert_allclose(won, expected, atol=4.5 * np.sqrt(0.25 / n))


def test_the_steps_are_shares_of_what_is_left() -> None:
    order = np.array([5, 0, 7])
    left = [WEIGHTS.sum(), WEIGHTS.sum() - 3.0, WEIGHTS.sum() - 3.1]
    np.testing.assert_allclose(step_chances(np.log(WEIGHTS), order), [3.0 / left[0], 0.1 / left[1], 8.0 / left[2]])


def test_the_last_of_all_is_certain_and_weights_of_any_size_stay_finite() -> None:
    logs = np.array([-800.0, 0.0, 900.0])
    steps = step_chances(logs, np.array([2, 1, 0]))
    assert np.isfinite(steps).all()
    assert steps[0] == 1.0
    assert (chances(logs, -900.0) > 0).all()
    assert (chances(logs, -np.inf) == 1.0).all()
