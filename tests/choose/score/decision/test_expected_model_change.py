"""The expected gradient length against gradients that are made."""

import numpy as np

from askless import select
from askless.choose.score.decision.expected_model_change import expected_model_change
from askless.testing import check_score, check_strategy


def naive(p: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Make the gradient for every answer and take its length."""
    x = np.concatenate([x, np.ones((len(x), 1))], axis=1)
    scores = np.zeros(len(p))
    for i in range(len(p)):
        for y in range(p.shape[1]):
            scores[i] += p[i, y] * np.linalg.norm(np.outer(p[i] - np.eye(p.shape[1])[y], x[i]))
    return scores


def test_scores_are_lengths_of_gradients() -> None:
    rng = np.random.default_rng(0)
    p, x = rng.dirichlet(np.ones(4), size=30), rng.normal(size=(30, 5))
    np.testing.assert_allclose(expected_model_change(p, x), naive(p, x), rtol=1e-12)


def test_what_is_certain_moves_nothing_however_long() -> None:
    p = np.array([[1.0, 0.0, 0.0], [0.9, 0.1, 0.0]], dtype=np.float32)
    assert expected_model_change(p, np.array([[1e6], [0.0]], dtype=np.float32))[0] == 0


def test_it_holds_to_the_contract() -> None:
    check_score("expected_model_change")
    check_strategy("expected_model_change")


def test_large_features_are_no_fault() -> None:
    proba = np.array([[0.9, 0.1], [0.5, 0.5], [0.6, 0.4]], dtype=np.float32)
    assert select("expected_model_change", 3, proba=proba, embedding=np.full((3, 2), 1e20)).tolist() == [1, 2, 0]
