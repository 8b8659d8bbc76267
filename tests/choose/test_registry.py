"""Every registered score and strategy against every check; nothing is listed by hand."""

import pytest

from askless.choose.score.declare import Score, scores
from askless.choose.strategy.strategy import Strategy, strategies
from askless.testing import SCORE_CHECKS, STRATEGY_CHECKS
from askless.testing.declines import run


@pytest.mark.parametrize("check", SCORE_CHECKS)
@pytest.mark.parametrize("score", [pytest.param(part, id=name) for name, part in scores.items()])
def test_score(score: Score, check: str) -> None:
    run(score, check, SCORE_CHECKS[check], score.declines.get(check))


@pytest.mark.parametrize("check", STRATEGY_CHECKS)
@pytest.mark.parametrize("strategy", [pytest.param(part, id=name) for name, part in strategies.items()])
def test_strategy(strategy: Strategy, check: str) -> None:
    run(strategy, check, STRATEGY_CHECKS[check], strategy.declines.get(check))


@pytest.mark.parametrize("part", [part for _, part in [*scores.items(), *strategies.items()]], ids=lambda p: p.name)
def test_only_real_checks_are_declined(part: Score | Strategy) -> None:
    assert set(part.declines) <= set(SCORE_CHECKS) | set(STRATEGY_CHECKS)


def test_what_is_promised_is_there() -> None:
    assert {"random", "least_confidence", "margin", "entropy", "max_herding", "auto"} <= set(strategies.names())
