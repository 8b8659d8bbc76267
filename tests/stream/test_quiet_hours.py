"""A budget by the hour over a whole stream: quiet times, few labels, and clocks that are wrong."""

from __future__ import annotations

import numpy as np
import pytest

import askless

ITEMS = 6_000


def tenths(strategy: str, budget: str, times: np.ndarray) -> list[int]:
    """Questions in each tenth of a stream that is offered ten items at a time."""
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(len(times), 2))
    answers = np.where(rows[:, 0] + 0.3 * rng.normal(size=len(times)) > 0, "up", "down")
    stream = askless.StreamLearner(labels=["down", "up"], strategy=strategy, budget=budget)
    asked = np.zeros(len(times), dtype=bool)
    for first in range(0, len(times), 10):
        decisions = stream.offer_many(rows[first : first + 10], times=times[first : first + 10])
        places = first + decisions.asked
        asked[places] = True
        if len(places):
            stream.tell([decisions.ids[place - first] for place in places], answers[places].tolist())
    return [int(tenth.sum()) for tenth in np.split(asked, 10)]


@pytest.mark.parametrize("strategy", ["random", "split_quantile"])
def test_two_labels_an_hour_are_asked_hour_by_hour(strategy: str) -> None:
    asked = tenths(strategy, "per_hour(labels=2)", 36.0 * np.arange(ITEMS))
    assert min(asked) >= 6  # of 12
    assert sum(asked) == pytest.approx(120, rel=0.1)


@pytest.mark.parametrize("strategy", ["random", "split_quantile"])
def test_one_time_in_milliseconds_does_not_end_the_questions(strategy: str) -> None:
    times = 36.0 * np.arange(ITEMS)
    times[ITEMS // 5] = 4e12
    asked = tenths(strategy, "per_hour(labels=20)", times)
    assert min(asked) >= 90  # of 120
    assert sum(asked) == pytest.approx(1200, rel=0.03)


@pytest.mark.parametrize("strategy", ["random", "split_quantile"])
def test_after_hours_of_silence_it_goes_on(strategy: str) -> None:
    items = np.arange(ITEMS)
    asked = tenths(strategy, "per_hour(labels=20)", 36.0 * items + 6 * 3600.0 * (items // 600))
    assert sum(asked) == pytest.approx(1200 + 9 * 20, rel=0.05)
    assert min(asked) >= 100
