"""Checks that hold for every registered part, for us and for third parties."""

from askless.testing.scores import SCORE_CHECKS, check_score
from askless.testing.strategies import STRATEGY_CHECKS, check_strategy
from askless.testing.toy import toy_round

__all__ = ["SCORE_CHECKS", "STRATEGY_CHECKS", "check_score", "check_strategy", "toy_round"]
