"""Arrays of different lengths."""

import numpy as np

from askless.core.ragged import ragged


def test_arrays_of_one_length_stay_apart() -> None:
    found = ragged([np.zeros(2), np.ones(2)])
    assert found.shape == (2,)
    assert found[1].tolist() == [1.0, 1.0]
