"""Every wrapper around every strategy."""

import pytest

from askless.choose.strategy.strategy import strategies
from askless.testing import STRATEGY_CHECKS

WRAPPERS = ("power", "subsample", "seals", "class_balanced", "per_cost", "per_token")


@pytest.mark.parametrize("outer", WRAPPERS)
@pytest.mark.parametrize("inner", strategies.names())
def test_it_gives_as_many_candidates_as_asked(outer: str, inner: str) -> None:
    both = strategies.get(f"{outer}({inner})")
    assert both.name == f"{outer}({inner})"
    assert set(both.tasks) <= set(strategies.get(inner).tasks)
    for check in ("rows_are_candidates", "same_round_same_choice", "item_order_does_not_matter"):
        STRATEGY_CHECKS[check](both)
