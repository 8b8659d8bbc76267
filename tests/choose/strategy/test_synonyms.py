"""Names that no strategy has lead to the one that is meant."""

import pytest

from askless.choose.strategy.strategy import strategies
from askless.choose.strategy.synonyms import SYNONYMS
from askless.errors import UnknownNameError


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("coreset", "k_center"),
        ("core_set", "k_center"),
        ("CoreSet", "k_center"),
        ("k-center-greedy", "k_center"),
        ("BatchBALD", "batch_bald"),
        ("bald batch", "batch_bald"),
        ("uncertainty", "margin"),
        ("uncertainty_sampling", "margin"),
        ("farthest_first", "k_center"),
        ("least_confident", "least_confidence"),
        ("smallest_margin", "margin"),
        ("QBC", "vote_entropy"),
        ("random_sampling", "random"),
        ("max_entropy", "entropy"),
        ("typi-clust", "typiclust"),
        ("kmeans", "k_means"),
        ("power(coreset)", "k_center"),
        ("Marginn", "margin"),
    ],
)
def test_the_one_that_is_meant_comes_first(name: str, meant: str) -> None:
    with pytest.raises(UnknownNameError, match=rf"Did you mean “{meant}”"):
        strategies.get(name)


def test_what_resembles_nothing_is_answered_with_what_there_is() -> None:
    with pytest.raises(UnknownNameError, match="Known are “active_lab”"):
        strategies.get("xyzzy")


def test_synonyms_lead_to_strategies_and_hide_none() -> None:
    names = set(strategies.names())
    assert {name for meant in SYNONYMS.values() for name in meant} <= names
    assert not SYNONYMS.keys() & {name.replace("_", "") for name in names}
