"""The advice to keep labels apart."""

import pytest

from askless.enough.apart import advised
from askless.enough.estimate import Estimate


def estimate(low: float, high: float, **about: object) -> Estimate:
    """An accuracy of 80 %."""
    return Estimate.of_share(0.8, (low, high), 40, **about)  # type: ignore[arg-type]


def test_wide_intervals_come_with_advice() -> None:
    found = advised(estimate(0.6, 0.9, basis="answers", level=0.9), left=1000)
    assert found.advice.startswith("100 random labels kept apart would tell it to ±7 points")
    assert found.sentence.endswith(f"corrected for how they were chosen. {found.advice}")


@pytest.mark.parametrize(
    ("found", "left"),
    [
        (estimate(0.71, 0.9), 1000),  # sharp enough
        (estimate(0.6, 0.9, basis="test"), 1000),  # they are kept apart already
        (estimate(0.6, 0.9), 29),  # nothing left to keep apart
        (estimate(0.69, 0.9), 35),  # as wide as it is
        (Estimate.too_few(12), 1000),
    ],
)
def test_there_is_none_where_it_would_not_help(found: Estimate, left: int) -> None:
    assert advised(found, left=left) is found


def test_in_a_small_pool_fewer_are_kept_apart() -> None:
    advice = advised(estimate(0.5, 0.95), left=60).advice
    assert advice == "60 random labels kept apart would tell it to ±8 points (askless label --holdout random:60)."
