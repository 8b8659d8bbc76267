"""Products of distances: bounds hold, and exact ones are exact."""

import numpy as np
import pytest

from askless.choose.kernels.farthest import farthest_first
from askless.choose.kernels.stale_products import StaleProducts
from askless.testing.libraries import libraries


def exact(x: np.ndarray, y: np.ndarray, z: np.ndarray, t: np.ndarray) -> np.ndarray:
    return (((x[:, None] - z) ** 2).sum(-1) * (y[:, None] - t) ** 2).min(axis=1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("offset", [0.0, 1000.0])
def test_bounds_hold_and_are_near(dtype: type, offset: float) -> None:
    rng = np.random.default_rng(0)
    x, y = (rng.normal(size=(500, 7)) + offset).astype(dtype), rng.normal(size=500)
    for convert in (np.asarray, *libraries()):
        given = convert(x)
        products = StaleProducts(lambda at, given=given: given[at[0] : at[-1] + 1, :], y, block=64)
        products.add(products.points_of(convert(x[:300]), y[:300] + 0.5))
        products.flush()
        true = exact(x.astype(float), y, x[:300].astype(float), y[:300] + 0.5)
        assert (products.bounds >= true).all()
        if offset == 0.0:
            np.testing.assert_allclose(products.bounds, true, rtol=1e-3, atol=1e-3)
        products.settle()
        np.testing.assert_allclose(products.bounds, true, rtol=1e-9, atol=1e-12 * (1 + offset**2))


@pytest.mark.parametrize("aside", [13, 40, 1000])
def test_how_many_are_taken_aside_changes_no_pick(aside: int) -> None:
    rng = np.random.default_rng(1)
    x, y, noise = rng.normal(size=(900, 3)).astype(np.float32), rng.normal(size=900), rng.random(900)

    def picks(size: int) -> list[int]:
        products = StaleProducts(lambda at: x[at], y)
        products.add(products.points(np.array([0])))
        return farthest_first(products, lambda at: noise[at], 12, aside=size)[0].tolist()

    assert picks(aside) == picks(900)
