"""The loop of the calibration picks what a learner would."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import askless
from askless.bench.protocol.curve import Cell
from askless.bench.protocols.calibration.learner import Learner
from askless.bench.protocols.calibration.run import _Run
from askless.choose.strategy.random_share import RandomShare
from askless.choose.strategy.strategy import strategies
from askless.models.linear import Linear

NAMES = ["0", "1", "2"]


def started(strategy: str, labels: int) -> tuple[_Run, np.ndarray]:
    """A run with some labels, of three overlapping clouds, and what its model says of the pool."""
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 3, 240)
    x = (rng.normal(size=(240, 4)) + 1.5 * np.eye(4)[truth]).astype(np.float32)
    run = _Run(Cell("clouds", "linear", 5, strategy, 7), Learner(x, x, x, Linear()), truth, truth, 3)
    run.label(rng.permutation(240)[:labels].astype(np.int64), random=True)
    return run, run.fit()[0]


@pytest.mark.parametrize("k", [5, 12, 20])
def test_the_same_keys_and_the_same_moment_give_the_same_picks_of_auto(k: int) -> None:
    run, proba = started("auto", 30)
    evidence = {"proba": proba, "embedding": run.learner.points}
    learner = askless.PoolLearner(run.learner.pool, labels=NAMES, strategy="auto", seed=7, evidence=evidence)
    learner.tell(run.rows, [NAMES[code] for code in run.truth[run.rows]])
    chosen, round_, _ = learner._trainer.round(strategies.get("auto"), learner.candidates())
    place = {row: at for at, row in enumerate(round_.labelled.tolist())}
    order = np.array([place[row] for row in run.rows])
    assert sorted(round_.labelled.tolist()) == sorted(run.rows)
    assert round_.model_ready
    assert round_.label_names == tuple(NAMES)
    moment = replace(
        round_,
        number=len(run.rows),
        asked=len(run.rows),
        keys=run.keys,
        labelled=round_.labelled[order],
        labels=round_.labels[order],
    )
    picks = RandomShare(chosen).choose(moment, k)
    run.choose(k, proba)
    assert run.rows[-k:] == picks.rows.tolist()
    assert run.random[-k:] == picks.random.tolist()


def test_margin_is_that_of_a_learner_but_for_its_random_ones() -> None:
    run, proba = started("margin", 30)
    learner = askless.PoolLearner(
        run.learner.pool, labels=NAMES, strategy="margin", random_share=0.1, seed=7, evidence={"proba": proba}
    )
    learner.tell(run.rows, [NAMES[code] for code in run.truth[run.rows]])
    queries = learner.ask(20)
    run.choose(20, proba)
    theirs = {row for row, drawn in zip(queries.ids, queries.random, strict=True) if not drawn}
    ours = {row for row, drawn in zip(run.rows[-20:], run.random[-20:], strict=True) if not drawn}
    assert len(theirs) == len(ours) == 18
    assert len(theirs & ours) >= 16  # a random one may be among the uncertain ones
