"""EMCM against its definition, item by item."""

import numpy as np
import pytest

from askless.choose.score.regression.emcm import emcm
from askless.errors import EvidenceError
from askless.testing import check_strategy
from askless.testing.libraries import libraries


def naive(guesses: np.ndarray, x: np.ndarray) -> float:
    """The mean length of the gradients of half the squared loss, made one by one."""
    with_constant = np.append(x, 1.0)
    gradients = [(guesses.mean() - guess) * with_constant for guess in guesses]
    return float(np.mean([np.linalg.norm(gradient) for gradient in gradients]))


@pytest.mark.parametrize("members", [2, 5, 30])
def test_it_is_the_plain_form(members: int) -> None:
    rng = np.random.default_rng(members)
    guesses, x = rng.normal(size=(80, members)) * 50 + 1000, rng.normal(size=(80, 6))
    expected = [naive(*item) for item in zip(guesses, x, strict=True)]
    np.testing.assert_allclose(emcm(guesses, x), expected, rtol=1e-9)
    for convert in libraries():
        np.testing.assert_allclose(np.asarray(emcm(convert(guesses), convert(x))), expected, rtol=1e-9)


def test_members_of_one_mind_move_nothing() -> None:
    assert (emcm(np.full((4, 7), 0.1), np.ones((4, 2))) == 0).all()


def test_of_the_same_disagreement_the_longer_features_count() -> None:
    score = emcm(np.array([[0.0, 1.0], [0.0, 1.0]]), np.array([[0.0], [2.0]]))
    assert score[1] == pytest.approx(np.sqrt(5) * score[0])


@pytest.mark.parametrize("shape", [(5, 1), (5, 0), (5,)])
def test_one_member_is_no_committee(shape: tuple[int, ...]) -> None:
    with pytest.raises(EvidenceError, match="`member_means` has shape"):
        emcm(np.zeros(shape), np.zeros((5, 1)))


def test_it_holds_to_the_contract() -> None:
    check_strategy("emcm")
