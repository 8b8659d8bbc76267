"""Ids of arriving items."""

import numpy as np
import pytest

from askless.core.noise import text_key
from askless.errors import UsageError
from askless.stream.arrivals import Arrivals


def test_items_without_ids_are_numbered():
    arrived = Arrivals().take(3, None, 40)
    assert arrived.ids == ["40", "41", "42"]
    assert arrived.keys is None
    assert arrived.fresh is None


def test_an_item_that_comes_again_is_not_fresh():
    arrivals = Arrivals()
    first = arrivals.take(2, ["a", 7], 0)
    assert first.fresh is None
    arrivals.remember(first.keys)
    again = arrivals.take(4, ["b", "7", "b", "c"], 2)
    assert again.fresh.tolist() == [True, False, False, True]


def test_only_the_latest_ids_are_remembered():
    arrivals = Arrivals(most=3)
    arrivals.remember(arrivals.take(5, list("abcde"), 0).keys)
    assert [arrivals.knows(letter, 5) for letter in "abcde"] == [False, False, True, True, True]


def test_ids_are_recalled_from_a_log_the_latest_first():
    arrivals = Arrivals(most=3)
    rows = (np.array([text_key(c) for c in some], dtype=np.uint64) for some in ("de", "bc", "a"))
    arrivals.recall(rows)
    assert [arrivals.knows(letter, 5) for letter in "abcde"] == [False, False, True, True, True]


@pytest.mark.parametrize(
    ("item_id", "known"), [("0", True), ("9", True), ("10", False), ("007", False), ("x", False), ("-1", False)]
)
def test_numbers_that_have_come_are_known(item_id, known):
    arrivals = Arrivals()
    arrivals.remember(arrivals.take(10, None, 0).keys)
    assert arrivals.knows(item_id, 10) is known


def test_ids_for_some_items_only_are_refused():
    arrivals = Arrivals()
    arrivals.remember(arrivals.take(1, ["a"], 0).keys)
    with pytest.raises(UsageError, match="without ids"):
        arrivals.take(1, None, 1)
    arrivals = Arrivals()
    arrivals.remember(arrivals.take(1, None, 0).keys)
    with pytest.raises(UsageError, match="with ids"):
        arrivals.take(1, ["a"], 1)


@pytest.mark.parametrize(
    ("ids", "match"),
    [
        (["a"], "1 ids for 2 items"), (["a", ""], "empty"), (["x", None], "None"), (["x", float("nan")], "nan"),
        (["x", np.float32("nan")], "nan"), (["x", "\ud800"], "surrogate"),
    ],
)  # fmt: skip
def test_ids_that_cannot_be_meant_are_refused(ids, match):
    with pytest.raises(UsageError, match=match):
        Arrivals().take(2, ids, 0)


def test_texts_that_look_like_nothing_are_ids():
    assert Arrivals().take(4, ["None", "nan", 7, np.int64(8)], 0).ids == ["None", "nan", "7", "8"]
