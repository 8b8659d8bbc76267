"""Streams made on the spot."""

import sys

import numpy as np
import pytest

from askless.bench.prequential.generated import generated, is_generated, source_names
from askless.errors import ModelError, UnknownNameError, UsageError


@pytest.mark.parametrize("source", source_names())
def test_a_stream_is_a_function_of_its_seed(source: str) -> None:
    flow, again, other = (generated(source, n_items=200, seed=seed) for seed in (3, 3, 4))
    assert len(flow) == 200
    assert np.isfinite(flow.items).all()
    assert set(np.unique(flow.y).tolist()) == set(range(len(flow.names)))
    assert (flow.items == again.items).all()
    assert (flow.y == again.y).all()
    assert not (flow.items == other.items).all()


def test_changes_are_where_they_are_said_to_be() -> None:
    stable, abrupt, gradual = (generated(f"sine:{kind}", n_items=400) for kind in ("stable", "abrupt", "gradual"))
    assert stable.changes == ()
    assert abrupt.changes == ((100, 100), (200, 200), (300, 300))
    assert gradual.changes == ((100, 140), (200, 240), (300, 340))
    # before the first change all are the same; after it items come from another generator
    assert (stable.items[:100] == abrupt.items[:100]).all()
    assert not (stable.items[100] == abrupt.items[100]).all()
    below = abrupt.items[:, 1] <= np.sin(abrupt.items[:, 0])
    assert len(set(abrupt.y[:100][below[:100]].tolist())) == 1
    assert set(abrupt.y[:100][below[:100]]) != set(abrupt.y[100:200][below[100:200]]), "classes are reversed"


def test_during_a_gradual_change_both_concepts_come() -> None:
    gradual = generated("sine:gradual", n_items=4000)
    below = gradual.items[:, 1] <= np.sin(gradual.items[:, 0])
    old = gradual.y == gradual.y[:1000][below[:1000]][0]
    during = slice(1000, 1400)
    share = old[during][below[during]]
    assert 0.2 < share.mean() < 0.8
    assert share[: len(share) // 3].mean() > share[-len(share) // 3 :].mean()
    assert not old[1400:2000][below[1400:2000]].any()


def test_a_concept_that_comes_again_is_the_same() -> None:
    flow = generated("led:recurring", n_items=8000)
    means = [flow.items[start : start + 2000][:, :7].mean(axis=0) for start in (0, 2000, 4000, 6000)]
    apart = [[float(np.abs(a - b).max()) for b in means] for a in means]
    assert apart[0][2] < apart[0][1]
    assert apart[1][3] < apart[1][2]


def test_what_moves_bit_by_bit_stands_still_before() -> None:
    moving, stable = (generated(f"hyperplane:{kind}", n_items=400) for kind in ("incremental", "stable"))
    assert moving.changes == ((100, 300),)
    assert (moving.y[:100] == stable.y[:100]).all()
    assert not (moving.y == stable.y).all()


def test_names_of_generators() -> None:
    assert is_generated("Sea:Abrupt")
    assert not is_generated("data/sea.csv")
    with pytest.raises(UnknownNameError, match="abrupt"):
        generated("sea:abrubt")
    with pytest.raises(UnknownNameError, match="“sea”"):
        generated("seea:abrupt")
    with pytest.raises(UsageError, match="does not say how"):
        generated("sea")
    with pytest.raises(UsageError, match="rbf or hyperplane"):
        generated("led:incremental")
    with pytest.raises(UsageError, match="40 items or more"):
        generated("sea:abrupt", n_items=39)


def test_without_river_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "river.datasets", None)
    with pytest.raises(ModelError, match=r"askless\[stream\]"):
        generated("sea:abrupt", n_items=100)
