"""What is kept of the time that answers about sentences took, and what is made of it."""

import json
from typing import Any

import numpy as np
import pytest

from askless import PoolLearner
from askless.choose.choice import Choice
from askless.choose.round import Round
from askless.choose.strategy.strategy import Strategy
from askless.core.events import Event
from askless.data.labels.skip import SKIP
from askless.data.labels.spans import Spans
from askless.data.labels.tags import Tags
from askless.enough.effort import Effort
from askless.pool.job import Job

SENTENCES = [[f"w{i}", *"abcdefghij"] for i in range(8)]  # of eleven tokens each
TAGS = ["A", "B"]


class Parts(Strategy):
    """Asks about two tokens, further on each time."""

    name = "parts"
    needs = ()
    summary = "asks about two tokens"
    reference = when_not = cost = ""
    example: Any = {}  # noqa: RUF012
    tasks = ("tags", "spans")

    def choose(self, round: Round, k: int) -> Choice:
        """The first `k` candidates, from the first token on if nothing was answered yet, else from the fifth."""
        rows, first = round.candidates[:k], 4 if len(round.labelled) else 0
        return Choice.of(rows, why="first", windows=np.tile([first, first + 2], (len(rows), 1)))


def asking(**options: Any) -> PoolLearner:
    return PoolLearner(SENTENCES, labels=Tags(TAGS), strategy=Parts(), **options)


def known(*places: int) -> list[str | None]:
    return ["A" if place in places else None for place in range(11)]


def test_an_answer_keeps_what_was_read_and_decided_for_it() -> None:
    learner = asking()
    assert learner.ask(1).windows == ((0, 2),)
    learner.tell(0, known(0, 1), seconds=4.0)
    assert learner.job().spent == [[5, 2, 4.0]], "three tokens more are read"
    assert learner.ask(1).windows == ((4, 6),)
    assert learner.job().spent == [[5, 2, 4.0]], "a later question changes nothing"
    learner.tell(0, known(4), seconds=3.0)
    assert learner.job().spent == [[5, 2, 4.0], [8, 1, 3.0]], "what was known before was not decided again"
    learner.tell(1, known(*range(11)), seconds=9.0, decisions=3)
    assert learner.job().spent[2] == [11, 3, 9.0], "nobody asked for a window, and the page counted"
    learner.tell([2, 3], [known(1), SKIP])
    assert len(learner.job().spent) == 3, "without a time"
    learner.undo()
    learner.undo()
    learner.undo()
    assert len(learner.job().spent) == 2


def test_spans_are_decided_one_by_one() -> None:
    learner = PoolLearner(SENTENCES, labels=Spans(["X"]))
    learner.tell(0, [[0, 2, "X"], [3, 6, "X"], [7, 9, None]], seconds=5.0, decisions=None)
    learner.tell(0, [[0, 6, None], [7, 8, "X"], [9, 20, None]], seconds=2.0)
    assert learner.job().spent == [[11, 2, 5.0], [11, 1, 2.0]]


@pytest.mark.parametrize(
    "about",
    [
        {"seconds": 4.0},
        {"seconds": 4.0, "read": 11},
        {"seconds": 4.0, "read": "11", "decisions": 2},
        {"seconds": 4.0, "read": 11, "decisions": -1},
        {"seconds": 4.0, "read": 10**400, "decisions": 1},
        {"seconds": float("nan"), "read": 11, "decisions": 1},
        {"seconds": 0, "read": 11, "decisions": 1},
    ],
)
def test_times_of_damaged_answers_do_not_count(about: dict[str, Any]) -> None:
    learner = asking()
    learner.record(Event("answer", "0", {"answer": known(0), **about}))
    assert learner.job().rows == [0]
    assert learner.job().spent == []
    assert learner.job().effort == Effort()


def test_costs_are_fitted_where_they_are_needed() -> None:
    learner = asking()
    rows = list(range(8))
    learner.tell(rows, [known(0)] * 8, seconds=[60.0 + row for row in rows])
    job = learner.job()
    assert Job.from_json(json.loads(json.dumps(job.to_json()))).spent == job.spent
    assert job.effort == Effort.fitted(*zip(*job.spent, strict=True))
    assert job.effort.n == 8

    def offered(**needs: Any) -> Any:
        return job.evidence(None, learner.items, ready=False, version=0, before=None, **needs)

    assert not offered(needs=("token_entropy",)).offers("cost")
    for evidence in (offered(), offered(needs=("cost",))):
        assert evidence.get("cost", [0]).tolist() == job.effort.seconds([11]).tolist()
