"""Alarms held against true changes."""

import math

import pytest

from askless.bench.prequential.alarms import found_changes, mean_delay


@pytest.mark.parametrize(
    ("alarms", "changes", "delays", "false"),
    [
        ([], [(10, 10)], (None,), 0),
        ([5], [], (), 1),
        ([5], [(10, 10)], (None,), 1),
        ([10], [(10, 10)], (0,), 0),
        ([25, 12], [(10, 10)], (2,), 1),
        ([12, 14, 31], [(10, 30)], (2,), 1),
        ([12, 22], [(10, 10), (20, 20)], (2, 2), 0),
        ([22], [(10, 10), (20, 20)], (None, 2), 0),
    ],
)
def test_alarms(alarms: list[int], changes: list[tuple[int, int]], delays: tuple[int | None], false: int) -> None:
    found = found_changes(alarms, changes)
    assert (found.delays, found.false_alarms) == (delays, false)


def test_nothing_found_has_no_delay() -> None:
    assert math.isnan(mean_delay([None]))
    assert math.isnan(mean_delay([]))
    assert mean_delay([None, 3, 5]) == 4
