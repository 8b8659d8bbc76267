import numpy as np
import pytest

from askless.errors import UsageError
from askless.synthesis.domain.domain import Domain
from askless.synthesis.generators.boundary import Weights, boundary_gain
from askless.synthesis.generators.generator import generators
from askless.synthesis.generators.halfspace import leading
from askless.synthesis.models.features import Features, Fourier, Homogeneous, Linear
from askless.synthesis.models.version_space import GeneralisedLinear, Halfspace
from askless.synthesis.round import Round


def round_of(domain, points=None, codes=None, model=None, labels=("no", "yes"), **more) -> Round:
    """A round of labels; what is not given is empty."""
    nothing = np.empty((0, domain.width))
    points = nothing if points is None else points
    codes = np.empty(0, dtype=np.int64) if codes is None else codes
    given = {
        "pending": nothing, "unanswerable": nothing, "real": nothing, "real_answers": np.empty(0, dtype=np.int64),
        "seed": 0, "number": len(points), **more,
    }  # fmt: skip
    return Round(domain, "classes", tuple(labels), points, codes, model=model, **given)


def play(domain, weights: np.ndarray, n: int, flips: float = 0.0, k: int = 1) -> Halfspace:
    rng, model, fitted = np.random.default_rng(0), Halfspace(domain.width), False
    points, codes = np.empty((0, domain.width)), np.empty(0, dtype=np.int64)
    while len(points) < n:
        asked = (
            generators.get("halfspace").propose(round_of(domain, points, codes, model if fitted else None), k).points
        )
        truth = (asked - 0.5) @ weights > 0
        points = np.concatenate([points, asked])
        codes = np.concatenate([codes, (truth ^ (rng.random(len(asked)) < flips)).astype(np.int64)])
        fitted = len(np.unique(codes)) == 2
        if fitted:
            model.fit(points, codes, 2)
    return model


def error(model: Halfspace, weights: np.ndarray) -> float:
    mean = model.belief.sites[0].mean
    cosine = mean @ weights / np.linalg.norm(mean) / np.linalg.norm(weights)
    return float(np.arccos(min(1.0, cosine)) / np.pi)


@pytest.mark.parametrize(("flips", "most"), [(0.0, 1e-3), (0.05, 1e-2)])
def test_twelve_questions_a_dimension(flips: float, most: float) -> None:
    weights = np.random.default_rng(3).normal(size=10)
    assert error(play(Domain.box([-1] * 10, [1] * 10), weights, 120, flips), weights) <= most


def test_batches() -> None:
    weights = np.random.default_rng(4).normal(size=10)
    assert error(play(Domain.box([-1] * 10, [1] * 10), weights, 120, k=10), weights) <= 5e-3


def test_questions_of_a_batch_are_orthogonal_and_on_the_boundary() -> None:
    domain, rng = Domain.box([0] * 6, [1] * 6), np.random.default_rng(0)
    points, model = rng.random((20, 6)), Halfspace(6)
    codes = (points[:, 0] > 0.5).astype(np.int64)
    model.fit(points, codes, 2)
    asked = generators.get("halfspace").propose(round_of(domain, points, codes, model), 3)
    about = Homogeneous(6).of(asked.points)
    assert np.allclose(about @ model.belief.sites[0].mean, 0, atol=1e-9)
    assert np.all(np.diff(asked.scores) <= 1e-12)
    assert np.abs(about @ about.T - np.eye(3)).max() < 0.5
    assert "least certain" in asked.why[0]
    waiting = round_of(domain, points, codes, model, pending=asked.points[:1])
    again = generators.get("halfspace").propose(waiting, 1)
    assert np.abs(Homogeneous(6).of(again.points) @ about[0]).max() < 0.5


def test_steps_and_the_guard_are_kept() -> None:
    from askless.synthesis.domain import Integer, Real

    domain = Domain([Integer("a", 0, 10), Integer("b", 0, 10), Real("c", 0, 1)])
    rng = np.random.default_rng(1)
    points = domain.sample(30, rng)
    model, codes = Halfspace(3), (points[:, 0] + points[:, 2] > 1.0).astype(np.int64)
    model.fit(points, codes, 2)
    asked = generators.get("halfspace").propose(
        round_of(domain, points, codes, model, plausible=lambda given: given[:, 2] < 0.5), 4
    )
    assert len(asked.points) == 4
    assert domain.allowed(asked.points).all()
    assert (asked.points[:, 2] < 0.5).all()
    assert len(np.unique(asked.points, axis=0)) == 4
    nowhere = round_of(domain, points, codes, model, plausible=lambda given: np.zeros(len(given), dtype=bool))
    assert not len(generators.get("halfspace").propose(nowhere, 2).points)


def test_leading_beyond_exact_dimensions() -> None:
    rng = np.random.default_rng(0)
    root = rng.normal(size=(80, 80))
    covariance, normal = root @ root.T / 80, np.eye(80)[0]
    along = leading(covariance, normal)
    tangent = np.eye(80) - np.outer(normal, normal)
    best = np.linalg.eigvalsh(tangent @ covariance @ tangent)[-1]
    assert abs(along[0]) < 1e-9
    assert along @ covariance @ along > 0.9 * best


@pytest.mark.parametrize("features", [Homogeneous(3), Linear(3), Fourier(3, 20, 0.5, 0)])
def test_gradient_of_the_gain(features: Features) -> None:
    rng = np.random.default_rng(5)
    root = rng.normal(size=(features.width, features.width))
    weights = [Weights(rng.normal(size=features.width), root @ root.T, noise) for noise in (1.0, 1e-10)]
    objective = boundary_gain(features, weights, [np.eye(features.width), root @ root.T])
    points = rng.random((5, 3))
    assert objective.with_gradient is not None
    value, gradient = objective.with_gradient(points)
    assert np.allclose(value, objective.value(points))
    for j in range(3):
        step = 1e-5 * np.eye(3)[j]
        by_steps = (objective.value(points + step) - objective.value(points - step)) / 2e-5
        assert np.allclose(gradient[:, j], by_steps, rtol=2e-3, atol=1e-3 * np.abs(value).max())


def test_what_cannot_be_meant() -> None:
    domain = Domain.box([0, 0], [1, 1])
    with pytest.raises(UsageError, match="3 labels"):
        generators.get("halfspace").propose(round_of(domain, labels="abc"), 1)
    points = np.array([[0.1, 0.1], [0.9, 0.9]])
    model = GeneralisedLinear(2)
    model.fit(points, np.array([0, 1]), 2)
    with pytest.raises(UsageError, match="own model"):
        generators.get("halfspace").propose(round_of(domain, points, np.array([0, 1]), model), 1)
