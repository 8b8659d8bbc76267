"""What a label teaches, for what it costs."""

from dataclasses import replace

import numpy as np
import pytest

from askless.choose.strategy.strategy import strategies
from askless.choose.strategy.wrapper.per_cost import PerCost
from askless.errors import EvidenceError
from askless.testing import check_strategy, toy_round
from askless.testing.toy import table_of, with_evidence


def test_it_is_the_score_above_its_least_for_the_cost() -> None:
    round = toy_round()
    table = table_of(round)
    proba = np.sort(table["proba"].astype(np.float64), axis=1)
    worth = (1.0 - (proba[:, -1] - proba[:, -2])) / table["cost"]
    order = round.candidates[np.argsort(-worth[round.candidates])][:7]
    choice = strategies.get("per_cost").choose(round, 7)
    assert choice.rows.tolist() == order.tolist()
    np.testing.assert_allclose(choice.scores, worth[order], rtol=1e-5)
    assert all(f"at a cost of {table['cost'][row]:.3g}" in text for row, text in zip(order, choice.why, strict=True))


def test_equal_costs_change_nothing() -> None:
    round = toy_round()
    alike = with_evidence(round, {"cost": np.full(60, 2.5)})
    for inner in ("margin", "max_herding"):
        strategy = strategies.get(inner)
        assert PerCost(strategy=strategy).choose(alike, 8).rows.tolist() == strategy.choose(alike, 8).rows.tolist()


def test_a_dear_row_gives_way() -> None:
    round = toy_round()
    first = int(strategies.get("max_herding").choose(round, 1).rows[0])
    cost = np.ones(60)
    cost[first] = 1e6
    told = with_evidence(round, {"cost": cost})
    for inner in ("margin", "max_herding"):
        assert first not in PerCost(strategy=strategies.get(inner)).choose(told, 5).rows


def test_a_score_without_a_least_one_is_its_share_of_the_candidates() -> None:
    margin = strategies.get("margin")
    shifted = replace(margin, score=replace(margin.score, least=None))
    round = toy_round()
    table = table_of(round)
    gap = -np.diff(np.sort(table["proba"], axis=1)[:, -2:], axis=1).ravel().astype(np.float64)[round.candidates]
    below = np.array([np.mean(gap < g - 1e-9) + (np.mean(np.abs(gap - g) < 1e-9) + 1 / len(gap)) / 2 for g in gap])
    worth = below / table["cost"][round.candidates]
    choice = PerCost(strategy=shifted).choose(round, 5)
    assert choice.rows.tolist() == round.candidates[np.argsort(-worth)][:5].tolist()


def test_while_costs_are_not_known_rows_are_drawn_and_say_so() -> None:
    round = toy_round()
    round.evidence.offered = frozenset({"proba"})
    choice = strategies.get("per_cost").choose(round, 4)
    assert set(choice.why) == {"drawn at random: what labels cost is not known"}


def test_a_cost_of_nothing_is_refused() -> None:
    import askless

    with pytest.raises(EvidenceError, match="a cost is above 0"):
        askless.select("per_cost", 1, proba=[[0.5, 0.5]], cost=[0.0])


@pytest.mark.parametrize("inner", ["max_herding", "auto", "entropy", "random"])
def test_every_check_holds_around_other_strategies(inner: str) -> None:
    strategy = PerCost(strategy=strategies.get(inner))
    check_strategy(strategy)
