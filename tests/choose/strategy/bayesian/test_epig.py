"""`epig` against the joint table of every item and target."""

import numpy as np
import pytest

from askless import select
from askless.choose.kernels import predictive as predictive_file
from askless.choose.kernels.predictive import predictive_information
from askless.choose.round import Round
from askless.choose.strategy.strategy import strategies
from askless.errors import UsageError
from askless.testing.libraries import libraries
from askless.testing.toy import toy_round, with_evidence


def draws(n: int, k: int, c: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    logits = 2 * rng.normal(size=(n, 1, c)) + rng.normal(size=(n, k, c))
    return np.exp(logits) / np.exp(logits).sum(axis=2, keepdims=True)


def naive(p: np.ndarray, targets: list[int]) -> list[float]:
    """Mean over targets of the information in the joint table of two answers."""
    scores = []
    for item in p:
        total = 0.0
        for target in p[targets]:
            joint = sum(np.outer(a, b) for a, b in zip(item, target, strict=True)) / len(item)
            apart = np.outer(joint.sum(axis=1), joint.sum(axis=0))
            total += (joint * np.log(joint / apart)).sum()
        scores.append(total / len(targets))
    return scores


@pytest.mark.parametrize("shape", [(20, 6, 3), (9, 2, 2), (5, 30, 7)])
def test_it_is_the_plain_form(shape: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    p, targets = draws(*shape), [0, 3, 4]
    expected = naive(p, targets)
    np.testing.assert_allclose(predictive_information(p, p[targets]), expected, rtol=1e-9, atol=1e-12)
    for convert in libraries():
        np.testing.assert_allclose(
            predictive_information(convert(p), convert(p[targets])), expected, rtol=1e-9, atol=1e-12
        )
    assert select("epig", 3, draws=p, targets=targets).tolist() == np.argsort(expected)[::-1][:3].tolist()
    monkeypatch.setattr(predictive_file, "_TILE", 1)
    np.testing.assert_allclose(predictive_information(p, p[targets]), expected, rtol=1e-9, atol=1e-12)


def test_certain_items_tell_nothing() -> None:
    p = np.tile(np.eye(3)[:, None, :], (1, 4, 1))
    assert (predictive_information(p, p) == 0).all()


def test_an_item_that_tells_only_about_itself_is_left_alone() -> None:
    """BALD asks for the outlier first."""
    rng = np.random.default_rng(0)
    shared = rng.random(40) < 0.5
    first = np.where(rng.random((30, 1)) < 0.5, shared, ~shared) * 0.7 + 0.15
    first[0] = rng.random(40) < 0.5
    p = np.stack([first, 1 - first], axis=-1)
    assert select("bald", 1, draws=p)[0] == 0
    assert select("epig", 1, draws=p)[0] != 0


def test_without_targets_a_sample_of_the_pool_stands_for_it() -> None:
    def scores(round: Round) -> np.ndarray:
        parts = strategies.get("epig").item_scores(round, round.candidates)
        assert parts is not None
        return np.concatenate([values for _, values in parts])

    p = draws(300, 5, 3)
    round = with_evidence(toy_round(n_items=300), {"draws": p})
    few, all_ = scores(round), predictive_information(p[round.candidates], p)
    assert np.corrcoef(few, all_)[0, 1] > 0.95


@pytest.mark.parametrize("targets", [[], [0.5], [[1]], [-1], [99]])
def test_wrong_targets_are_named(targets: list[object]) -> None:
    with pytest.raises(UsageError, match="`targets`"):
        select("epig", 2, draws=draws(9, 3, 2), targets=targets)
