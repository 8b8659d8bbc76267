import numpy as np
import pytest

from askless.choose.strategy.cluster_tree import cluster_tree
from askless.core.noise import uniform
from askless.testing.toy import table_of, toy_round, with_evidence


@pytest.mark.parametrize("linkage", ["ward", "average"])
def test_the_tree_holds_every_row_and_cuts_into_groups(linkage: str) -> None:
    rng = np.random.default_rng(0)
    group = rng.integers(3, size=90)
    features = rng.normal(size=(90, 2)) * 0.1 + 20 * np.eye(3, 2)[group]
    round = with_evidence(toy_round(n_items=90), {"embedding": features})
    tree = cluster_tree(round, linkage, size=30)  # type: ignore[arg-type]
    of = tree.cut(3)[tree.leaf_of]
    assert len({(a, b) for a, b in zip(of, group, strict=True)}) == 3, "each cluster is a group"
    sums = tree.gathered(np.bincount(tree.leaf_of, minlength=30).astype(float))
    assert sums[-1] == 90
    for i, pair in enumerate(tree.children):
        assert sums[30 + i] == sums[pair].sum()


def test_it_is_built_once_for_a_pool_and_rows_go_to_the_nearest_leaf() -> None:
    round = toy_round(n_items=200)
    tree = cluster_tree(round, "ward", size=40)
    assert cluster_tree(round, "ward", size=40) is tree
    x = table_of(round)["embedding"].astype(float)
    leaves = np.empty(40, dtype=np.int64)
    drawn = np.argsort(-uniform(round.seed, 0, round.keys, "tree"))[:40]
    leaves[tree.leaf_of[drawn]] = drawn  # each is its own leaf
    nearest = ((x[:, None] - x[leaves]) ** 2).sum(-1).argmin(axis=1)
    assert tree.leaf_of.tolist() == nearest.tolist()
    assert tree.cut(40).tolist() == list(range(40))
    assert set(tree.cut(1)) == {0}
