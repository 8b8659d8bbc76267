"""Games on a few points: what every curve goes through."""

import numpy as np
import pytest

from askless.bench.game import Game
from askless.bench.metrics import balanced_accuracy
from askless.pool.learner import PoolLearner


@pytest.fixture
def points() -> tuple[np.ndarray, np.ndarray]:
    x = np.random.default_rng(0).normal(size=(120, 2))
    return x, (x[:, 0] > 0).astype(np.int64)


def game(points: tuple[np.ndarray, np.ndarray], **options: int) -> Game:
    x, y = points
    return Game.of(x[:60], y[:60], x[60:], y[60:], classes=("left", "right"), budget=20, **options)


def test_a_curve_has_a_point_a_batch_and_depends_on_nothing_played_before(points: tuple) -> None:
    played = game(points, batch=5)
    first = played.play("margin")
    assert first.labels == [5, 10, 15, 20]
    played.play("random")
    assert played.play("margin").metric == first.metric
    assert game(points, batch=5).play("margin").metric == first.metric


def test_a_start_is_the_same_for_all_and_gives_a_point(points: tuple) -> None:
    played = game(points, start=10)
    random, margin = played.play("random"), played.play("margin")
    assert random.labels == margin.labels == [10, 20]
    assert random.metric[0] == margin.metric[0]


def test_a_watcher_sees_the_learner_at_each_point(points: tuple) -> None:
    seen: list[int] = []

    def watch(learner: PoolLearner) -> None:
        seen.append(len(learner.labels))

    assert game(points).play("random", watch=watch).labels == seen


def test_without_a_model_the_usual_answer_is_predicted(points: tuple) -> None:
    x, y = points
    lone = np.zeros(60, dtype=np.int64)
    played = Game.of(x[:60], lone, x[60:], y[60:], classes=("left", "right"), budget=10, metric=balanced_accuracy)
    assert played.play("auto").metric == [0.5]


def test_copies_count_once_in_full_data() -> None:
    x = np.repeat(np.arange(10.0), 2)[:, None]
    y = (x[:, 0] > 4).astype(np.int64)
    assert Game.of(x, y, x, y, classes=("low", "high"), budget=5).full() == (1.0, 10)
