"""What single budgets promise besides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.core.noise import uniform
from askless.errors import UsageError
from askless.stream.budgets.exponential import Exponential
from askless.stream.budgets.fixed_window import FixedWindow
from askless.stream.budgets.per_hour import PerHour
from askless.stream.budgets.token_bucket import TokenBucket


def test_a_bucket_gives_no_more_at_once_than_its_depth() -> None:
    budget = TokenBucket(share=0.5, depth=3.0)
    for _ in range(100):
        budget.seen(False, 0.0)
    assert budget.credit == 50.0
    assert budget.room() == pytest.approx(3.0 + 1.0 + 0.5)  # a hundredth of 50 may be overdrawn
    assert budget.unspent() == 1.0


def test_lent_labels_become_debt_and_half_of_what_is_earned_pays_it() -> None:
    budget = TokenBucket(share=0.2)
    assert budget.advance(2.0) == 2.0
    assert budget.rate() == pytest.approx(0.2 * (1.0 + 2.0 / 20.0))
    budget.seen(True, 0.0)
    assert (budget.lent, budget.debt) == (1.0, pytest.approx(0.9))
    assert budget.credit == pytest.approx(0.2 - 0.1)
    budget.seen(False, 0.0)
    assert budget.debt == pytest.approx(0.8)


@given(st.lists(st.booleans(), max_size=300), st.integers(2, 12), st.sampled_from([0.5, 0.6, 0.75, 1.0]))
def test_no_window_ever_holds_more_than_its_share(wishes: list[bool], window: int, share: float) -> None:
    budget = FixedWindow(share=share, window=window)
    asked: list[bool] = []
    for wish in wishes:
        asked.append(wish and budget.room() >= 1.0)
        budget.seen(asked[-1], 0.0)
        assert sum(asked[-window:]) <= max(share * window, 1.0) + 1e-6


def test_the_window_knows_what_leaves_it_soon() -> None:
    budget = FixedWindow(share=0.1, window=100, horizon=2.0)
    rng = np.random.default_rng(0)
    for asked in (rng.random(750) < 0.1).tolist():
        budget.seen(asked, 0.0)
        if len(budget.ring) == 100:
            places = [(budget.at + ahead) % 100 for ahead in range(1, 20)]
            assert budget.soon == pytest.approx(sum(budget.ring[place] for place in places))
            assert budget.inside == pytest.approx(sum(budget.ring))


def test_a_window_of_less_than_a_label_is_refused() -> None:
    with pytest.raises(UsageError, match="less than one label"):
        FixedWindow(share=0.01, window=50)


def test_the_estimate_is_that_of_the_paper_less_its_balance() -> None:
    budget, estimate = Exponential(share=0.1, window=50), 5.0
    for asked in (np.random.default_rng(1).random(200) < 0.1).tolist():
        budget.seen(asked, 0.0)
        estimate = estimate * 49.0 / 50.0 + asked
        assert budget.excess == pytest.approx(estimate - 5.0)


def test_quiet_times_are_forgotten_by_the_estimate_and_kept_by_the_bucket() -> None:
    estimate, bucket = Exponential(share=0.1, window=100), TokenBucket(share=0.1)
    for _ in range(5000):
        estimate.seen(False, 0.0)
        bucket.seen(False, 0.0)
    assert -estimate.excess == pytest.approx(10.0)
    assert bucket.credit == pytest.approx(500.0)


def test_the_long_run_shifts_the_estimate_by_ten_labels_at_most() -> None:
    quiet, busy = Exponential(share=0.1, window=1000), Exponential(share=0.1, window=1000)
    for _ in range(20_000):
        quiet.seen(False, 0.0)
        busy.seen(True, 0.0)
    assert quiet.room() == pytest.approx(10.0 + 100.0 + 1.0 + 5.0)
    assert busy.room() == pytest.approx(-10.0 - 900.0 + 1.0 + 5.0)


def test_an_hour_earns_its_labels_however_many_items_come() -> None:
    busy, quiet = PerHour(labels=60.0), PerHour(labels=60.0)
    for second in range(0, 601):
        busy.seen(False, float(second))
    for second in range(0, 601, 100):
        quiet.seen(False, float(second))
    assert busy.credit == pytest.approx(10.0)
    assert quiet.credit == pytest.approx(10.0)
    assert quiet.share > 10 * busy.share


def test_a_clock_that_runs_backwards_stands_still() -> None:
    budget = PerHour(labels=60.0)
    earned = []
    for second in (0.0, 60.0, 10.0, 40.0, float("nan"), float("-inf"), float("inf"), 60.0, 120.0):
        budget.seen(False, second)
        earned.append(budget.credit)
    assert earned == [0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0]


def test_a_night_leaves_no_more_than_is_carried() -> None:
    budget = PerHour(labels=60.0, carry=0.5)
    budget.seen(False, 0.0)
    budget.seen(False, 8 * 3600.0)
    assert budget.credit == 30.0
    assert budget.share <= 1.0


def hourly(times: object, labels: float = 20.0, leaves: bool = False) -> list[bool]:
    """Questions of a coin that follows the rate, or of a sampler that leaves all to chance."""
    budget, asked = PerHour(labels=labels), []
    for at, time in enumerate(np.asarray(times, dtype=np.float64).tolist()):
        rate, unspent, room = budget.terms()
        coin = float(uniform(5, 0, np.array([at], dtype=np.uint64))[0])
        asked.append(coin < max(unspent, 0.0 if leaves or room < 1.0 else rate))
        budget.seen(asked[-1], time)
    return asked


@pytest.mark.parametrize("leaves", [False, True])
@pytest.mark.parametrize("labels", [0.5, 2.0, 10.0])
def test_few_labels_an_hour_never_run_dry(labels: float, leaves: bool) -> None:
    asked = hourly(36.0 * np.arange(20_000), labels, leaves)
    for tenth in np.split(np.array(asked), 10):
        assert tenth.sum() == pytest.approx(20 * labels, rel=0.3, abs=4)
    assert sum(asked) == pytest.approx(200 * labels, rel=0.02 if labels == 10 else 0.15)  # few are kept, and some lost


def test_hours_of_silence_earn_what_is_carried_each() -> None:
    items = np.arange(10_000)
    asked = hourly(36.0 * items + 6 * 3600.0 * (items // 500))
    assert sum(asked) == pytest.approx(2000 + 19 * 20, rel=0.03)


@pytest.mark.parametrize("wrong", [4e12, 0.0, -4e12, float("nan"), float("inf")])
def test_a_single_wrong_time_changes_next_to_nothing(wrong: float) -> None:
    times = 1e6 + 36.0 * np.arange(10_000)
    times[3000] = wrong
    asked = np.array(hourly(times))
    assert asked.sum() == pytest.approx(2000, rel=0.02)
    assert asked[3000:3100].sum() == pytest.approx(20, abs=10)
    times[::50] = wrong
    assert 0.85 * 2000 < sum(hourly(times)) < 1.03 * 2000


def test_a_clock_that_is_put_back_goes_on_within_the_hour() -> None:
    times = 36.0 * np.arange(10_000) - 36.0 * 4000 * (np.arange(10_000) >= 5000)
    asked = np.array(hourly(times))
    assert asked[5150:6150].sum() == pytest.approx(200, rel=0.1)
    assert asked.sum() == pytest.approx(2000, rel=0.02)


def test_two_clocks_earn_no_more_than_one() -> None:
    times = 36.0 * np.arange(10_000)
    late = np.where(np.arange(10_000) % 2, times - 1e6, times)
    assert sum(hourly(late)) == pytest.approx(2000, rel=0.02)
    drawn = np.random.default_rng(0).random(10_000) < 0.5
    assert 0.6 * 2000 < sum(hourly(np.where(drawn, times - 7200.0, times))) < 1.02 * 2000


def test_a_stretch_without_times_asks_little_and_is_over_when_they_come_back() -> None:
    times = 36.0 * np.arange(10_000)
    times[3000:5000] = np.nan
    asked = np.array(hourly(times))
    assert asked[3000:5000].sum() < 40
    assert asked[5200:].sum() == pytest.approx(0.2 * 4800, rel=0.05)
