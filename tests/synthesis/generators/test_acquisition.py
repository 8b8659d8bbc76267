"""Acquisitions against brute force, and batches that reckon with open questions."""

import numpy as np
import numpy.typing as npt
import pytest
from scipy.integrate import quad
from scipy.stats import norm
from sklearn.linear_model import LogisticRegression

from askless.errors import UsageError
from askless.synthesis import Domain
from askless.synthesis.generators.alc import alc_objective
from askless.synthesis.generators.expected_improvement import log_improvement
from askless.synthesis.generators.generator import generators
from askless.synthesis.models.gaussian_process import GaussianProcess
from askless.synthesis.models.named import point_model
from askless.synthesis.models.posterior import Posterior
from askless.synthesis.models.tuning import Hyperparameters
from askless.synthesis.round import Round

Array = npt.NDArray[np.float64]
BOX = Domain.box([0, 0], [1, 1])
NOTHING = np.empty((0, 2))


def model_of(noise: float = 1e-3) -> tuple[GaussianProcess, Array, Array]:
    points = np.random.default_rng(0).random((14, 2))
    answers = np.sin(5 * points[:, 0]) * points[:, 1]
    model = GaussianProcess(Hyperparameters("matern", (0.3, 0.5), 1.0, noise))
    model.fit(points, answers)
    return model, points, answers


def round_of(model: GaussianProcess, points: Array, answers: Array, **changes: object) -> Round:
    given = {
        "domain": BOX, "task": "real", "label_names": (), "points": points, "answers": answers, "pending": NOTHING,
        "unanswerable": NOTHING, "real": NOTHING, "real_answers": np.empty(0), "model": model, "seed": 1, "number": 14,
    }  # fmt: skip
    return Round(**(given | changes))  # type: ignore[arg-type]


def test_alc_is_what_a_refit_would_say() -> None:
    model, points, answers = model_of()
    rng = np.random.default_rng(1)
    reference, asked = rng.random((50, 2)), rng.random((6, 2))
    before = model.evidence("variance", reference).mean()
    expected = []
    for point in asked:
        after = Posterior.at(
            model.hyperparameters, 0.0, np.concatenate([points, point[None]]), np.append(answers, 123.0)
        )
        expected.append(before - after.variance(reference).mean())
    np.testing.assert_allclose(alc_objective(model, reference).value(asked), expected, rtol=1e-6, atol=1e-10)


def test_alc_has_the_gradient_of_differences() -> None:
    model, _, _ = model_of()
    rng = np.random.default_rng(2)
    objective = alc_objective(model, rng.random((40, 2)))
    points = rng.random((6, 2))
    assert objective.with_gradient is not None
    value, gradient = objective.with_gradient(points)
    np.testing.assert_allclose(value, objective.value(points))
    for column in range(2):
        step = np.zeros(2)
        step[column] = 1e-6
        near = (objective.value(points + step) - objective.value(points - step)) / 2e-6
        np.testing.assert_allclose(gradient[:, column], near, rtol=1e-3, atol=1e-8)


def test_alc_finds_what_a_grid_finds() -> None:
    model, points, answers = model_of()
    round = round_of(model, points, answers)
    proposal = generators.get("alc").propose(round, 1)
    side = np.linspace(0, 1, 60)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    reference = BOX.sample(512, round.rng(2))
    assert proposal.scores[0] >= alc_objective(model, reference).value(grid).max() * (1 - 1e-6)


@pytest.mark.parametrize("name", ["alc", "max_variance", "expected_improvement"])
def test_numbers_far_from_what_waits(name: str) -> None:
    model, points, answers = model_of()
    first = generators.get(name).propose(round_of(model, points, answers), 2)
    waiting = round_of(model, points, answers, pending=first.points[:1])
    then = generators.get(name).propose(waiting, 1)
    assert np.abs(first.points[1] - first.points[0]).max() > 1e-3
    assert then.scores[0] == pytest.approx(first.scores[1], rel=0.05)
    given_up = round_of(model, points, answers, unanswerable=first.points[:1])
    assert np.abs(generators.get(name).propose(given_up, 1).points[0] - first.points[0]).max() > 1e-3


