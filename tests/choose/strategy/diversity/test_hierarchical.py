from dataclasses import replace

import numpy as np
import pytest

from askless.choose.round import Round
from askless.choose.strategy.cluster_tree import cluster_tree
from askless.choose.strategy.diversity import hierarchical
from askless.choose.strategy.diversity.hierarchical import Hierarchical
from askless.choose.strategy.strategy import strategies
from askless.testing.toy import toy_round, with_evidence


def of_groups(sizes: list[int], labels: dict[int, int]) -> tuple[Round, np.ndarray]:
    """Groups far apart; some rows labelled."""
    group = np.repeat(np.arange(len(sizes)), sizes)
    n = len(group)
    features = np.random.default_rng(0).normal(size=(n, 2)) + group[:, None] * 100
    rows = np.array(sorted(labels), dtype=np.int64)
    round = with_evidence(toy_round(n_items=n, n_labelled=0, n_pending=0), {"embedding": features})
    answers = np.array([labels[row] for row in rows.tolist()], dtype=np.int64)
    free = np.setdiff1d(np.arange(n), rows)
    return replace(round, labelled=rows, labels=answers, candidates=free), group


def plain(round: Round, beta: float = 2.0) -> set[int]:
    """The best pruning by the paper's recursion, where every part of a node has labels enough."""
    tree = cluster_tree(round, "ward")
    below = [{i} for i in range(tree.n_leaves)]
    for one, other in tree.children:
        below.append(below[one] | below[other])

    def best(node: int) -> tuple[float, set[int]]:
        leaf_of = tree.leaf_of[round.labelled]
        counts = np.bincount(round.labels[np.isin(leaf_of, list(below[node]))], minlength=3)
        n, error = counts.sum(), 1.0
        if n:
            p = counts / n
            wide = 1 / n + np.sqrt(p * (1 - p) / n)
            low, high = np.maximum(p - wide, 0), np.minimum(p + wide, 1)
            fits = [1 - low[c] < beta * min(1 - high[o] for o in range(3) if o != c) for c in range(3)]
            error = min([1 - p[c] for c in range(3) if fits[c]], default=1.0)
        if node < tree.n_leaves:
            return error, {node}
        parts = [(len(below[c]) / len(below[node]), *best(c)) for c in tree.children[node - tree.n_leaves]]
        split = sum(weight * part for weight, part, _ in parts)
        return (split, parts[0][2] | parts[1][2]) if split < error - 1e-9 else (error, {node})

    return best(tree.n_nodes - 1)[1]


def test_the_pruning_is_that_of_the_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    monkeypatch.setattr(hierarchical, "_blind", lambda tree, *_: np.zeros(tree.n_nodes))  # our own addition
    for trial in range(8):
        sizes = rng.integers(10, 30, size=3).tolist()
        rows = rng.choice(sum(sizes), size=5 * trial, replace=False)
        truth = np.repeat(np.arange(3), sizes)
        round, _ = of_groups(sizes, {int(r): int(truth[r]) if rng.random() < 0.9 else 0 for r in rows})
        nodes, *_ = Hierarchical()._pruning(round, cluster_tree(round, "ward"))
        assert set(nodes.tolist()) == plain(round)
        assert trial < 4 or len(nodes) > 1


def test_an_impure_group_gets_more_than_a_pure_one_of_the_same_size() -> None:
    pure = {i: 0 for i in range(0, 60, 3)}
    mixed = {i: int(np.random.default_rng(i).integers(2)) + 1 for i in range(60, 120, 3)}
    round, group = of_groups([60, 60], pure | mixed)
    asked = np.zeros(2)
    for number in range(20):
        asked += np.bincount(group[strategies.get("hierarchical").choose(replace(round, number=number), 10).rows])
    assert asked[1] > 4 * asked[0]


def test_a_group_that_chosen_labels_leave_out_is_not_held_for_pure() -> None:
    round, group = of_groups([60, 60], {i: 0 for i in range(0, 60, 3)})
    choice = strategies.get("hierarchical").choose(round, 10)
    assert (group[choice.rows] == 1).sum() >= 8
    assert "drawn from a group of 60 items of which none is labelled" in choice.why


def test_the_stored_chance_is_that_of_the_draw() -> None:
    round, _ = of_groups([20, 20], {i: i % 2 for i in range(0, 20, 2)})
    counts, chance = np.zeros(40), np.zeros(40)
    for number in range(1_500):
        choice = strategies.get("hierarchical").choose(replace(round, number=number), 3)
        counts[choice.rows] += 1
        chance[choice.rows] = choice.probabilities
    np.testing.assert_allclose(counts / 1_500, chance, atol=0.06)
