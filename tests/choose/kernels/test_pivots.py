"""Lazy pivots against plain greedy."""

import numpy as np
import pytest

from askless.choose.kernels.gaussian_process import Process
from askless.choose.kernels.pivots import pivots


def naive(x: np.ndarray, known: np.ndarray, weights: np.ndarray, gamma: float, noise: float, k: int) -> list[int]:
    """Condition anew after every pick."""
    picks: list[int] = []
    for _ in range(k):
        at = np.concatenate([known, x[picks]])
        cross = np.exp(-gamma * ((x[:, None] - at[None]) ** 2).sum(-1))
        own = np.exp(-gamma * ((at[:, None] - at[None]) ** 2).sum(-1)) + noise * np.eye(len(at))
        left = weights * (1 - (cross * np.linalg.solve(own, cross.T).T).sum(1)) if len(at) else weights.copy()
        left[picks] = -np.inf
        picks.append(int(left.argmax()))
    return picks


@pytest.mark.parametrize("d", [2, 12])
@pytest.mark.parametrize("n_known", [0, 15])
@pytest.mark.parametrize("even", [True, False])
def test_picks_are_those_of_plain_greedy(d: int, n_known: int, even: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("askless.choose.kernels.pivots._SHORT", 30)
    rng = np.random.default_rng(d)
    x, known = rng.normal(size=(300, d)), rng.normal(size=(n_known, d))
    weights = np.linspace(0.9, 1.0, 300) if even else rng.gamma(1.0, size=300)
    process = Process.at(known, gamma=0.7 / d, noise=0.01)
    at, values = pivots(process, lambda at: x[at], weights, rng.random(300), 12, block=37)
    assert at.tolist() == naive(x, known, weights, 0.7 / d, 0.01, 12)
    assert (np.diff(values) <= 1e-9).all()


def test_it_ends_when_nothing_is_left() -> None:
    x = np.array([[0.0], [0.0], [9.0]])
    process = Process.at(x[:0], gamma=1.0, noise=1e-9)
    at, _ = pivots(process, lambda at: x[at], np.ones(3), np.array([0.1, 0.2, 0.3]), 3, negligible=1e-5)
    assert at.tolist() == [2, 1]


def test_what_lies_outside_the_few_looked_at_may_still_tell_something(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("askless.choose.kernels.pivots._SHORT", 1)
    x = np.array([[0.0]] * 8 + [[50.0], [90.0]])  # the copies weigh most, and one of them tells all of them
    weights, noise = np.array([2.0] * 8 + [1.0, 0.9]), np.linspace(0.9, 0.1, 10)
    process = Process.at(x[:0], gamma=1.0, noise=1e-9)
    at, _ = pivots(process, lambda at: x[at], weights, noise, 3, negligible=1e-5)
    assert at.tolist() == [0, 8, 9]


def test_nothing_may_be_asked_of_an_empty_pool() -> None:
    process = Process.at(np.zeros((0, 2)), gamma=1.0, noise=1e-9)
    assert len(pivots(process, lambda at: np.zeros((len(at), 2)), np.empty(0), np.empty(0), 3)[0]) == 0
