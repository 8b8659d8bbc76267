"""Labels a minute, and how long more of them take."""

from typing import Any

import pytest

from askless.core.events import Event
from askless.data.store.state import State
from askless.server.pace import Pace, in_words, seconds_each


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


def answered(*seconds: float | None, **about: Any) -> list[Event]:
    """Answers to items of their own, with the time that each took."""
    data = [{"answer": "a", **about, **({} if spent is None else {"seconds": spent})} for spent in seconds]
    return [Event("answer", f"{about}{i}", each) for i, each in enumerate(data)]


def test_under_twenty_times_are_too_few() -> None:
    assert seconds_each(State.of(answered(*[2.0] * 19, None, 0.0))) is None
    assert seconds_each(State.of(answered(*[2.0] * 19, None, 4.0))) == 2.0


def test_the_middle_of_the_latest_times_counts() -> None:
    slow, fast, tea = [30.0] * 100, [2.0] * 99, [3000.0]
    assert seconds_each(State.of(answered(*slow, *fast, *tea))) == 2.0


def test_answers_that_nobody_gave_one_by_one_take_no_time() -> None:
    others = [*answered(*[9.0] * 30, given="source"), *answered(*[9.0] * 30, copy_of="0")]
    assert seconds_each(State.of(others)) is None
    assert seconds_each(State.of([*others, *answered(*[2.0] * 20)])) == 2.0


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "under a minute"), (1, "1 min"), (9.6, "10 min"), (58, "1 h"), (61, "1 h"), (179, "3 h"), (599, "10 h")],
)
def test_a_time_to_come_is_rounded(minutes: float, words: str) -> None:
    assert in_words(60 * minutes) == words
