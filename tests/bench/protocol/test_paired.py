"""Differences are taken within seeds, and only where both strategies were run."""

import math

import pytest

from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocol.paired import paired, places


def curve(name: str, strategy: str, seed: int, value: float, batch: int = 10) -> Curve:
    return Curve(Cell(name, "linear", batch, strategy, seed), (10, 20), (value, value), {"end": 1 - value})


CURVES = [
    curve("wine", "auto", 1, 0.5),
    curve("wine", "random", 1, 0.25),
    curve("wine", "auto", 0, 0.75),
    curve("wine", "random", 0, 0.25),
    curve("wine", "auto", 2, 0.75),
    curve("iris", "auto", 0, math.nan),
    curve("iris", "random", 0, 0.5),
    curve("iris", "auto", 0, 0.5, batch=1),
    curve("iris", "random", 0, 0.75, batch=1),
]


def test_seeds_are_paired_and_sorted() -> None:
    found = paired(CURVES, "auto", "random")
    assert {at: {name: v.tolist() for name, v in sets.items()} for at, sets in found.items()} == {
        ("linear", 1): {"iris": [-0.25]},
        ("linear", 10): {"wine": [0.5, 0.25]},
    }
    assert paired(CURVES, "auto", "margin") == {}


def test_anything_can_be_compared() -> None:
    found = paired(CURVES, "auto", "random", lambda c: c.facts["end"])
    assert found["linear", 10]["wine"].tolist() == [pytest.approx(-0.5), pytest.approx(-0.25)]


def test_places_hold_the_seeds_of_each_strategy() -> None:
    found = places(CURVES)
    assert list(found) == [("linear", 1), ("linear", 10)]
    assert [c.cell.seed for c in found["linear", 10]["wine"]["auto"]] == [0, 1, 2]
