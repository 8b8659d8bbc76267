"""The comparison by which a model is replaced."""

from __future__ import annotations

from typing import Any

import pytest

from askless.core.pack import pack, unpack
from askless.stream.adaptation.passive import PassiveAdapting
from askless.stream.adaptation.trial import Trial


def begun(stub: Any, kept: int = 0) -> Trial:
    """A trial of a shadow that is right, beside a model that is wrong."""
    shadow = stub()
    shadow.knows = 1
    trial = Trial(shadow)
    trial.begin(stub(), kept)
    return trial


def test_only_random_answers_are_compared(answers: Any, stub: Any) -> None:
    trial, model = begun(stub), stub()
    adapting = PassiveAdapting(model)
    for _ in range(20):
        trial.judge(model, [], answers(adapting, 1, 3, random=False))
    assert (trial.answers, trial.wagers[0].answers, trial.wagers[0].money) == (0, 0, 1.0)
    told = answers(adapting, 1, 30)
    told.random[::3] = False
    trial.judge(model, [], told)
    assert (trial.answers, trial.wagers[0].answers) == (20, 20)
    assert (trial.wagers[0].old, trial.wagers[0].new) == (20.0, 0.0)
    assert trial.winner(0.25) == 0


@pytest.mark.parametrize("kept", [0, 1, 5])
def test_each_further_candidate_has_to_win_more(stub: Any, kept: int) -> None:
    trial = begun(stub, kept)
    while trial.winner(0.25) is None:
        before = trial.wagers[0].money
        trial.wagers[0].bet(0.1)
    assert before < 4.0 * (1 + kept) <= trial.wagers[0].money


def test_of_several_that_are_better_the_best_wins(stub: Any) -> None:
    trial = begun(stub, 2)
    for wager, new in zip(trial.wagers, (0.5, 0.2, 0.8), strict=True):
        for _ in range(60):
            wager.compare(1.0, new, real=False)
    assert trial.winner(0.25) == 1


def test_its_state_comes_back(answers: Any, stub: Any) -> None:
    trial, model = begun(stub, 1), stub()
    trial.judge(model, [stub()], answers(PassiveAdapting(model), 1, 12))
    twin = Trial(stub())
    twin.restore(unpack(pack(trial.state())))
    assert pack(twin.state()) == pack(trial.state())
    assert twin.comparing