def test_max_variance_finds_what_a_grid_finds() -> None:
    model, points, answers = model_of()
    proposal = generators.get("max_variance").propose(round_of(model, points, answers), 1)
    side = np.linspace(0, 1, 60)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    assert proposal.scores[0] >= model.evidence("variance", grid).max() * (1 - 1e-6)


@pytest.mark.parametrize("z", [-500.0, -60.0, -30.0, -5.0, -1.0, -0.999, 0.0, 2.0, 30.0])
def test_log_improvement(z: float) -> None:
    value, slope = log_improvement(np.array([z]))
    near = (log_improvement(np.array([z + 1e-5]))[0] - log_improvement(np.array([z - 1e-5]))[0]) / 2e-5
    assert slope == pytest.approx(near, rel=1e-4)
    if z > -30:
        assert value == pytest.approx(np.log(norm.pdf(z) + z * norm.cdf(z)), rel=1e-5)
    else:  # φ(z) / z² (1 - 3 / z² + 15 / z⁴)
        assert value == pytest.approx(norm.logpdf(z) - 2 * np.log(-z) + np.log1p(-3 / z**2 + 15 / z**4), rel=1e-6)


def test_log_improvement_very_far() -> None:
    value, slope = log_improvement(np.array([-1e4, -1e8]))
    assert np.isfinite(value).all()
    np.testing.assert_allclose(slope, [1e4, 1e8], rtol=1e-3)


@pytest.mark.parametrize("goal", ["maximum", "minimum"])
def test_expected_improvement_is_an_integral(goal: str) -> None:
    model, points, answers = model_of()
    round = round_of(model, points, answers, goal=goal)
    proposal = generators.get("expected_improvement").propose(round, 1)
    sign = -1 if goal == "minimum" else 1
    best = (sign * model.predict(points)).max()
    mean = sign * model.predict(proposal.points)[0]
    std = np.sqrt(model.evidence("variance", proposal.points)[0])
    expected = quad(lambda y: (y - best) * norm.pdf(y, mean, std), best, mean + 12 * std)[0]
    assert proposal.scores[0] == pytest.approx(expected, rel=1e-5)
    assert ("lower" if goal == "minimum" else "higher") in proposal.why[0]
    side = np.linspace(0, 1, 60)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    z = (sign * model.predict(grid) - best) / np.sqrt(model.evidence("variance", grid))
    height = np.exp(log_improvement(z)[0]) * np.sqrt(model.evidence("variance", grid))
    assert proposal.scores[0] >= height.max() * (1 - 1e-6)


def test_margin_asks_at_the_boundary_and_bald_where_it_is_least_known() -> None:
    points = np.random.default_rng(3).random((30, 2)) * [1.0, 0.4]  # nothing is known of the upper half
    codes = (points[:, 0] > 0.5).astype(np.int64)
    model = point_model(None, BOX, "classes", seed=0)
    model.fit(points, codes, 2)
    round = Round(
        BOX, "classes", ("left", "right"), points, codes, NOTHING, NOTHING, NOTHING, np.empty(0), model, 0, 30
    )
    batch = generators.get("margin").propose(round, 3)
    assert (np.abs(model.predict(batch.points)[:, 0] - 0.5) < 0.01).all()
    apart = np.linalg.norm(batch.points[:, None] - batch.points, axis=2)
    assert apart[np.triu_indices(3, 1)].min() > 0.1
    assert batch.why[0].startswith("torn between")
    bald = generators.get("bald").propose(round, 1)
    assert bald.points[0, 1] > 0.5


def test_too_little_evidence_is_said() -> None:
    model = point_model(LogisticRegression(), BOX, "classes")
    points = np.random.default_rng(4).random((10, 2))
    model.fit(points, (points[:, 0] > 0.5).astype(np.int64), 2)
    given = (points, np.zeros(10), NOTHING, NOTHING, NOTHING, np.empty(0))
    with pytest.raises(UsageError, match="`covariance`"):
        generators.get("alc").propose(Round(BOX, "classes", ("a", "b"), *given, model, 0, 10), 1)
    with pytest.raises(UsageError, match="needs a model"):
        generators.get("bald").propose(Round(BOX, "classes", ("a", "b"), *given, None, 0, 10), 1)
