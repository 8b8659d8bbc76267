"""The checks catch what they are there to catch."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from askless.choose.choice import Choice
from askless.choose.round import Round
from askless.choose.score.declare import Score, scores
from askless.choose.strategy.contract import Strategy
from askless.testing import check_score, check_strategy
from askless.testing.declines import run


class Lowest(Strategy):
    """The lowest rows.

    It takes the rows that stand first, which is what a strategy must not do.
    """

    name = "lowest"
    needs = ()
    summary = "asks what stands first"
    reference = "nobody"
    when_not = "Ever."
    cost = "none"

    def __init__(self, declines: Mapping[str, str] | None = None) -> None:
        self.refused = declines or {}

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"proba": [[0.5, 0.5], [1.0, 0.0]]}

    @property
    def declines(self) -> Mapping[str, str]:
        return self.refused

    def choose(self, round: Round, k: int) -> Choice:
        return Choice.of(np.sort(round.candidates)[:k], why="it stands first")


class Repeats(Lowest):
    """Gives one row again and again."""

    def choose(self, round: Round, k: int) -> Choice:
        return Choice.of(np.repeat(round.candidates[:1], k), why="again")


class Whole(Lowest):
    """Names positions among the candidates instead of rows of the pool."""

    def choose(self, round: Round, k: int) -> Choice:
        return Choice.of(np.arange(min(k, len(round.candidates))), why="a position")


def test_a_strategy_that_goes_by_position_is_caught() -> None:
    with pytest.raises(AssertionError, match="Another order of items"):
        check_strategy(Lowest())


@pytest.mark.parametrize(("bad", "problem"), [(Repeats(), "comes twice"), (Whole(), "no candidate")])
def test_wrong_rows_are_caught(bad: Strategy, problem: str) -> None:
    with pytest.raises(AssertionError, match=problem):
        check_strategy(bad)


def test_a_refusal_needs_a_reason_that_exists_and_is_true() -> None:
    reason = "it goes by position on purpose"
    by_position = {
        name: reason
        for name in ("item_order_does_not_matter", "a_larger_pool_does_not_matter", "ties_are_broken_by_key")
    }
    check_strategy(Lowest(declines=by_position))
    with pytest.raises(AssertionError, match="Take the refusal out"):
        check_strategy(Lowest(declines={**by_position, "no_rows_and_all_rows": reason}))
    with pytest.raises(AssertionError, match=r"no checks \['no_such_check'\]"):
        check_strategy(Lowest(declines={**by_position, "no_such_check": reason}))
    with pytest.raises(AssertionError, match="without a written reason"):
        run(None, "a check", lambda part: None, "no")


def backwards(proba: Any) -> Any:
    """No sections at all."""
    return proba[:, 0] - proba[:, 1]


def test_a_score_that_minds_the_order_of_classes_is_caught() -> None:
    part = Score(function=backwards, example={"proba": [[1.0, 0.0], [0.5, 0.5]]}, reference="a", summary="b")
    with pytest.raises(AssertionError, match="order of classes"):
        check_score(part)


def test_a_score_with_a_wrong_example_is_caught() -> None:
    turned = {"proba": [[0.9, 0.1], [0.5, 0.5]]}
    with pytest.raises(AssertionError, match="do not fall"):
        check_score(replace(scores.get("margin"), example=turned))


def test_a_score_without_a_docstring_is_caught() -> None:
    def margin(proba: Any) -> Any:
        return scores.get("margin").function(proba)

    with pytest.raises(AssertionError, match="no paragraph"):
        check_score(replace(scores.get("margin"), function=margin))


def test_the_strict_library_is_among_those_compared() -> None:
    pytest.importorskip("array_api_strict", reason="is in the group of development packages")
