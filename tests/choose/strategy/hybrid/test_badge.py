from dataclasses import replace

import numpy as np
import pytest

from askless.choose.round import Round
from askless.choose.strategy.strategy import strategies
from askless.testing.toy import table_of, toy_round, with_evidence

BADGE = strategies.get("badge")


def gradients(round: Round) -> np.ndarray:
    """Written down whole, (n_items, n_classes * n_features)."""
    p, h = table_of(round)["proba"].astype(float), table_of(round)["embedding"].astype(float)
    label = p > 0.5 if round.multilabel else np.eye(p.shape[1])[p.argmax(axis=1)]
    return ((p - label)[:, :, None] * h[:, None, :]).reshape(len(p), -1)


def apart(g: np.ndarray, centres: list[int]) -> np.ndarray:
    return ((g[:, None] - g[None, centres]) ** 2).sum(-1).min(axis=1)


@pytest.mark.parametrize("task", ["classes", "multilabel"])
def test_the_first_has_the_longest_gradient_and_scores_are_distances(task: str) -> None:
    for seed in range(5):
        round = replace(toy_round(n_items=100, task=task, seed=seed), pending=np.empty(0, dtype=np.int64))
        proba = table_of(round)["proba"]
        proba[1] = proba[2]  # no label is likeliest of a uniform row
        g, choice = gradients(round), BADGE.choose(round, 12)
        length = np.sqrt((g**2).sum(axis=1))
        assert choice.rows[0] == round.candidates[length[round.candidates].argmax()]
        np.testing.assert_allclose(choice.scores[0], length[choice.rows[0]])
        for i in range(1, 12):
            near = apart(g, choice.rows[:i].tolist())
            np.testing.assert_allclose(choice.scores[i], np.sqrt(near[choice.rows[i]]), rtol=1e-6)
            np.testing.assert_allclose(
                choice.probabilities[i], near[choice.rows[i]] / near[round.candidates].sum(), rtol=0.006
            )


@pytest.mark.parametrize("kind", ["smooth", "clusters"])
def test_in_a_large_pool_the_stored_chance_is_about_that_of_the_draw(kind: str) -> None:
    round = toy_round(n_items=6_000, n_labelled=0, n_pending=2)
    embedding = table_of(round)["embedding"]
    if kind == "clusters":
        embedding = embedding * 0.01 + np.repeat(np.eye(embedding.shape[1])[:3] * 3, 2_000, axis=0)
    round = with_evidence(round, {"embedding": embedding})
    g, choice, near = gradients(round), BADGE.choose(round, 40), np.full(6_000, np.inf)
    for before, row, chance in zip([[], *choice.rows[:-1, None]], choice.rows, choice.probabilities, strict=True):
        for centre in round.pending if len(before) == 0 else before:
            near = np.minimum(near, ((g - g[centre]) ** 2).sum(axis=1))
        np.testing.assert_allclose(chance, near[row] / near[round.candidates].sum(), rtol=0.15)


def test_the_second_pick_follows_the_law() -> None:
    round = replace(toy_round(n_items=20), pending=np.empty(0, dtype=np.int64))
    g, first = gradients(round), int(BADGE.choose(round, 1).rows[0])
    weight = np.zeros(20)
    weight[round.candidates] = apart(g, [first])[round.candidates]
    expected = 1500 * weight / weight.sum()
    seen = np.bincount([int(BADGE.choose(replace(round, number=i), 2).rows[1]) for i in range(1500)], minlength=20)
    assert (np.abs(seen - expected) <= 4.5 * np.sqrt(expected) + 2).all()


def test_no_row_comes_twice_and_copies_only_when_nothing_else_is_left() -> None:
    """Peers return copies of what is picked, or the same row again."""
    round = toy_round(n_items=60)
    table = {name: table_of(round)[name][np.arange(60) % 6] for name in ("proba", "embedding")}
    round = replace(with_evidence(round, table), pending=np.empty(0, dtype=np.int64))
    g = gradients(round)
    choice = BADGE.choose(round, 20)
    assert len(set(choice.rows.tolist())) == 20
    n = len(np.unique(g[round.candidates].round(9), axis=0))
    assert len(np.unique(g[choice.rows[: choice.scores.astype(bool).sum()]].round(9), axis=0)) >= n - 1
    assert "drawn at random: all that is left is like what is labelled" in choice.why


def test_pending_gradients_are_kept_clear_of() -> None:
    round = toy_round(n_items=40)
    table = {name: table_of(round)[name][np.arange(40) % 4 + 2] for name in ("proba", "embedding")}
    round = with_evidence(round, table)
    waiting = np.array([0, 1, 2])
    free = np.setdiff1d(np.arange(40), waiting)
    round = replace(round, pending=waiting, candidates=free, labelled=waiting[:0], labels=round.labels[:0])
    assert BADGE.choose(round, 1).rows[0] % 4 == 3


def test_when_all_of_a_large_pool_is_asked_every_draw_has_its_chance() -> None:
    rng = np.random.default_rng(0)
    n = 1_300  # more than are followed, all of which are picked before the last ones
    given = {"proba": rng.dirichlet(np.ones(3), size=n), "embedding": rng.normal(size=(n, 4))}
    round = replace(
        with_evidence(toy_round(n_items=n), given), candidates=np.arange(n), pending=np.empty(0, dtype=np.int64)
    )
    choice = BADGE.choose(round, 5_000)
    assert sorted(choice.rows.tolist()) == list(range(n))
    assert np.all((choice.probabilities > 0) & (choice.probabilities <= 1))
    assert choice.probabilities[-1] > 0.5  # one is left
    assert np.median(choice.probabilities[-100:]) < 0.2
