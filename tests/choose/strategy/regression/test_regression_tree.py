"""Regression-tree sampling against the definition, with scikit-learn's tree."""

from dataclasses import replace

import numpy as np
import pytest

from askless.choose.round import Round
from askless.choose.strategy.process import ALIKE
from askless.choose.strategy.regression.regression_tree import RegressionTreeSampling
from askless.errors import UsageError
from askless.testing import check_strategy
from askless.testing.toy import table_of, toy_round


def naive(round: Round, k: int) -> list[int]:
    """Pick after pick: the leaf where the error falls most, and there the farthest row."""
    from sklearn.tree import DecisionTreeRegressor

    x = table_of(round)["embedding"]
    tree = DecisionTreeRegressor(min_samples_leaf=5, random_state=0).fit(x[round.labelled], round.labels)
    leaf, n = tree.apply(x), len(round.candidates)
    picks: list[int] = []

    def worth(row: int) -> tuple[float, float]:
        taken = [other for other in [*round.taken, *picks] if leaf[other] == leaf[row]]
        variance = round.labels[leaf[round.labelled] == leaf[row]].var(ddof=1)
        share = (leaf[round.candidates] == leaf[row]).sum() / n
        gain = share * variance / (len(taken) * (len(taken) + 1))
        return float(gain), float(np.linalg.norm(x[taken] - x[row], axis=1).min())

    for _ in range(k):
        picks.append(int(max((row for row in round.candidates if row not in picks), key=worth)))
    return picks


def well_under_way() -> Round:
    round = toy_round(200, n_labelled=60, task="real")
    x = table_of(round)["embedding"][round.labelled]
    return replace(round, labels=np.sin(x[:, 0]) + 3.0 * (x[:, 1] > 0) * np.random.default_rng(0).normal(size=60))


def test_picks_are_those_of_the_definition() -> None:
    round = well_under_way()
    assert RegressionTreeSampling().choose(round, 25).rows.tolist() == naive(round, 25)


def test_picks_at_random_fall_into_the_same_leaves() -> None:
    round = well_under_way()
    one, other = (RegressionTreeSampling(within=how).choose(round, 25) for how in ("far", "random"))
    np.testing.assert_allclose(one.scores, other.scores)
    assert one.rows.tolist() != other.rows.tolist()


def test_with_equal_numbers_it_draws_and_says_so() -> None:
    round = toy_round(task="real")
    choice = RegressionTreeSampling().choose(replace(round, labels=np.ones(12)), 3)
    assert set(choice.why) == {ALIKE}


def test_impossible_options_are_refused() -> None:
    with pytest.raises(UsageError, match="`least` is 0"):
        RegressionTreeSampling(least=0)


def test_it_holds_to_the_contract() -> None:
    check_strategy("regression_tree")
