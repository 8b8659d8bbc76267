"""The checks catch what they are there to catch."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from askless.choose.choice import Choice
from askless.choose.evidence.kind import kinds
from askless.choose.kernels.order import best_first
from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round
from askless.choose.score.declare import Score, scores
from askless.choose.strategy.contract import Strategy
from askless.core.noise import uniform
from askless.testing import STRATEGY_CHECKS, check_score, check_strategy
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


class Fussy(Strategy):
    """Drawn, but with a fault that is put in.

    Each fault is what one of the checks is there to catch.
    """

    name = "fussy"
    needs: tuple[str, ...] = ("embedding",)
    summary = "asks what chance says"
    reference = "nobody"
    when_not = "Ever."
    cost = "none"

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {}

    def choose(self, round: Round, k: int) -> Choice:
        best = best_first(self.scores(round), round.noise(round.candidates))[:k]
        rows = round.candidates[best]
        return Choice.of(rows, why="it was drawn", probabilities=self.chance, scores=self.scores(round)[best])

    chance = 1.0

    def scores(self, round: Round) -> np.ndarray:
        return np.zeros(len(round.candidates))


class Unmerged(Fussy):
    """Scores that depend on the other candidates."""

    merges = True

    def scores(self, round: Round) -> np.ndarray:
        x = numpy_of(round.evidence.get("embedding", round.candidates)).astype(np.float64)
        return -((x - x.mean(axis=0)) ** 2).sum(axis=1)


class Square(Fussy):
    """A table of all pairs."""

    def scores(self, round: Round) -> np.ndarray:
        n = len(round.candidates)
        return np.zeros((n, n), dtype=bool).any(axis=1).astype(np.float64)


class Stuck(Fussy):
    """Chances, but one and the same order for every seed."""

    chance = 0.5

    def scores(self, round: Round) -> np.ndarray:
        return uniform(0, 0, round.keys[round.candidates])


class Bytes(Fussy):
    """Scores of how the features lie in memory."""

    def scores(self, round: Round) -> np.ndarray:
        x = numpy_of(round.evidence.get("embedding"))
        return np.array([x[row].tobytes()[-1] for row in round.candidates], dtype=np.float64)


@pytest.mark.parametrize(
    ("bad", "check", "problem"),
    [
        (Unmerged(), "shards_merge", "says that it merges, but the best 3 of three parts"),
        (Square(), "memory_is_as_stated", r"Choosing 20 of 8000 items took 6\d\.\d MB; it states 4\d"),
        (Bytes(), "storage_does_not_matter", "stored otherwise"),
        (Stuck(), "another_seed_draws_anew", "four seeds gave the same"),
    ],
)
def test_each_fault_is_caught_by_its_check(bad: Strategy, check: str, problem: str) -> None:
    with pytest.raises(AssertionError, match=problem):
        STRATEGY_CHECKS[check](bad)


def test_evidence_that_nobody_checks_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    embedding = kinds.get("embedding")
    careless = replace(embedding, fault=None)
    monkeypatch.setitem(kinds._parts, "embedding", careless)
    with pytest.raises(AssertionError, match="`embedding` with nan is taken"):
        STRATEGY_CHECKS["bad_values_are_refused"](Fussy())


def test_all_failures_are_told_at_once_by_name() -> None:
    with pytest.raises(AssertionError) as caught:
        check_strategy(Unmerged())
    lines = str(caught.value).splitlines()
    assert lines[0] == f"{len(lines) - 1} of {len(STRATEGY_CHECKS)} checks fail."
    assert any(line.startswith("  shards_merge: ") for line in lines)
    assert any(line.startswith("  worked_example: ") for line in lines)


def test_an_error_in_a_strategy_is_told_and_chained() -> None:
    class Broken(Fussy):
        def scores(self, round: Round) -> np.ndarray:
            raise ZeroDivisionError("by nothing")

    with pytest.raises(AssertionError, match="rows_are_candidates: ZeroDivisionError: by nothing") as caught:
        check_strategy(Broken())
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


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


def test_a_score_below_its_declared_least_is_caught() -> None:
    with pytest.raises(AssertionError, match="`least` is declared as 0"):
        check_score(replace(scores.get("margin"), least=0.0))


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
