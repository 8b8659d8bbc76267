"""Labels a minute."""

from askless.server.pace import Pace


def test_a_pause_does_not_slow_it_down() -> None:
    times = iter([0, 2, 4, 6, 100, 102, 104])
    pace = Pace(lambda: next(times))
    for _ in range(4):
        pace.answered()
    assert pace.per_minute() is None, "too early"
    for _ in range(3):
        pace.answered()
    assert pace.per_minute() == 30


def test_only_the_last_minutes_count() -> None:
    times = iter([*range(0, 100, 20), *range(1000, 1010, 2)])
    pace = Pace(lambda: next(times))
    for _ in range(10):
        pace.answered()
    assert pace.per_minute() == 30
