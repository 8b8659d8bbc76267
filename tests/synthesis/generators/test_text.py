"""What a function proposes, without repeats."""

from __future__ import annotations

from typing import Any

import numpy as np

from askless.synthesis import Domain
from askless.synthesis.generators.generator import generators
from askless.synthesis.generators.text import Text
from askless.synthesis.round import Round


def round_of(points: Any, answers: Any) -> Round:
    nothing = np.zeros((0, 1))
    return Round(
        domain=Domain.box([0.0], [10.0]),
        task="classes",
        label_names=("good", "bad"),
        points=np.asarray(points, dtype=float).reshape(-1, 1),
        answers=np.asarray(answers, dtype=np.int64),
        pending=nothing,
        unanswerable=nothing,
        real=nothing,
        real_answers=np.zeros(0, dtype=np.int64),
        model=None,
        seed=0,
        number=0,
    )


def test_repeats_and_what_lies_outside_are_left_out() -> None:
    calls = []

    def propose(context: list[dict[str, Any]], target: str | None, n: int) -> Any:
        calls.append((context, target, n))
        return np.array([[5.0], [5.0], [2.0], [7.0], [99.0]])

    found = Text(propose).propose(round_of([0.2], [0]), 2)
    assert found.points.ravel().tolist() == [0.5, 0.7]
    assert found.why[0] == "proposed as like “bad”"
    context, target, n = calls[0]
    assert (target, n, context[0]["label"]) == ("bad", 2, "good")


def test_a_function_that_says_the_same_is_not_asked_for_ever() -> None:
    calls = []

    def propose(context: Any, target: Any, n: int) -> Any:
        calls.append(n)
        return np.array([[5.0]])

    assert len(Text(propose).propose(round_of([], []), 4).points) == 1
    assert len(calls) == 3
    assert len(Text(lambda context, target, n: []).propose(round_of([], []), 4).points) == 0


def test_nearly_the_same_counts_as_the_same_if_wanted() -> None:
    near = Text(lambda context, target, n: np.array([[5.0], [5.2], [8.0]]), apart=0.1)
    assert near.propose(round_of([], []), 3).points.ravel().tolist() == [0.5, 0.8]


def test_it_has_no_name_among_the_strategies_for_it_needs_a_function() -> None:
    assert "text" not in generators.names()
