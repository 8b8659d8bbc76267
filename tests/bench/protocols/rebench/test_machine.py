"""The machine of the re-benchmark against scikit-learn's own."""

from collections.abc import Callable

import numpy as np
import pytest
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.svm import SVC

from askless.bench.protocols.rebench.machine import Exact, kernel_of, solved
from askless.bench.protocols.rebench.split import Split


def test_kernel_is_gaussian(blobs: Callable[..., Split]) -> None:
    split = blobs(700)  # more than one block
    kernel = kernel_of(split)
    np.testing.assert_allclose(kernel, rbf_kernel(split.features[: split.n_train], split.features, 0.5), atol=1e-12)
    assert (kernel.diagonal() == 1.0).all()


@pytest.mark.parametrize("n", [20, 33, 90])
def test_decision_values_are_those_of_the_machine_on_features(blobs: Callable[..., Split], n: int) -> None:
    split = blobs()
    rows = np.concatenate([np.arange(20), np.arange(split.n_train)[::-1]])[:n]
    rows = rows[np.sort(np.unique(rows, return_index=True)[1])]
    machine = SVC(C=1.0, gamma="auto").fit(split.features[np.sort(rows)], split.codes[np.sort(rows)])
    values = Exact(split).fit(rows)
    np.testing.assert_allclose(values, machine.decision_function(split.features), atol=1e-9)
    assert ((values >= 0) == machine.predict(split.features)).all()


def test_rows_may_come_in_any_order(blobs: Callable[..., Split]) -> None:
    machine = Exact(blobs())
    assert (machine.fit(np.arange(40)) == machine.fit(np.arange(40)[::-1])).all()


def test_coefficients_sum_to_zero_within_the_bounds(blobs: Callable[..., Split]) -> None:
    split = blobs()
    kernel = kernel_of(split)[:, : split.n_train]
    coefficients, _ = solved(kernel, split.codes[: split.n_train])
    assert coefficients.sum() == pytest.approx(0, abs=1e-9)
    assert np.abs(coefficients).max() <= 1
    assert ((coefficients > 0) <= (split.codes[: split.n_train] == 1)).all()
