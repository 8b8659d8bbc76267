"""How long a moment lasts."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from askless.data.items.of import items_of
from askless.pool.job import Job
from askless.pool.moment import Moment

JOB = Job(
    seq=1,
    rows=[0, 1],
    answers=["a", "b"],
    random=[0],
    pending=[],
    skipped=[],
    names=["a", "b"],
    space="classes",
    seed=0,
    number=1,
    asked=2,
    served=[],
    strategy="auto",
)
MATTERS: dict[str, Any] = {
    "rows": [0, 2],
    "answers": ["a", "a"],
    "random": [],
    "names": ["a", "b", "c"],
    "strategy": "margin",
    "held": [2],
    "test": [2],
    "test_answers": ["a"],
    "contradicted": 1,
    "changed": 1,
    "since_start": [2, 1],
    "counted": 3,
    "own": True,
}
MATTERS_NOT: dict[str, Any] = {
    "seq": 2,
    "pending": [2],
    "skipped": [2],
    "number": 2,
    "asked": 3,
    "served": [4],
    "looked": [2, 2, 0],
    "partly": [2],
    "spent": [[3, 1, 4.0]],
}
THE_SAME_FOR_GOOD = {"space", "seed", "real", "test_size", "by_person"}
"""Of one learner; people are told by the strategy, and a test grows by rows that are held."""


def moment() -> Moment:
    return Moment(JOB, None, items_of(["one", "two", "three"]), np.arange(3))


@pytest.mark.parametrize("name", MATTERS)
def test_it_ends_with_what_an_estimate_or_a_forecast_depends_on(name: str) -> None:
    assert not moment().holds_for(replace(JOB, **{name: MATTERS[name]}), None)


@pytest.mark.parametrize("name", MATTERS_NOT)
def test_it_outlasts_the_rest(name: str) -> None:
    assert moment().holds_for(replace(JOB, **{name: MATTERS_NOT[name]}), None)


def test_every_part_of_a_job_is_one_or_the_other() -> None:
    assert {field.name for field in fields(Job)} == {*MATTERS, *MATTERS_NOT, *THE_SAME_FOR_GOOD}
