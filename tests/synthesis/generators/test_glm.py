import numpy as np
import pytest

from askless.errors import UsageError
from askless.synthesis.domain.domain import Domain
from askless.synthesis.generators.generator import generators
from askless.synthesis.models.version_space import GeneralisedLinear
from askless.synthesis.round import Round

BOX = Domain.box([0, 0], [1, 1])


def round_of(points, codes, model, labels=("no", "yes"), **more) -> Round:
    nothing = np.empty((0, 2))
    given = {
        "pending": nothing, "unanswerable": nothing, "real": nothing, "real_answers": np.empty(0, dtype=np.int64),
        "seed": 0, "number": len(points), **more,
    }  # fmt: skip
    return Round(BOX, "classes", tuple(labels), points, codes, model=model, **given)


def played(n: int, strategy: str, answer, labels: str, **options) -> tuple[GeneralisedLinear, float]:
    """A model after n questions, and its accuracy over the domain."""
    model, points, fitted = GeneralisedLinear(2, **options), np.empty((0, 2)), None
    while len(points) < n:
        asked = generators.get(strategy).propose(round_of(points, answer(points), fitted, labels), 1)
        assert BOX.allowed(asked.points).all()
        points = np.concatenate([points, asked.points])
        if len(np.unique(answer(points))) > 1:
            model.fit(points, answer(points), len(labels))
            fitted = model
    tried = np.random.default_rng(9).random((4000, 2))
    return model, float(np.mean(model.predict(tried).argmax(axis=1) == answer(tried)))


def line(points: np.ndarray) -> np.ndarray:
    return (points @ [1.0, 0.6] > 0.5).astype(np.int64)


def disc(points: np.ndarray) -> np.ndarray:
    return (((points - 0.5) ** 2).sum(axis=1) < 0.1).astype(np.int64)


def thirds(points: np.ndarray) -> np.ndarray:
    return np.digitize(points[:, 0], [0.3, 0.7])


def test_a_line_is_found_sooner_than_by_chance() -> None:
    assert played(30, "glm", line, "ab")[1] > max(0.985, played(30, "sobol", line, "ab")[1])


def test_waves_find_a_disc() -> None:
    assert played(40, "glm", disc, "ab", fourier=60)[1] > 0.93


def test_several_labels() -> None:
    assert played(30, "glm", thirds, "abc", fourier=60)[1] > 0.9


def test_batches_keep_apart_and_what_waits_is_reckoned_with() -> None:
    points = np.random.default_rng(0).random((20, 2))
    model = GeneralisedLinear(2)
    model.fit(points, line(points), 2)
    asked = generators.get("glm").propose(round_of(points, line(points), model), 3)
    assert len(asked.points) == len(asked.why) == 3
    apart = np.linalg.norm(asked.points[:, None] - asked.points, axis=2) + 9 * np.eye(3)
    assert apart.min() > 0.05
    again = generators.get("glm").propose(round_of(points, line(points), model, pending=asked.points[:1]), 1)
    assert np.linalg.norm(again.points[0] - asked.points[0]) > 0.05


def test_errors_count_where_real_rows_are() -> None:
    rng = np.random.default_rng(0)
    points, real = rng.random((20, 2)), np.column_stack([0.8 + 0.2 * rng.random(200), rng.random(200)])
    model = GeneralisedLinear(2)
    model.fit(points, line(points), 2)
    few = {"real": real, "real_answers": np.full(200, -1), "plausible": lambda given: given[:, 1] < 0.4}
    asked = generators.get("glm").propose(round_of(points, line(points), model, **few), 2)
    assert (asked.points[:, 1] < 0.4).all()
    nowhere = round_of(points, line(points), model, plausible=lambda given: np.zeros(len(given), dtype=bool))
    assert not len(generators.get("glm").propose(nowhere, 1).points)


def test_another_model_is_refused() -> None:
    with pytest.raises(UsageError, match="own model"):
        generators.get("glm").propose(round_of(np.empty((0, 2)), np.empty(0), _Other()), 1)


class _Other:
    name = "other"
