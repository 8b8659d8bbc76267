"""A job travels to another process and back without loss."""

import json
from collections.abc import Callable

import numpy as np
import pytest

from askless.data.labels.skip import SKIP
from askless.pool.job import Job
from askless.pool.learner import PoolLearner


@pytest.fixture
def learner() -> PoolLearner:
    learner = PoolLearner(["a", "b", "a", "c", "d", "e"], labels=("x", "y"), strategy="random", random_share=1.0)
    asked = learner.ask(2).ids
    learner.tell(asked, ["x", "y"])
    return learner


@pytest.mark.parametrize("multilabel", [False, True])
def test_json_round_trip(multilabel: bool) -> None:
    learner = PoolLearner(list("abcdef"), labels=("x", "y"), strategy="random", multilabel=multilabel)
    answers = [["y", "x"], [], SKIP] if multilabel else ["x", "y", SKIP]
    learner.tell([0, 1, 2], answers)
    learner.ask(1)
    job = learner.job()
    assert Job.from_json(json.loads(json.dumps(job.to_json()))) == job
    encoded = dict(zip(job.rows, job.encoded().tolist(), strict=True))
    assert encoded == ({0: [1, 1], 1: [0, 0]} if multilabel else {0: 0, 1: 1})
    assert job.labels == learner.space


def test_a_job_says_what_the_log_says(learner: PoolLearner) -> None:
    job = learner.job()
    assert job.seq == learner.state.seq
    assert dict(zip(job.rows, job.answers, strict=True)) == learner.labels
    assert job.random == job.rows, "both were drawn at random"
    assert (job.number, job.asked, job.strategy) == (1, 2, "random")
    (waiting,) = learner.ask(1).ids
    untouched = next(row for row in (0, 1, 3, 4, 5) if row not in (*job.rows, waiting))
    learner.skip(untouched)
    job = learner.job()
    assert (job.pending, job.skipped) == ([waiting], [untouched])


def test_copies_are_no_evidence(learner: PoolLearner) -> None:
    learner.tell(2, "x")
    assert {0, 2} <= set(learner.labels)
    assert 2 not in learner.job().rows
    assert 0 in learner.job().rows


def test_a_corrected_answer_is_still_of_the_random_share(learner: PoolLearner) -> None:
    first = learner.job().rows[0]
    learner.tell(first, "y" if learner.labels[first] == "x" else "x")
    assert first in learner.job().random


def test_an_unasked_answer_is_not_of_the_random_share(learner: PoolLearner) -> None:
    other = next(int(row) for row in learner.candidates())
    learner.tell(other, "x")
    assert other in learner.job().rows
    assert other not in learner.job().random


def test_rounds_know_what_strategies_need(learner: PoolLearner) -> None:
    job = learner.job()
    keys: Callable[[], np.ndarray] = learner.items.ids.keys  # type: ignore[type-arg]
    evidence = job.evidence(None, learner.items, ready=False, version=0, before=None)
    round_ = job.round(learner.items, learner.candidates(), ready=False, evidence=evidence)
    assert round_.candidates.tolist() == learner.candidates().tolist()
    assert round_.labelled.tolist() == job.rows
    assert (round_.label_names, round_.multilabel, round_.model_ready) == (("x", "y"), False, False)
    assert (round_.keys == keys()).all()
