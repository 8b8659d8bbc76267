import numpy as np
import pytest

from askless.choose.score.uncertainty.ratio import ratio


@pytest.mark.parametrize("c", [2, 3, 10, 70])
def test_it_is_the_second_over_the_first_of_a_sort(c: int) -> None:
    proba = np.random.default_rng(0).dirichlet(np.ones(c), size=100)
    ordered = np.sort(proba, axis=1)
    assert np.array_equal(ratio(proba), ordered[:, -2] / ordered[:, -1])


def test_it_is_relative() -> None:
    assert ratio(np.array([[0.2, 0.1] + [0.07] * 10, [0.6, 0.3] + [0.01] * 10])) == pytest.approx([0.5, 0.5])
