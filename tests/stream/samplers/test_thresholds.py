"""Thresholds on certainty, fixed and moving, and coins weighted by it."""

from __future__ import annotations

import numpy as np
import pytest

from askless.stream.batch import Batch
from askless.stream.samplers.cognitive_dual_query import CognitiveDualQuery
from askless.stream.samplers.density import SPARSE, Density
from askless.stream.samplers.fixed_uncertainty import FixedUncertainty
from askless.stream.samplers.iwal import Iwal
from askless.stream.samplers.margin_probability import MarginProbability
from askless.stream.samplers.periodic import Periodic
from askless.stream.samplers.random_variable_uncertainty import RandomVariableUncertainty
from askless.stream.samplers.split import Split
from askless.stream.samplers.variable_uncertainty import VariableUncertainty


def batch(*x: float, proba: list[list[float]] | None = None) -> Batch:
    """Items on a line, of which the model knows nothing unless `proba` says so."""
    rows = np.array(x)[:, None]
    said = np.full((len(x), 2), 0.5) if proba is None else np.array(proba)
    return Batch(0, list(x), rows, rows, np.zeros(len(x)), proba=said)


def test_a_fixed_threshold() -> None:
    sampler = FixedUncertainty(threshold=0.7)
    assert sampler.utilities(batch(0.0, proba=[[0.2, 0.8]])).tolist() == [-0.8]
    assert [sampler.chance(-sure, 0.1) for sure in (0.6, 0.7, 0.8)] == [1.0, 0.0, 0.0]


def test_a_threshold_falls_with_a_question_and_rises_without() -> None:
    sampler = VariableUncertainty(step=0.1)
    assert sampler.chance(-0.5, 0.1) == 1.0
    sampler.seen(-0.5, asked=True)
    assert sampler.threshold == pytest.approx(0.9)
    assert sampler.chance(-0.95, 0.1) == 0.0
    sampler.seen(-0.95, asked=False)
    assert sampler.threshold == pytest.approx(0.99)


def test_an_item_that_the_budget_refused_or_chance_drew_moves_no_threshold() -> None:
    sampler = Split(step=0.1)
    sampler.seen(-0.5, asked=False)  # it was not called: there was no room
    assert sampler.threshold == 1.0
    sampler.threshold = 0.8
    assert sampler.chance(-0.95, 0.1) == 0.0
    sampler.seen(-0.95, asked=True)
    assert sampler.threshold == 0.8


def test_a_threshold_stays_where_it_can_come_back_from() -> None:
    sampler = VariableUncertainty(step=0.9)
    for _ in range(100):
        sampler.said = 1.0
        sampler.seen(0.0, asked=True)
    assert sampler.threshold > 0.0


def test_the_chance_of_a_shaken_threshold_is_that_of_drawing_it() -> None:
    sampler = RandomVariableUncertainty(deviation=0.5)
    sampler.threshold = 0.8
    drawn = 0.8 * np.random.default_rng(0).normal(1.0, 0.5, size=200_000)
    assert sampler.chance(-0.6, 0.1) == pytest.approx((drawn > 0.6).mean(), abs=5e-3)


def test_periods_keep_the_rate_when_it_changes() -> None:
    sampler = Periodic()
    asked = []
    for rate in [0.25] * 8 + [0.5] * 4:
        asked.append(sampler.chance(0.0, rate))
        sampler.seen(0.0, asked=False)
    assert asked == [0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1]


def test_a_coin_is_weighted_by_log_odds() -> None:
    sampler = MarginProbability(b=2.0)
    sure = np.exp(2.0) / (1.0 + np.exp(2.0))
    utility = sampler.utilities(batch(0.0, proba=[[1.0 - sure, sure]]))[0]
    assert utility == pytest.approx(-2.0)
    assert sampler.chance(float(utility), 0.1) == pytest.approx(0.5)


def test_hypotheses_differ_by_their_widest_gap() -> None:
    draws = np.array([[[0.9, 0.1], [0.6, 0.4], [0.7, 0.3]]])
    rows = np.zeros((1, 1))
    sampler = Iwal(least=0.2)
    assert sampler.utilities(Batch(0, [0], rows, rows, np.zeros(1), draws=draws)) == pytest.approx([0.3])
    assert sampler.chance(0.3, 0.1) == pytest.approx(0.2 + 0.8 * 0.3)
    assert sampler.weighted


def test_density_is_being_nearest() -> None:
    sampler = Density(window=3)
    sampler.offered(batch(0.0, 1.0, 5.0))
    assert sampler.nearest.tolist() == [1.0, 1.0, 16.0]  # squared
    assert sampler.utilities(batch(0.5, 3.0, 50.0)).tolist() == [0.0, 0.0, SPARSE]
    assert sampler.chance(SPARSE, 0.1) == 0.0
    sampler.seen(SPARSE, asked=False)
    assert sampler.threshold == 1.0


def test_density_does_not_depend_on_how_the_stream_is_cut() -> None:
    x = np.random.default_rng(0).normal(size=40).tolist()
    whole, cut = Density(window=7), Density(window=7)
    whole.offered(batch(*x))
    for value in x:
        cut.offered(batch(value))
    assert cut.rows.tolist() == whole.rows.tolist()
    assert cut.nearest == pytest.approx(whole.nearest)


def test_memory_does_not_depend_on_how_the_stream_is_cut() -> None:
    x = np.random.default_rng(1).normal(size=150).tolist()
    whole, cut = CognitiveDualQuery(), CognitiveDualQuery()
    whole.offered(batch(*x))
    for value in x:
        cut.offered(batch(value))
    assert cut.rows.tolist() == whole.rows.tolist()
    assert (cut.recalls, cut.last) == (whole.recalls, whole.last)


def test_memory_keeps_what_is_visited() -> None:
    sampler = CognitiveDualQuery(memory=3)
    sampler.offered(batch(0.0, 0.5))
    for far in range(1, 20):
        sampler.offered(batch(0.4 / far, 100.0 * far))
    assert 0.0 in sampler.rows
    assert len(sampler.rows) == 3
