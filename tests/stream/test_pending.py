"""Items that wait for their answer."""

import numpy as np
import pytest

from askless.stream.pending import Asked, Waiting


def asked(number, raw=None, width=2):
    row = np.arange(width, dtype=np.float64) + number
    return Asked(number, row if raw is None else raw, row, np.array([0.25, 0.75]), 0.5, True, -0.5)


@pytest.mark.parametrize(
    "raw", [None, [1.0, 2.0], {"a": 1, "b": "\n\ud800 é", "c": None}, "a text\nof two lines", ["x", 1]]
)
def test_an_item_comes_back_from_disk(raw):
    before = asked(7, raw)
    after = Asked.of(before.kept("id"))
    if raw is None:
        assert (after.raw == before.row).all()
    else:
        assert after.raw == raw
    assert (after.row == before.row).all()
    assert (after.said == before.said).all()
    assert (after.number, after.probability, after.random, after.score) == (7, 0.5, True, -0.5)


def test_a_row_comes_back_as_long_as_it_came():
    row = np.array([1.0, 2.0, np.nan])  # the last column is of a feature that only dicts have
    after = Asked.of(Asked(7, row[:2], row, np.zeros(1), 0.5, True, 0.0).kept("id"))
    assert after.raw.tolist() == after.row.tolist() == [1.0, 2.0]
    assert after.said.tolist() == [0.0]


def test_nothing_said_and_no_feature():
    before = Asked(0, {}, np.zeros(0), np.zeros(0), 1.0, False, 0.0)
    after = Asked.of(before.kept("id"))
    assert (after.raw, len(after.row), len(after.said)) == ({}, 0, 0)


def test_only_the_latest_wait_in_memory():
    waiting = Waiting(most=3)
    for number in range(5):
        waiting.add(str(number), asked(number))
    assert waiting.ids == ["2", "3", "4"]
    waiting.remove("3")
    waiting.remove("nobody")
    assert waiting.ids == ["2", "4"]
    assert "2" in waiting
    assert waiting.get("3") is None


def test_rows_of_the_latest_come_first_and_later_features_are_missing():
    waiting = Waiting()
    waiting.add("a", asked(0, width=2))
    waiting.add("b", asked(10, width=3))
    rows = waiting.latest(4)
    assert rows[0].tolist()[:3] == [10.0, 11.0, 12.0]
    assert rows[1].tolist()[:2] == [0.0, 1.0]
    assert np.isnan(rows).sum() == 1 + 2
    assert len(waiting.latest(4, n=1)) == 1
