"""Information beside a batch: against joint entropies over all answers, and lazy against plain greedy."""

from itertools import product

import numpy as np
import pytest

from askless.choose.kernels import joint as joint_file
from askless.choose.kernels.joint import Configurations, joint_greedy
from askless.testing.libraries import libraries


def draws(n: int, k: int, c: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    logits = 2 * rng.normal(size=(n, 1, c)) + rng.normal(size=(n, k, c))
    return np.exp(logits) / np.exp(logits).sum(axis=2, keepdims=True)


def joint_information(p_bkc: np.ndarray) -> float:
    """H(answers) - E H(answers | draw), by every configuration of the answers."""
    entropy = 0.0
    for answers in product(range(p_bkc.shape[2]), repeat=len(p_bkc)):
        chance = np.prod([p[:, y] for p, y in zip(p_bkc, answers, strict=True)], axis=0).mean()
        entropy -= chance * np.log(chance)
    return entropy + (p_bkc * np.log(p_bkc)).sum(axis=(0, 2)).mean()


def grown(p: np.ndarray, batch: list[int], limit: int, start: float = 0.5) -> Configurations:
    known = Configurations.none(p.shape[1])
    for i in batch:
        known = known.after(p[i], limit=limit, start=start)
    return known


@pytest.mark.parametrize("batch", [[], [3], [3, 1], [0, 2, 4]])
def test_it_is_the_difference_of_joint_informations(batch: list[int]) -> None:
    p = draws(8, 5, 3)
    before = joint_information(p[batch]) if batch else 0.0
    expected = [joint_information(p[[*batch, i]]) - before for i in range(8)]
    known = grown(p, batch, limit=10_000)
    assert not known.drawn
    np.testing.assert_allclose(known.information(p)[0], expected, atol=1e-12)
    for convert in libraries():
        np.testing.assert_allclose(known.information(convert(p))[0], expected, atol=1e-12)


def test_drawn_configurations_come_close_and_know_their_error() -> None:
    p = draws(30, 20, 4)
    exact = grown(p, [0, 1, 2, 3, 4], limit=10_000).information(p)[0]
    errors, told = [], []
    for start in np.linspace(0.01, 0.99, 25):
        known = grown(p, [0, 1, 2, 3, 4], limit=200, start=start)
        assert known.drawn
        assert known.weights_m.sum() == pytest.approx(1)
        found, error = known.information(p)
        errors.append(found - exact)
        told.append(error)
    assert np.abs(np.mean(errors, axis=0)).max() < 0.01
    assert np.std(errors, axis=0).mean() < 1.2 * np.mean(told)


@pytest.mark.parametrize(("k", "c", "sharp"), [(20, 10, 1.0), (500, 3, 1.0), (5, 200, 1.0), (20, 10, 40.0)])
def test_single_precision_errs_less_than_is_allowed_for(k: int, c: int, sharp: float) -> None:
    p = draws(40, k, c) ** sharp
    p /= p.sum(axis=2, keepdims=True)
    for batch in ([], [1], [1, 2, 3, 4]):
        known = grown(p, batch, limit=1000)
        off = np.abs(known.rough_information(p.astype(np.float32)) - known.information(p)[0]).max()
        assert off < joint_file._ROUGH / 5


def test_tiles_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    p = draws(40, 6, 3)
    known = grown(p, [1, 2, 3], limit=50)
    whole = known.information(p)
    monkeypatch.setattr(joint_file, "_TILE", 1)
    np.testing.assert_allclose(known.information(p), whole, rtol=1e-12)


@pytest.mark.parametrize(("limit", "seed"), [(10_000, 0), (10_000, 1), (300, 2), (300, 3), (300, 4), (300, 5)])
def test_lazy_is_plain_greedy(limit: int, seed: int) -> None:
    """With all configurations for certain, with drawn ones here too."""
    p = draws(400, 12, 3, seed)
    noise = np.random.default_rng(seed).random(400)
    looked = 0

    def some(at: np.ndarray) -> np.ndarray:
        nonlocal looked
        looked += len(at)
        return p[at]

    known, plain = Configurations.none(12), []
    alone = known.information(p)[0]
    for _ in range(8):
        nats = known.information(p)[0]
        nats[plain] = -1
        plain.append(int(nats.argmax()))
        known = known.after(p[plain[-1]], limit=limit, start=noise[plain[-1]])
    lazy, _ = joint_greedy(some, alone, noise, lambda i: noise[i], 8, known=Configurations.none(12), limit=limit)
    assert lazy.tolist() == plain
    assert looked < 8 * 400 * 0.8
