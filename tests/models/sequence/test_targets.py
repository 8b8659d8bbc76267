"""Answers as tags of tokens, and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.core.bio import Bio
from askless.errors import UsageError
from askless.models.sequence.targets import allowed, placed_spans, span_codes, tag_codes, tag_names

TOKENS = np.array([[0, 4], [5, 8], [8, 9], [10, 14], [16, 17]])


@pytest.mark.parametrize(
    ("spans", "codes"),
    [
        ([], [0, 0, 0, 0, 0]),
        ([[0, 4, 0], [5, 9, 1]], [1, 3, 4, 0, 0]),
        ([[1, 2, 0]], [1, 0, 0, 0, 0]),  # cuts the first token
        ([[2, 6, 1]], [3, 4, 0, 0, 0]),  # cuts two
        ([[0, 2, 0], [2, 4, 1]], [1, 0, 0, 0, 0]),  # both in one token: the first one's
        ([[0, 6, 0], [6, 9, 1]], [1, 2, 3, 0, 0]),  # the second begins where the first has left room
        ([[4, 5, 0]], [0, 0, 0, 0, 0]),  # nothing but a blank
        ([[0, 17, -1]], [-1, -1, -1, -1, -1]),
        ([[0, 7, -1], [7, 14, 1]], [-1, 3, 4, 4, 0]),  # a token shared with what is unknown is the span's
        ([[14, 16, -1]], [0, 0, 0, 0, 0]),
    ],
)
def test_spans_take_the_tokens_they_touch(spans, codes) -> None:
    assert span_codes([np.array(spans, dtype=np.int64).reshape(-1, 3)], [TOKENS]).tolist() == codes


def test_tags_are_joined() -> None:
    assert tag_codes([np.array([0, -1]), np.zeros(0, dtype=np.int64), np.array([2])], np.array([2, 0, 1])).tolist() == [
        0, -1, 2,
    ]  # fmt: skip
    assert tag_codes([], np.zeros(0, dtype=np.int64)).tolist() == []
    with pytest.raises(UsageError, match="An answer has 1 tags for 2 tokens"):
        tag_codes([np.array([0])], np.array([2]))


def test_what_is_not_known_may_be_anything() -> None:
    assert allowed(np.array([1, -1]), 3).tolist() == [[False, True, False], [True, True, True]]


@given(st.lists(st.lists(st.integers(0, 4), max_size=6), max_size=4))
def test_there_and_back(sentences: list[list[int]]) -> None:
    """Spans of any tags, put back on tokens, are the same spans."""
    bio = Bio.of(tag_names(2, True))
    assert bio is not None
    lengths = np.array([len(one) for one in sentences], dtype=np.int64)
    codes = np.array([code for one in sentences for code in one], dtype=np.int64)
    places = [np.stack([3 * np.arange(n), 3 * np.arange(n) + 2], axis=1) for n in lengths]
    found = placed_spans(codes, lengths, bio, lambda at: places[at])
    again = span_codes([found[found[:, 0] == at, 1:] for at in range(len(lengths))], places)
    np.testing.assert_array_equal(placed_spans(again, lengths, bio, lambda at: places[at]), found)
