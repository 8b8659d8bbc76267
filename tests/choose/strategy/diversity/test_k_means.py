import numpy as np

from askless.choose.strategy.strategy import strategies
from askless.testing.toy import toy_round, with_evidence


def test_one_of_each_group_the_largest_first_and_in_its_middle() -> None:
    rng = np.random.default_rng(0)
    group = np.repeat(np.arange(4), [50, 30, 15, 5])
    features = rng.normal(size=(100, 3)) + 40 * np.eye(4, 3)[group]
    round = with_evidence(toy_round(n_items=100, n_labelled=0, n_pending=0), {"embedding": features})
    choice = strategies.get("k_means").choose(round, 4)
    assert group[choice.rows].tolist() == [0, 1, 2, 3]
    assert choice.scores.tolist() == [50, 30, 15, 5]
    for row in choice.rows:
        mates = np.flatnonzero(group == group[row])
        distances = ((features[mates] - features[mates].mean(axis=0)) ** 2).sum(axis=1)
        assert row == mates[distances.argmin()]
    assert choice.why[0] == "in the middle of a group of 50 items like it"


def test_fewer_groups_than_asked_are_filled_by_draws_that_say_so() -> None:
    round = toy_round(n_items=40, n_labelled=0, n_pending=0)
    round = with_evidence(round, {"embedding": np.repeat([[0.0], [1.0]], 20, axis=0)})
    choice = strategies.get("k_means").choose(round, 6)
    assert set(choice.why[2:]) == {"drawn at random: all that is left is like what is labelled"}
    np.testing.assert_allclose(choice.probabilities, [1, 1] + [4 / 38] * 4)
