"""Which strategy a learner asks by."""

from __future__ import annotations

import pytest

from askless.choose.strategy.random import Random
from askless.errors import UnknownNameError
from askless.pool.choosing import is_own, recalled, strategy_of


def test_a_strategy_of_the_log_that_is_not_installed_is_replaced_and_told() -> None:
    found, said = recalled("a_plug_in", "classes")
    assert found.name == "auto"
    assert "“a_plug_in”, which is not installed: “auto” chooses instead" in said
    assert recalled("margin", "real")[1] == ""
    with pytest.raises(UnknownNameError):
        strategy_of("a_plug_in")


def test_one_that_only_shares_its_name_is_ones_own() -> None:
    class Own(Random):
        pass

    class Other(Random):
        name = "a_plug_in"

    assert [is_own(strategy) for strategy in (Random(), Own(), Other())] == [False, True, False]
