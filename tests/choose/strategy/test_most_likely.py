"""Asking about what is most likely to be what one is looking for."""

from __future__ import annotations

import pytest

from askless.choose.select import select
from askless.choose.strategy.most_likely import MostLikely
from askless.choose.strategy.strategy import strategies
from askless.errors import UsageError

PROBA = [[0.5, 0.5], [0.2, 0.8], [0.9, 0.1], [0.0, 1.0], [1.0, 0.0], [1.0, 0.0]]


def test_the_class_can_be_named_by_its_position() -> None:
    assert strategies.get("most-likely(2)") == MostLikely(find=2)
    assert strategies.get("most_likely(2)").name == "most_likely(2)"
    with pytest.raises(UsageError):
        strategies.get("most_likely(yes)")


def test_else_the_class_with_fewest_answers_is_looked_for() -> None:
    labelled = {"labelled": [3, 4, 5], "labels": [1, 0, 0]}
    assert select("most_likely", 3, proba=PROBA, **labelled).tolist() == [1, 0, 2]
    assert select("most_likely(0)", 3, proba=PROBA, **labelled).tolist() == [2, 0, 1]
