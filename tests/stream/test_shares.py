"""The part of the questions that is drawn at random: by the sampler, by the adaptation, and after a change."""

from __future__ import annotations

import numpy as np
import pytest

import askless


def turned(n: int, change: int) -> tuple[np.ndarray, np.ndarray]:
    """Two classes that a line divides, and that change sides."""
    rows = np.random.default_rng(0).normal(size=(n, 3))
    return rows, np.where(rows[:, 0] * np.where(np.arange(n) < change, 1.0, -1.0) > 0, "up", "down")


def drawn(rows: np.ndarray, answers: np.ndarray, **options: object) -> np.ndarray:
    """Of each item: 1 if it was asked about at random, 0 if for its worth, NaN if not at all."""
    stream = askless.StreamLearner(labels=["down", "up"], budget=0.2, **options)  # type: ignore[arg-type]
    found = np.full(len(rows), np.nan)
    for at, row in enumerate(rows):
        decision = stream.offer(row)
        if decision.ask:
            found[at] = decision.random
            stream.tell(decision.id, str(answers[at]))
    return found


@pytest.mark.parametrize(
    ("adaptation", "share"),
    [("passive", 0.0), ("passive:ensemble", 0.5), ("active:ddm:watch=0.8", 0.8), ("active:ddm:watch=0", 0.0)],
)
def test_the_adaptation_has_its_share_drawn_at_random(adaptation: str, share: float) -> None:
    rows, answers = turned(2000, 2000)
    found = drawn(rows, answers, strategy="quantile_filter", adaptation=adaptation)[200:]
    assert np.nanmean(found) == pytest.approx(share, abs=0.08)
    assert np.isfinite(found).sum() == pytest.approx(360, rel=0.05)


def test_after_an_alarm_all_is_drawn_at_random_until_the_burst_is_answered() -> None:
    rows, answers = turned(3000, 1500)
    found = drawn(rows, answers, strategy="quantile_filter", adaptation="active:ddm:watch=0.3:burst=60")
    assert np.nanmean(found[200:1500]) == pytest.approx(0.3, abs=0.08)
    later = found[1500:][np.isfinite(found[1500:])]
    runs = np.flatnonzero(np.diff(np.concatenate([[0.0], later, [0.0]])))
    assert (runs[1::2] - runs[::2]).max() >= 60


def test_a_sampler_that_hears_of_errors_where_it_was_sure_has_all_drawn_at_random() -> None:
    rows, answers = turned(3000, 1500)
    found = drawn(rows, answers, strategy="split_quantile", adaptation="passive")
    assert np.nanmean(found[500:1500]) < 0.45
    assert np.nanmean(found[1560:1800]) > 0.75
