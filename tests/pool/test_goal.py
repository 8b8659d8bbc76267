"""A search that was begun on the command line goes on in Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from askless import PoolLearner
from askless.pool.goal import Goal
from askless.server.opening import open_session
from askless.server.options import Options


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Papers of which a few are labelled in a search."""
    path = tmp_path / "papers.csv"
    texts = [f"{'a trial of a drug' if n % 9 == 0 else 'minutes of the board'} {n}" for n in range(90)]
    path.write_text("text\n" + "\n".join(texts), encoding="utf-8")
    opened = open_session(path, Options(goal="find", find="yes", labels=["no", "yes"], recall=0.9, confidence=0.8))
    for row in range(12):
        opened.session.answer(str(row), "yes" if row % 9 == 0 else "no")
    opened.session.close()
    return path


def test_it_keeps_what_it_looks_for_and_how(source: Path) -> None:
    learner = PoolLearner(source, project=source.with_suffix(".askless"))
    try:
        assert learner.strategy == "most_likely(1)"
        queries = learner.ask(20)
        assert queries.random.sum() == 2
        assert sum("a trial" in text for text in queries.items) >= 7  # the likeliest, by the model for searches
        learner.tell(queries.ids, ["yes" if "a trial" in text else "no" for text in queries.items])
        verdict = learner.stopping()
        assert (verdict.rule, verdict.signal.threshold) == ("recall", 0.9)
        assert "(80 % sure)" in verdict.sentence
        assert "90 % found" in learner.stopping("hypergeometric").sentence
        assert learner.stopping("stabilised").rule == "stabilised"
        assert "90 % is found (80 % sure)" in learner.stopping("sample").sentence
        assert type(learner.model.steps[-1][1]).__name__ == type(plain_model(source)).__name__
    finally:
        learner.close()


def plain_model(source: Path):  # type: ignore[no-untyped-def]
    """The classifier of the model for searches."""
    other = PoolLearner(["a trial", "a board"] * 4, "screening(0)", labels=["no", "yes"])
    other.tell([0, 1], ["yes", "no"])
    return other.model.steps[-1][1]


def test_what_is_said_anew_counts(source: Path) -> None:
    learner = PoolLearner(source, project=source.with_suffix(".askless"), strategy="random", random_share=0.0)
    assert learner.strategy == "random"
    assert learner.stopping("hypergeometric", positive="no").sentence != learner.stopping("hypergeometric").sentence
    learner.close()


def test_settings_without_a_strategy_are_those_of_the_label() -> None:
    goal = Goal.of({"goal": "find", "find": "b"}, ("a", "b"), "rows")
    assert goal == Goal.of({"goal": "find", "find": "b", "strategy": "most_likely(1)"}, ("a", "b"), "rows")
    assert goal is not None
    assert goal.model is None
    assert Goal.of({"goal": "find", "find": "c"}, ("a", "b"), "rows") is None
