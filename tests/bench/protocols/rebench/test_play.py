"""Curves of the re-benchmark."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from askless.bench.protocols.rebench.machine import Exact
from askless.bench.protocols.rebench.play import STRATEGIES, aubc, play
from askless.bench.protocols.rebench.published import published_margin
from askless.bench.protocols.rebench.split import START, Split, split_of
from askless.bench.protocols.rebench.warm import Warm
from askless.bench.sets.folder import read_set


@pytest.mark.parametrize("name", ["appendicitis", "sonar"])
@pytest.mark.parametrize("seed", [0, 1])
def test_margin_is_as_published(shared_data: Path, name: str, seed: int) -> None:
    split = split_of(read_set(name, shared_data), seed)
    area = aubc(play(split, Exact(split), "margin").accuracy)
    assert area == pytest.approx(published_margin()[name][seed], abs=1e-4)


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("machine", [Exact, Warm])
def test_each_row_is_asked_once(blobs: Callable[..., Split], strategy: str, machine: type[Exact] | type[Warm]) -> None:
    split = blobs()
    played = play(split, machine(split), strategy)
    assert played.rows[:START].tolist() == list(range(START))
    assert np.sort(played.rows).tolist() == list(range(split.n_train))
    assert played.accuracy.shape == (split.n_train - START,)
    assert (played.accuracy >= 0).all()
    assert (played.accuracy <= 1).all()


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_curve_repeats(blobs: Callable[..., Split], strategy: str) -> None:
    split = blobs(100)
    assert (play(split, Exact(split), strategy).rows == play(split, Exact(split), strategy).rows).all()


def test_all_end_at_the_same_machine(blobs: Callable[..., Split]) -> None:
    split = blobs()
    assert len({play(split, Exact(split), strategy).right[-1] for strategy in STRATEGIES}) == 1


def test_first_of_copies_is_asked(blobs: Callable[..., Split]) -> None:
    split = blobs(150, copies=60)
    place = np.argsort(play(split, Exact(split), "margin").rows)
    for row in range(START, split.n_train):
        same = (split.features[START : split.n_train] == split.features[row]).all(axis=1)
        copies = START + np.flatnonzero(same)
        assert np.all(np.diff(place[copies]) > 0)


def test_auto_draws_one_row_in_twenty(blobs: Callable[..., Split], monkeypatch: pytest.MonkeyPatch) -> None:
    from askless.choose.strategy import random_share

    drawn: list[int] = []
    true = random_share.draw

    def counted(round, k, *args, **kwargs):  # type: ignore[no-untyped-def]
        drawn.append(k)
        return true(round, k, *args, **kwargs)

    monkeypatch.setattr(random_share, "draw", counted)
    split = blobs(200)
    play(split, Exact(split), "auto")
    assert len(drawn) == 100
    assert sum(drawn) == 5


def test_area_weighs_the_ends_by_half() -> None:
    assert aubc(np.array([0.0, 1.0])) == 0.25
    assert aubc(np.ones(10)) == pytest.approx(0.9)
