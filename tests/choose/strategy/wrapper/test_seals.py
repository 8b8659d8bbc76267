"""Only the neighbours of labelled rows are looked at."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from askless.choose.strategy.strategy import strategies
from askless.choose.strategy.wrapper.seals import Seals
from askless.errors import UnknownNameError, UsageError
from askless.testing import STRATEGY_CHECKS, toy_round
from askless.testing.toy import table_of


def neighbours(round, k):
    """Naive: the candidates among the k nearest rows of each labelled one, itself left out."""
    x = table_of(round)["embedding"].astype(np.float64)
    near = set()
    for row in round.labelled:
        distance = ((x[round.pool] - x[row]) ** 2).sum(axis=1)
        near |= set(round.pool[np.argsort(distance)][: k + 1].tolist())
    return sorted(near & set(round.candidates.tolist()))


@pytest.mark.parametrize("k", [1, 3, 10])
def test_it_is_the_strategy_on_the_neighbours(k: int) -> None:
    round = toy_round(n_items=120)
    near = neighbours(round, k)
    choice = Seals(neighbours=k).choose(round, 3)
    expected = strategies.get("margin").choose(replace(round, candidates=np.array(near)), 3)
    assert choice.rows.tolist() == expected.rows.tolist()


def test_where_neighbours_run_out_the_rest_of_the_pool_fills_up() -> None:
    round = toy_round(n_items=120)
    near = neighbours(round, 1)
    rows = Seals(neighbours=1).choose(round, len(near) + 5).rows.tolist()
    assert sorted(rows[: len(near)]) == near
    rest = replace(round, candidates=np.setdiff1d(round.candidates, near))
    assert rows[len(near) :] == strategies.get("margin").choose(rest, 5).rows.tolist()


def test_without_labels_the_strategy_sees_the_whole_pool() -> None:
    round = toy_round(n_labelled=0)
    assert Seals(neighbours=1).choose(round, 4).rows.tolist() == strategies.get("margin").choose(round, 4).rows.tolist()


def test_neighbours_are_sought_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sought = []
    search = Seals._search
    monkeypatch.setattr(
        Seals, "_search", lambda self, round, pool, rows: sought.extend(rows) or search(self, round, pool, rows)
    )
    round = toy_round()
    choice = Seals(neighbours=5).choose(round, 3)
    after = replace(
        round.without(choice.rows),
        pending=round.pending,
        labelled=np.concatenate([round.labelled, choice.rows]),
        labels=np.concatenate([round.labels, np.zeros(3, np.int64)]),
        number=2,
    )
    Seals(neighbours=5).choose(after, 3)
    assert sought == [*round.labelled, *choice.rows]


def test_it_finds_a_rare_group_from_one_example() -> None:
    round = toy_round(n_items=200, n_labelled=1, n_pending=0)
    start = int(round.labelled[0])
    x = table_of(round)["embedding"]
    group = np.argsort(((x - x[start]) ** 2).sum(axis=1))[:21]
    assert set(Seals(neighbours=20).choose(round, 20).rows) == set(group) - {start}


def test_the_approximate_index_finds_nearly_the_same() -> None:
    pytest.importorskip("faiss", reason="the extra “ann” is not installed")
    round = toy_round(n_items=300)
    exact, index = Seals(neighbours=10), Seals(neighbours=10, index="faiss")
    assert index.choose(round, 10).rows.tolist() == exact.choose(round, 10).rows.tolist()


def test_a_missing_index_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faiss", None)
    with pytest.raises(UsageError, match=r"pip install askless\[ann\]"):
        Seals(index="faiss").choose(toy_round(), 3)


def test_options_that_cannot_be_meant() -> None:
    with pytest.raises(UsageError, match="`neighbours` is 0"):
        Seals(neighbours=0)
    with pytest.raises(UnknownNameError, match="There is no index “hnsw”"):
        Seals(index="hnsw")  # type: ignore[arg-type]


INSIDE = [(None, check) for check in STRATEGY_CHECKS]
INSIDE += [  # the examples of others have no neighbours in mind
    (inner, check) for inner in ("max_herding", "auto") for check in STRATEGY_CHECKS if check != "worked_example"
]


@pytest.mark.parametrize(("inner", "check"), INSIDE)
def test_every_check_holds_when_it_does_leave_rows_out(inner: str | None, check: str) -> None:
    STRATEGY_CHECKS[check](Seals(strategy=inner and strategies.get(inner), neighbours=2))
