"""Checks that hold for every registered part, for us and for third parties."""

from askless.testing.scores import SCORE_CHECKS, check_score
from askless.testing.stopping import STOPPING_CHECKS, check_stopping_rule
from askless.testing.strategies import STRATEGY_CHECKS, check_strategy
from askless.testing.toy import toy_round

__all__ = [
    "SCORE_CHECKS",
    "STOPPING_CHECKS",
    "STRATEGY_CHECKS",
    "check_score",
    "check_stopping_rule",
    "check_strategy",
    "toy_round",
]
