"""The solver that goes on from the fit before, against libsvm."""

from collections.abc import Callable

import numpy as np
import pytest

from askless.bench.protocols.rebench.machine import Exact, solved
from askless.bench.protocols.rebench.split import Split
from askless.bench.protocols.rebench.warm import Warm


def objective(kernel: np.ndarray, coefficients: np.ndarray, codes: np.ndarray) -> float:
    return float(coefficients @ kernel @ coefficients / 2 - (2 * codes - 1) @ coefficients)


@pytest.mark.parametrize("copies", [0, 40])
def test_every_fit_is_as_good_as_libsvms(blobs: Callable[..., Split], copies: int) -> None:
    split = blobs(300, copies=copies)
    warm, exact = Warm(split), Exact(split)
    for n in range(20, split.n_train + 1):
        values = warm.fit(np.arange(n))
        if n % 32 == 20 or n == split.n_train:
            kernel, codes = warm.kernel[:n, :n].astype(np.float64), split.codes[:n]
            reached = objective(kernel, solved(kernel, codes)[0], codes)
            assert objective(kernel, warm.coefficients, codes) == pytest.approx(reached, abs=1e-3)
            assert warm.objective() == pytest.approx(reached, abs=1e-3)
            np.testing.assert_allclose(values, exact.fit(np.arange(n)), atol=0.01)


def test_coefficients_stay_within_the_bounds(blobs: Callable[..., Split]) -> None:
    split = blobs()
    warm = Warm(split)
    for n in range(20, split.n_train + 1, 3):
        warm.fit(np.arange(n))
        signs = 2 * split.codes[:n] - 1
        assert warm.coefficients.sum() == pytest.approx(0, abs=1e-9)
        assert (warm.coefficients * signs >= 0).all()
        assert np.abs(warm.coefficients).max() <= 1


def test_values_do_not_drift(blobs: Callable[..., Split]) -> None:
    split = blobs(300)
    warm = Warm(split)
    for n in range(20, split.n_train + 1):
        values = warm.fit(np.arange(n))
    apart = values - warm.coefficients @ warm.kernel.astype(np.float64)
    assert np.ptp(apart) < 1e-9


def test_the_same_labels_again_change_nothing(blobs: Callable[..., Split]) -> None:
    warm = Warm(blobs())
    first = warm.fit(np.arange(50))
    assert (warm.fit(np.arange(50)) == first).all()
