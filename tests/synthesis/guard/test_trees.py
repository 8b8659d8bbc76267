"""Trees that tell two kinds of rows apart."""

from __future__ import annotations

import numpy as np

from askless.synthesis.guard.trees import grown, votes


def test_votes_are_what_each_tree_says_on_the_average() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(60, 3)).astype(np.float32)
    trees = grown(rows, rows[:, 0] > 0.5, 7, 2, seed=0)
    single = [tree.predict_proba(rows)[:, 1] for tree in trees]
    assert np.allclose(votes(trees, rows), np.mean(single, axis=0))
    assert votes(trees, rows[:1])[0] == votes(trees, rows)[0]


def test_a_rare_kind_has_the_same_weight() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(400, 2))
    rare = np.arange(400) < 20
    assert abs(votes(grown(rows, rare, 50, 40, seed=0), rows).mean() - 0.5) < 0.15
