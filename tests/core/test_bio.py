"""Spans as tags of tokens, against a reading tag by tag."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.core.bio import Bio, f1

NAMES = ["O", "B-a", "I-a", "B-b", "I-b"]


def plain(sentences: list[list[int]]) -> list[list[int]]:
    """Spans by walking over the tags."""
    found: list[list[int]] = []
    for number, codes in enumerate(sentences):
        now: list[int] | None = None
        for at, code in enumerate(codes):
            part, _, kind = NAMES[code].partition("-")
            goes_on = part == "I" and now is not None and "ab"[now[3]] == kind
            if now is not None and not goes_on:
                found.append(now)
                now = None
            if part != "O" and not goes_on:
                now = [number, at, at + 1, "ab".index(kind)]
            elif goes_on and now is not None:
                now[2] = at + 1
        if now is not None:
            found.append(now)
    return found


@given(st.lists(st.lists(st.integers(0, 4), max_size=8), max_size=6))
def test_spans_are_those_of_a_walk(sentences: list[list[int]]) -> None:
    bio = Bio.of(NAMES)
    assert bio is not None
    codes = np.array([code for one in sentences for code in one], dtype=np.int64)
    lengths = np.array([len(one) for one in sentences], dtype=np.int64)
    assert bio.spans(codes, lengths).tolist() == plain(sentences)


def test_names_that_are_none_of_spans() -> None:
    assert Bio.of(["NOUN", "VERB"]) is None
    assert Bio.of(["B-a", "I-a"]) is None  # no word for outside
    assert Bio.tags(["a", "b"]) == NAMES


def test_what_may_follow() -> None:
    bio = Bio.of(NAMES)
    assert bio is not None
    assert bio.first().tolist() == [True, True, False, True, False]
    allowed = bio.follows()
    assert [[NAMES[j] for j in range(5) if not allowed[i, j]] for i in range(5)] == [
        ["I-a", "I-b"], ["I-b"], ["I-b"], ["I-a"], ["I-a"],
    ]  # fmt: skip


def test_an_i_without_its_b_may_begin_a_span() -> None:
    names = ["O", "I-a", "B-b", "I-b"]
    bio = Bio.of(names)
    assert bio is not None
    assert bio.first().tolist() == [True, True, True, False]
    assert bio.follows()[:, 1].all()
    assert bio.follows()[:, 3].tolist() == [False, False, True, True]


def test_what_tokens_show_may_follow() -> None:
    bio = Bio.of(NAMES)
    assert bio is not None
    right = bio.seen(np.array([0, 1, 2, 3, -1, 2]), np.array([0, 3, 3]))
    assert right is bio  # of the I behind an unknown tag nothing is shown
    shown = bio.seen(np.array([4, 4, 0, 2, 0]), np.array([2, 0, 3]))
    assert shown.first().tolist() == [True, True, False, True, True]
    before, after = np.nonzero(shown.follows() & ~bio.follows())
    assert [(NAMES[i], NAMES[j]) for i, j in zip(before, after, strict=True)] == [("O", "I-a")]
    assert bio.seen(np.zeros(0, dtype=np.int64), np.zeros(2, dtype=np.int64)) is bio


def test_f1() -> None:
    none = np.zeros((0, 4), dtype=np.int64)
    one, other = np.array([[0, 0, 1, 0]]), np.array([[0, 0, 1, 1], [0, 0, 1, 0]])
    assert f1(none, none) == 1.0
    assert f1(one, none) == f1(none, one) == 0.0
    assert f1(one, other) == pytest.approx(2 / 3)
