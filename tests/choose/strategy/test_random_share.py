from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from askless.choose.strategy.draw import slots
from askless.choose.strategy.random_share import RandomShare
from askless.choose.strategy.strategy import strategies
from askless.testing import toy_round

MARGIN = strategies.get("margin")


@given(st.lists(st.integers(1, 15), max_size=40), st.integers(0, 100))
def test_over_batches_of_any_size_the_share_is_exact(sizes: list[int], percent: int) -> None:
    asked = drawn = 0
    for k in sizes:
        drawn += len(slots(percent / 100, asked, k))
        asked += k
    assert drawn == percent * asked // 100


def test_one_slot_in_ten_is_drawn() -> None:
    round = replace(toy_round(n_items=100), asked=0)
    choice = RandomShare(MARGIN, 0.10).choose(round, 10)
    assert np.flatnonzero(choice.random).tolist() == [9]
    assert choice.why[9] == "drawn at random to check the model"
    assert choice.probabilities[9] == 1 / len(round.candidates)
    rest = MARGIN.choose(round.without(choice.rows[9:]), 9)
    assert choice.rows[:9].tolist() == rest.rows.tolist()


def test_the_drawn_row_does_not_depend_on_the_strategy() -> None:
    round = replace(toy_round(n_items=100), asked=9)
    fit = [strategy for _, strategy in strategies.items() if "classes" in strategy.tasks]
    drawn = {int(RandomShare(strategy, 0.10).choose(round, 1).rows[0]) for strategy in fit}
    assert len(drawn) == 1


def test_every_candidate_is_equally_likely() -> None:
    round = replace(toy_round(n_items=40), asked=9)
    n = len(round.candidates)
    counts = np.zeros(40)
    for number in range(2_000):
        counts[RandomShare(MARGIN, 0.10).choose(replace(round, number=number), 1).rows] += 1
    expected = 2_000 / n
    assert (np.abs(counts[round.candidates] - expected) < 5 * np.sqrt(expected)).all()


def test_a_share_that_the_strategy_wants_is_not_taken_twice() -> None:
    auto = strategies.get("auto")
    round = replace(toy_round(n_items=100), asked=0)
    assert RandomShare(auto, 0.10).choose(round, 10).rows.tolist() == auto.choose(round, 10).rows.tolist()
    assert RandomShare(auto, 0.10).random_share(1) == 0.10
    assert RandomShare(auto).random_share(1) == 0.05
    drawn = [RandomShare(auto, 0.10).choose(replace(round, asked=a), 1).random.sum() for a in range(100)]
    assert sum(drawn) == 10


def test_a_pool_that_runs_out() -> None:
    round = toy_round(n_items=20, n_labelled=12, n_pending=3)
    choice = RandomShare(MARGIN, 0.5).choose(round, 50)
    assert sorted(choice.rows) == sorted(round.candidates)


def test_all_drawn_rows_of_a_choice_have_one_chance() -> None:
    choice = RandomShare(strategies.get("random"), 0.3).choose(toy_round(n_items=65), 10)
    assert np.allclose(choice.probabilities, 10 / 50)


def test_a_turn_that_comes_again_is_not_served_twice() -> None:
    round = replace(toy_round(n_items=100), asked=5, served=frozenset({9}))
    choice = RandomShare(MARGIN, 0.10).choose(round, 20)
    assert np.flatnonzero(choice.random).tolist() == [14], "turn 19, and not turn 9"
