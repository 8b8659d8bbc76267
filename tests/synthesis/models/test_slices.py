"""Elliptical slice sampling against what is known in closed form."""

import numpy as np
import pytest

from askless.synthesis.models.slices import SWEEPS, slice_sampled


def test_without_answers_it_stays_in_the_prior() -> None:
    """Rows of targets that are all zero say nothing but for the normaliser, which one class alone makes constant."""
    rng = np.random.default_rng(0)
    covariance = np.array([[2.0, 1.5], [1.5, 3.0]])
    begin = np.full((2, 1, 20_000), 5.0)
    found = slice_sampled(np.linalg.cholesky(covariance), np.ones((2, 1)), begin, rng, SWEEPS)[:, 0]
    np.testing.assert_allclose(np.cov(found), covariance, atol=0.1)
    np.testing.assert_allclose(found.mean(axis=1), 0.0, atol=0.05)


def test_it_leaves_a_bad_beginning() -> None:
    """Two classes and one answer: by quadrature over the difference of the two functions."""
    rng = np.random.default_rng(1)
    begin = np.zeros((1, 2, 20_000))
    begin[0, 1] = 8.0  # against the answer
    found = slice_sampled(np.array([[3.0]]), np.array([[1.0, 0.0]]), begin, rng, SWEEPS)
    gaps = np.linspace(-40.0, 40.0, 8001)
    weight = np.exp(-(gaps**2) / (4 * 9.0)) / (1.0 + np.exp(-gaps))
    difference = found[0, 0] - found[0, 1]
    assert difference.mean() == pytest.approx((gaps * weight).sum() / weight.sum(), abs=0.1)
    assert (difference > 0).mean() == pytest.approx(weight[gaps > 0].sum() / weight.sum(), abs=0.01)


def test_it_takes_answers_that_leave_no_room() -> None:
    """Near-copies with one answer each way: the two functions hardly differ, and both differences stay near 0."""
    rng = np.random.default_rng(2)
    kernel = 100.0 * (np.ones((2, 2)) + 1e-6 * np.eye(2))
    found = slice_sampled(np.linalg.cholesky(kernel), np.eye(2), np.zeros((2, 2, 4_000)), rng, 100)
    gap = found[:, 0] - found[:, 1]
    gaps = np.linspace(-60.0, 60.0, 8001)
    weight = np.exp(-(gaps**2) / (4 * 100.0)) / ((1.0 + np.exp(-gaps)) * (1.0 + np.exp(gaps)))
    assert np.abs(gap[0] - gap[1]).max() < 0.2
    assert gap[0].std() == pytest.approx(np.sqrt((gaps**2 * weight).sum() / weight.sum()), rel=0.1)
