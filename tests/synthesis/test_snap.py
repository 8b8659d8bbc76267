"""The nearest real rows of made-up questions."""

from __future__ import annotations

import numpy as np
import pytest

from askless.errors import UsageError
from askless.synthesis.snap import Snap


@pytest.mark.parametrize("index", ["exact", "approximate"])
def test_as_by_comparing_one_after_the_other(index: str) -> None:
    if index == "approximate":
        pytest.importorskip("faiss")
    rng = np.random.default_rng(0)
    real, points = rng.random((300, 4)), rng.random((20, 4))
    taken = np.arange(0, 300, 3)
    free = set(range(300)) - set(taken.tolist())
    expected = []
    for point in points:
        best = min(free, key=lambda row: (((real[row] - point) ** 2).sum(), row))
        free.discard(best)
        expected.append(best)
    rows, distances = Snap(real, index=index).nearest(points, taken)
    if index == "exact":
        assert rows.tolist() == expected
    assert len(set(rows.tolist())) == 20
    assert not set(rows.tolist()) & set(taken.tolist())
    assert np.allclose(distances, np.linalg.norm(real[rows] - points, axis=1), rtol=1e-5)


def test_the_same_point_twice_gets_two_rows() -> None:
    rows, _ = Snap(np.array([[0.0], [0.1], [1.0]])).nearest(np.array([[0.0], [0.0]]))
    assert rows.tolist() == [0, 1]


def test_fewer_rows_than_points() -> None:
    snap = Snap(np.array([[0.0], [0.1], [1.0]]))
    assert snap.nearest(np.full((5, 1), 0.9), np.array([2]))[0].tolist() == [1, 0]
    assert snap.nearest(np.full((5, 1), 0.9), np.arange(3))[0].tolist() == []
    assert snap.nearest(np.zeros((0, 1)))[0].tolist() == []


def test_the_scale_decides_what_is_near() -> None:
    real, point = np.array([[0.0, 0.3], [0.4, 0.0]]), np.zeros((1, 2))
    assert Snap(real).nearest(point)[0].tolist() == [0]
    assert Snap(real, scale=np.array([1.0, 0.1])).nearest(point)[0].tolist() == [1]


def test_no_rows_and_no_such_index() -> None:
    with pytest.raises(UsageError, match="no real row"):
        Snap(np.zeros((0, 2)))
    with pytest.raises(UsageError, match="index"):
        Snap(np.zeros((1, 2)), index="fast")
