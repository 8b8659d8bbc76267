"""The error of predicted numbers, from random answers."""

import numpy as np
import pytest

from askless.enough.rmse import estimate_rmse
from askless.errors import EvidenceError


def test_the_interval_holds_the_true_error_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    found = [estimate_rmse(rng.normal(scale=3.0, size=60) ** 2) for _ in range(400)]
    assert 0.85 < np.mean([one.low < 3.0 < one.high for one in found]) < 0.95


def test_too_few_and_unscored_items_say_so() -> None:
    found = estimate_rmse([1.0] * 20 + [np.nan] * 20)
    assert (found.ready, found.n, found.value) == (False, 20, None)
    assert estimate_rmse([0.0] * 40).high == 0.0


def test_a_square_is_not_negative() -> None:
    with pytest.raises(EvidenceError, match="not negative"):
        estimate_rmse([-1.0])
