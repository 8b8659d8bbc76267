"""The guard: what it lets pass, what it refuses and why, and when it says that it cannot judge."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from askless.errors import NotReadyError, UsageError
from askless.synthesis import Domain
from askless.synthesis.guard.guard import LEAST, Guard
from askless.synthesis.guard.unanswerable import Unanswerable


def sheets(n: int, seed: int = 0) -> np.ndarray[Any, Any]:
    """Rows of two kinds; weight goes with length, and width is of two values."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(2, size=n)
    length = np.where(kind, 3.0, 7.0) + rng.normal(0.0, 0.4, n)
    weight = 2.0 * length + rng.normal(0.0, 0.2, n)
    return np.stack([length, weight, np.where(kind, 1.0, 4.0)], axis=1)


@pytest.fixture(scope="module")
def domain() -> Any:
    return Domain.box([0.0, 0.0, 0.0], [10.0, 20.0, 5.0], names=["length", "weight", "width"], units=["cm", "g", "mm"])


@pytest.fixture(scope="module")
def guard(domain: Any) -> Guard:
    return Guard().fit(domain, domain.points(sheets(400)), seed=0)


def test_new_real_rows_pass(guard: Guard, domain: Any) -> None:
    passed = guard.plausible(domain.points(sheets(1000, seed=1)))
    assert passed.mean() >= 0.93


@pytest.mark.parametrize(
    "row",
    [[7.0, 19.5, 4.0], [7.0, 6.0, 4.0], [5.0, 10.0, 2.5], [3.0, 6.0, 4.0], [9.9, 19.8, 4.0]],
    ids=["out of range", "broken correlation", "between the kinds", "of both kinds", "too long"],
)
def test_what_no_row_is_like_is_refused(guard: Guard, domain: Any, row: list[float]) -> None:
    assert not guard.plausible(domain.points(np.array([row])))[0]
    (verdict,) = guard.judge(domain.points(np.array([row])))
    assert not verdict.passed
    assert verdict.test == "density"
    assert "real rows" in verdict.reason


def test_a_reason_names_what_is_off_with_its_unit(guard: Guard, domain: Any) -> None:
    above, broken = guard.judge(domain.points(np.array([[7.0, 19.5, 4.0], [7.0, 6.0, 4.0]])))
    assert above.reason.startswith("weight 19.5 g is above all real rows")
    assert "weight 6 g" in broken.reason


def test_what_hardly_lies_beyond_is_not_the_reason(guard: Guard, domain: Any) -> None:
    """A little longer than any real row, and far too light for that: brought back, it is as implausible."""
    longest = float(sheets(400)[:, 0].max())
    (verdict,) = guard.judge(domain.points(np.array([[longest + 0.01, 6.0, 4.0]])))
    assert not verdict.passed
    assert "above all real rows" not in verdict.reason
    assert "weight 6 g" in verdict.reason
    (alone,) = guard.judge(domain.points(np.array([[9.9, 19.8, 4.0]])))
    assert "length 9.9 cm is above all real rows" in alone.reason


def test_a_question_like_real_rows_passes_without_a_reason(guard: Guard, domain: Any) -> None:
    (verdict,) = guard.judge(domain.points(np.array([[7.0, 14.0, 4.0]])))
    assert verdict.passed
    assert verdict.reason == ""


def test_the_same_seed_gives_the_same_bound(guard: Guard, domain: Any) -> None:
    again = Guard().fit(domain, domain.points(sheets(400)), seed=0)
    points = domain.sample(64, np.random.default_rng(3), "random")
    assert again.plausible(points).tolist() == guard.plausible(points).tolist()


@pytest.mark.parametrize("rows", [0, 1, LEAST - 1])
def test_few_rows_judge_nothing_and_say_so(domain: Any, rows: int) -> None:
    few = Guard().fit(domain, domain.points(sheets(rows)) if rows else np.zeros((0, 3)))
    assert not few.judges
    assert "cannot be judged" in few.says
    points = domain.sample(16, np.random.default_rng(0), "random")
    assert few.plausible(points).all()
    assert all(verdict.passed for verdict in few.judge(points))


def test_copies_of_a_row_do_not_count_twice(domain: Any) -> None:
    assert not Guard().fit(domain, np.repeat(domain.points(sheets(5)), 20, axis=0)).judges


def test_inputs_that_never_change_and_are_more_than_rows_are_no_trouble() -> None:
    rng = np.random.default_rng(0)
    low = rng.normal(size=(120, 3)) @ rng.normal(size=(3, 90))
    rows = np.concatenate([(low - low.min()) / (low.max() - low.min()), np.full((120, 1), 0.5)], axis=1)
    guard = Guard().fit(Domain.box(np.zeros(91), np.ones(91)), rows[:80])
    assert guard.plausible(rows[80:]).mean() > 0.8
    assert not guard.plausible(rng.random((50, 91))).any()


def test_a_guard_that_has_seen_nothing_cannot_judge() -> None:
    with pytest.raises(NotReadyError, match="fit"):
        Guard().plausible(np.zeros((1, 2)))


@pytest.mark.parametrize("option", [{"level": 1.0}, {"level": 0.2}, {"auc": 0.3}, {"unanswerable": 0.0}])
def test_bounds_that_cannot_be_meant(option: dict[str, float]) -> None:
    with pytest.raises(UsageError, match=next(iter(option))):
        Guard(**option)


def test_questions_that_are_told_from_real_rows_are_thinned_out() -> None:
    rng = np.random.default_rng(0)
    real = rng.random((900, 2)) * [1.0, 0.0] + [0.0, 0.5] + 0.02 * rng.normal(size=(900, 2))
    real = np.clip(real, 0.0, 1.0)
    guard = Guard().fit(Domain.box([0.0, 0.0], [1.0, 1.0]), real[:600])
    guard._bound = np.inf
    off = real[600:750] + np.array([0.0, 0.04])  # within the bound one by one, most of them, but all on one side
    verdicts = guard.judge(off[60:], off[:60])
    refused = [verdict for verdict in verdicts if verdict.test == "two_sample"]
    assert refused
    assert "AUC" in refused[0].reason
    assert any("AUC" in line for line in guard.summary())
    assert all(verdict.test != "two_sample" for verdict in guard.judge(real[810:], real[750:810]))


def test_questions_that_look_like_real_rows_are_not_thinned_out() -> None:
    rng = np.random.default_rng(0)
    guard = Guard().fit(Domain.box([0.0, 0.0], [1.0, 1.0]), rng.random((400, 2)))
    near = 0.45 + 0.1 * rng.random((60, 2))  # all in one place, as questions at a boundary are
    assert all(verdict.test != "two_sample" for verdict in guard.judge(near[40:], near[:40]))


def test_what_people_could_not_tell_is_not_asked_again(domain: Any) -> None:
    guard = Guard().fit(domain, np.zeros((0, 3)))
    rng = np.random.default_rng(0)
    asked = rng.random((60, 3))
    hazy = asked[:, 0] > 0.6
    guard.learn(Unanswerable(asked[~hazy], asked[hazy]))
    new = rng.random((200, 3))
    passed = guard.plausible(new)
    assert passed[new[:, 0] < 0.5].mean() > 0.9
    assert passed[new[:, 0] > 0.75].mean() < 0.2
    refused = next(verdict for verdict in guard.judge(new) if not verdict.passed)
    assert refused.test == "unanswerable"
    assert refused.reason.startswith("People could not tell")
