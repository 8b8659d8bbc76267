"""The look-ahead kernel against its definition, written out one candidate and answer at a time."""

from collections.abc import Callable

import numpy as np
import pytest

from askless.choose.kernels.look_ahead import Loss, Part, cost_loss, expected_loss, log_loss, zero_one_loss
from askless.choose.kernels.rows import numpy_of
from askless.testing.libraries import libraries

COSTS = np.array([[0.0, 1.0, 4.0], [2.0, 0.0, 1.0], [0.5, 3.0, 0.0]])


def entropy(p: np.ndarray) -> np.ndarray:
    return -(p * np.log(p)).sum(axis=1)


def wrong(p: np.ndarray) -> np.ndarray:
    return 1.0 - p.max(axis=1)


def cost(p: np.ndarray) -> np.ndarray:
    return ((p @ COSTS) * p).sum(axis=1)


def parts(n_classes: int = 3) -> tuple[Part, Part, Part]:
    rng = np.random.default_rng(0)
    sizes = (50, 9, 20)
    return tuple(  # type: ignore[return-value]
        Part(rng.dirichlet(np.ones(n_classes), size=n), rng.normal(size=(n, 4)) * 0.5) for n in sizes
    )


def naive(evaluation: Part, candidate: Part, labelled: Part | None, loss: Callable[[np.ndarray], np.ndarray]) -> float:
    """One candidate: its covariance after the label, the mean shift, then every answer."""
    p, phi = candidate.proba[0], candidate.features[0]
    w = (1 - p @ p) / (len(p) - 1)
    after = np.linalg.inv(np.eye(4) + w * np.outer(phi, phi))
    shift = np.zeros((50, len(p)))
    if labelled is not None:
        known = np.concatenate([labelled.proba, candidate.proba])
        x = np.concatenate([labelled.features, candidate.features])
        spread = np.diag(p) - np.outer(p, p)
        centred = np.eye(len(p))[None] - known[:, None]
        squares = np.einsum("lka,ab,lkb->lk", centred, spread, centred)
        third = known * (squares - (known * squares).sum(axis=1, keepdims=True))
        shift = -0.5 * evaluation.features @ after @ (x.T @ ((x @ after @ phi)[:, None] ** 2 * third))
    total = 0.0
    for y in range(len(p)):
        step = np.outer(evaluation.features @ after @ phi, np.eye(len(p))[y] - p)
        z = np.exp(np.log(evaluation.proba) + shift + step)
        total += p[y] * loss(z / z.sum(axis=1, keepdims=True)).mean()
    return total


@pytest.mark.parametrize("second_order", [True, False])
@pytest.mark.parametrize(("loss", "plain"), [(log_loss, entropy), (zero_one_loss, wrong), (cost_loss(COSTS), cost)])
def test_losses_are_those_of_the_definition(loss: Loss, plain: Callable, second_order: bool) -> None:
    evaluation, candidates, labelled = parts()
    known = labelled if second_order else None
    one_by_one = [
        naive(evaluation, Part(candidates.proba[i : i + 1], candidates.features[i : i + 1]), known, plain)
        for i in range(9)
    ]
    np.testing.assert_allclose(expected_loss(evaluation, candidates, known, loss), one_by_one, rtol=1e-10)


@pytest.mark.parametrize("tile", [1, 400, 10**6])
def test_tiles_do_not_matter(tile: int) -> None:
    whole = expected_loss(*parts(5), log_loss)
    np.testing.assert_allclose(expected_loss(*parts(5), log_loss, tile=tile), whole, rtol=1e-12)


@pytest.mark.parametrize("loss", [log_loss, zero_one_loss, cost_loss(COSTS)])
def test_libraries_agree(loss: Loss) -> None:
    whole = expected_loss(*parts(), loss)
    for convert in libraries():
        told = [Part(convert(part.proba), convert(part.features)) for part in parts()]
        np.testing.assert_allclose(numpy_of(expected_loss(*told, loss)), whole, rtol=1e-10)


def test_certain_rows_and_long_steps_stay_finite() -> None:
    sure = Part(np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]), 1e3 * np.array([[1.0], [-1.0], [3.0]]))
    for loss in (log_loss, zero_one_loss, cost_loss(1 - np.eye(2))):
        assert np.isfinite(expected_loss(sure, sure, sure, loss)).all()
        assert np.isfinite(expected_loss(sure, sure, None, loss)).all()
