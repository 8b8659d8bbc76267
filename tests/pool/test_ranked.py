"""Asking from a ranking that was made ahead."""

from typing import Any

import numpy as np
import pytest

from askless.choose.choice import Choice
from askless.choose.round import Round
from askless.choose.strategy.strategy import strategies
from askless.pool.learner import PoolLearner
from askless.pool.ranked import NOT_RANKED, Predictions, Ranked, Ranking

N = 12


@pytest.fixture
def round_() -> Round:
    learner = PoolLearner([f"text {i}" for i in range(N)], labels=("a", "b"), strategy="random")
    learner.tell([3, 4], ["a", "b"])
    job = learner.job()
    evidence = job.evidence(None, learner.items, ready=False, version=0, before=None)
    return job.round(learner.items, learner.candidates(), ready=False, evidence=evidence)


def ranked(*rows: int) -> Ranked:
    choice = Choice.of(np.array(rows, dtype=np.int64), why="ahead", scores=1.0, probabilities=1.0)
    return Ranked(strategies.get("margin"), Ranking(7, "margin", choice))


def test_the_ranking_is_followed_where_it_may_be(round_: Round) -> None:
    choice = ranked(9, 3, 0, 4, 5).choose(round_, 3)
    assert choice.rows.tolist() == [9, 0, 5], "3 and 4 are labelled"
    assert set(choice.why) == {"ahead"}
    assert not choice.random.any()


def test_random_rows_follow_when_it_is_used_up(round_: Round) -> None:
    strategy = ranked(9, 3)
    choice = strategy.choose(round_, 4)
    assert choice.rows[0] == 9
    assert choice.random.tolist() == [False, True, True, True]
    assert choice.why[1:] == (NOT_RANKED,) * 3
    assert len(set(choice.rows.tolist())) == 4
    assert strategy.choose(round_, 100).rows.size == N - 2
    assert strategy.choose(round_, 4).rows.tolist() == choice.rows.tolist(), "the same round draws the same rows"


@pytest.mark.parametrize("k", [0, 5])
def test_an_empty_pool_and_no_wish(round_: Round, k: int) -> None:
    assert len(ranked(1, 2).choose(round_, 0)) == 0
    empty = round_.without(round_.candidates)
    assert len(ranked(1, 2).choose(empty, k)) == 0


def test_it_goes_by_the_name_of_the_strategy() -> None:
    assert ranked(1).name == "margin"
    assert ranked(1).random_share(5) == strategies.get("margin").random_share(5)


@pytest.mark.parametrize(
    ("proba", "multilabel", "answers", "confidence"),
    [
        ([[0.2, 0.8], [0.5, 0.5]], False, ["b", "a"], [0.8, 0.5]),
        ([[0.2, 0.8], [0.5, 0.9], [0.1, 0.1]], True, [("b",), ("a", "b"), ()], [0.8, 0.7, 0.9]),
    ],
)
def test_predictions(proba: list[list[float]], multilabel: bool, answers: list[Any], confidence: list[float]) -> None:
    said = Predictions.of(("a", "b"), np.array(proba, dtype=np.float32), multilabel)
    assert [said.answer(row) for row in range(len(proba))] == answers
    assert said.confidence == pytest.approx(confidence)
    assert said.confidence.dtype == np.float32


def test_the_random_share_is_that_of_what_answers_are() -> None:
    auto = strategies.get("auto")
    assert Ranked(auto, Ranking()).random_share(1) == auto.random_share(1)
    assert Ranked(auto, Ranking(), "spans").random_share(1) == auto.of_task("spans").random_share(1)
    assert auto.of_task("spans").random_share(1) >= 0.1
