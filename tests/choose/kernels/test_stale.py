"""Bounds that hold whatever rounding does, and are near enough to be of use."""

import numpy as np
import pytest

from askless.choose.kernels.stale import StaleDistances


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
@pytest.mark.parametrize("shift", [0.0, 1.0, 1e3])
def test_bounds_hold_and_are_near(scale: float, shift: float) -> None:
    rng = np.random.default_rng(3)
    x = (rng.normal(size=(1000, 20)) * scale + shift * scale).astype(np.float32)
    centres = np.concatenate([x[:30], x[:1] * 3])  # one of them far outside
    distances = StaleDistances([lambda at: x[at]], 1000, block=300)
    distances.add(distances.points_of(centres))
    distances.flush()
    true = np.min([((x.astype(float) - c) ** 2).sum(axis=1) for c in centres.astype(float)], axis=0)
    assert (distances.bounds >= true * (1 - 1e-7)).all()
    assert (distances.bounds - true).max() < 1e-3 * (1 + shift) ** 2 * 20 * scale**2
    distances.settle()
    np.testing.assert_allclose(distances.bounds, true, rtol=1e-9, atol=1e-9 * scale**2)


def test_bounds_of_outer_products() -> None:
    rng = np.random.default_rng(4)
    q, h = rng.normal(size=(200, 3)).astype(np.float32), rng.normal(size=(200, 5)).astype(np.float32)
    distances = StaleDistances([lambda at: q[at], lambda at: h[at]], 200)
    distances.add(distances.points(np.array([7, 9])))
    distances.flush()
    whole = (q[:, :, None].astype(float) * h[:, None, :]).reshape(200, 15)
    true = np.min([((whole - whole[i]) ** 2).sum(axis=1) for i in (7, 9)], axis=0)
    np.testing.assert_allclose(distances.nearest(distances.points(np.arange(200))), true, atol=1e-12)
    assert (distances.bounds >= true - 1e-12).all()
    assert (distances.bounds - true).max() < 1e-3
    near, lengths = distances.longest()
    best = int(np.argmax((whole**2).sum(axis=1)))
    assert best in near
    np.testing.assert_allclose(lengths.max(), (whole[best] ** 2).sum())


@pytest.mark.parametrize("widths", [(np.float64, np.float32), (np.float32, np.float64)])
def test_bounds_hold_where_factors_differ_in_precision(widths: tuple[type, type]) -> None:
    rng = np.random.default_rng(5)
    q, h = rng.normal(size=(500, 3)).astype(widths[0]), (rng.normal(size=(500, 8)) + 3).astype(widths[1])
    distances = StaleDistances([lambda at: q[at], lambda at: h[at]], 500)
    distances.add(distances.points(np.arange(10)))
    distances.flush()
    whole = np.einsum("nc,nd->ncd", q.astype(float), h.astype(float)).reshape(500, -1)
    true = np.min([((whole - centre) ** 2).sum(axis=1) for centre in whole[:10]], axis=0)
    assert (distances.bounds >= true - 1e-12).all()


@pytest.mark.parametrize("scale", [1e-20, 1e-22, 1e-30])
def test_bounds_hold_where_squares_are_too_small_to_be_held(scale: float) -> None:
    x = (np.random.default_rng(6).normal(size=(300, 8)) * scale).astype(np.float32)
    distances = StaleDistances([lambda at: x[at]], 300)
    distances.add(distances.points(np.arange(3)))
    distances.flush()
    true = np.min([((x.astype(float) - centre) ** 2).sum(axis=1) for centre in x[:3].astype(float)], axis=0)
    assert (distances.bounds >= true).all()


def test_a_bound_knows_of_a_centre_after_the_flush() -> None:
    x = np.arange(5.0)[:, None]
    distances = StaleDistances([lambda at: x[at]], 5)
    assert np.isinf(distances.bounds).all()
    distances.add(distances.points(np.array([0])))
    distances.flush()
    distances.add(distances.points(np.array([4])))
    np.testing.assert_allclose(distances.bounds, [0, 1, 4, 9, 16], atol=1e-9)
    whole = distances.points(np.arange(5))
    np.testing.assert_allclose(distances.nearest(whole), [0, 1, 4, 1, 0], atol=1e-9)
    np.testing.assert_allclose(distances.nearest(whole, flushed=True), [0, 1, 4, 9, 16], atol=1e-9)
    distances.flush()
    np.testing.assert_allclose(distances.bounds, [0, 1, 4, 1, 0], atol=1e-9)


def test_whole_numbers_and_half_precision_are_taken() -> None:
    for dtype in (np.int64, np.float16, np.uint8):
        x = np.array([[0], [3], [4]]).astype(dtype)
        distances = StaleDistances([lambda at, x=x: x[at]], 3)  # type: ignore[misc]
        distances.add(distances.points(np.array([0])))
        distances.flush()
        np.testing.assert_allclose(distances.bounds, [0, 9, 16], atol=1e-3)


def test_no_rows() -> None:
    distances = StaleDistances([lambda at: np.empty((0, 2))], 0)
    distances.flush()
    assert len(distances.bounds) == 0
