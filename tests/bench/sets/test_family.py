"""Relatives among data sets."""

from askless.bench.protocols.suite.sets import SETS
from askless.bench.sets.family import _OF, family


def test_only_sets_that_there_are_have_relatives() -> None:
    assert set(_OF) <= set(SETS)


def test_a_family_is_its_own() -> None:
    assert {family(family(name)) for name in SETS} == {family(name) for name in SETS}
    assert family("anything else") == "anything else"
