"""The picks: a stream of scores, a uniform sample, greedy selection."""

import numpy as np
import pytest

from askless.choose.objective.coverage import init
from askless.choose.pick import greedy as greedy_file
from askless.choose.pick.greedy import greedy
from askless.choose.pick.sample import sample
from askless.choose.pick.top_k import top_k


@pytest.mark.parametrize("size", [1, 7, 100])
def test_top_k_of_a_stream(size: int) -> None:
    rng = np.random.default_rng(0)
    rows, scores, noise = rng.permutation(100), np.rint(rng.random(100) * 8), rng.random(100)
    chunks = ((rows[at : at + size], scores[at : at + size]) for at in range(0, 100, size))
    expected = rows[np.lexsort((-noise[rows], -scores))][:9]
    best, values = top_k(chunks, lambda some: noise[some], 9)
    assert best.tolist() == expected.tolist()
    assert (np.diff(values) <= 0).all()


def test_a_sample_does_not_depend_on_the_order() -> None:
    noise = np.random.default_rng(0).random(50)
    rows = np.arange(50)
    assert sample(rows, noise, 10).tolist() == sample(rows[::-1], noise[::-1], 10).tolist()
    assert sorted(sample(rows, noise, 99)) == rows.tolist()


def test_when_nothing_adds_anything_the_noise_decides() -> None:
    features = np.array([[0.0], [0.0], [9.0], [9.0]])
    noise = np.array([0.1, 0.2, 0.4, 0.3])
    picked = greedy(init(features, scale=1.0), np.arange(4), lambda r: features[r], lambda r: noise[r], 4)
    assert picked.rows.tolist() == [2, 1, 3, 0]
    assert picked.idle.tolist() == [False, False, True, True]
    assert picked.gains.tolist() == [2.0, 2.0, 0.0, 0.0]
    assert picked.probabilities.tolist() == [1.0] * 4, "all are taken"
    picked = greedy(init(features, scale=1.0), np.arange(4), lambda r: features[r], lambda r: noise[r], 3)
    assert picked.probabilities.tolist() == [1.0, 1.0, 0.5], "one of the two that are left"


def test_held_views_and_fresh_views_pick_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    features, noise = rng.normal(size=(300, 4)), rng.random(300)

    def picks() -> list[int]:
        state = init(features[:80], scale=1.0)
        return greedy(state, np.arange(300), lambda r: features[r], lambda r: noise[r], 25, block=16).rows.tolist()

    held = picks()
    monkeypatch.setattr(greedy_file, "_HELD", 0)
    assert picks() == held
