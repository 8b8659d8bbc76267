import math

import numpy as np
import pytest

from askless.synthesis.models.gaussian_sites import GaussianSites, normal_cdf


def directions(n: int, d: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(n, d))
    return rows / np.linalg.norm(rows, axis=1)[:, None]


def answered(n: int, d: int, wrong: float, **options: float) -> tuple[GaussianSites, np.ndarray]:
    rng = np.random.default_rng(1)
    weights = rng.normal(size=d)
    sites = GaussianSites(d, **options)
    for x in directions(n, d, 2):
        sign = 1 if x @ weights > 0 else -1
        sites.add(x, -sign if rng.random() < wrong else sign)
    return sites, weights / np.linalg.norm(weights)


def angle(sites: GaussianSites, weights: np.ndarray) -> float:
    return math.acos(min(1.0, sites.mean @ weights / np.linalg.norm(sites.mean))) / math.pi


def test_normal_cdf() -> None:
    t = np.linspace(-5, 5, 41)
    exact = [0.5 * math.erfc(-x / math.sqrt(2)) for x in t]
    assert np.allclose(normal_cdf(t), exact, atol=2e-7)


def test_one_answer_is_matched_in_two_moments() -> None:
    """Of a normal weight that is known to be positive: mean √(2/π) and variance 1 − 2/π."""
    sites = GaussianSites(2, noise=1e-12, flips=0.0)
    sites.add(np.array([1.0, 0.0]), 1)
    assert sites.mean == pytest.approx([math.sqrt(2 / math.pi), 0.0], abs=1e-6)
    assert sites.covariance == pytest.approx(np.diag([1 - 2 / math.pi, 1.0]), abs=1e-6)


def test_random_directions_are_learnt() -> None:
    sites, weights = answered(200, 8, 0.0)
    assert angle(sites, weights) < 0.02
    assert np.linalg.eigvalsh(sites.covariance)[0] > 0


@pytest.mark.parametrize("flips", [0.0, 0.1])
def test_the_share_of_flips_is_learnt(flips: float) -> None:
    sites, _ = answered(600, 5, flips)
    assert sites.flips == pytest.approx(flips, abs=0.03)


def test_given_flips_stay() -> None:
    assert answered(50, 5, 0.1, flips=0.2)[0].flips == 0.2


def test_answers_that_say_nothing_or_the_same_are_taken() -> None:
    sites = GaussianSites(3)
    for x in (np.zeros(3), np.ones(3), np.ones(3), -np.ones(3)):
        for _ in range(50):
            sites.add(x, 1)
    assert np.isfinite(sites.mean).all()
    assert np.linalg.eigvalsh(sites.covariance)[0] > 0


def test_left_out_prefers_the_right_noise() -> None:
    good, bad = (answered(300, 4, 0.0, prior=100.0, noise=noise)[0] for noise in (1e-4, 1e4))
    assert good.left_out() > bad.left_out()
