"""Marks are the state as masks over the pool."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from askless.core.events import Event
from askless.core.ids import Ids
from askless.data.labels.classes import Classes
from askless.data.store.log import MemoryLog
from askless.data.store.state import State
from askless.pool.marks import Marks

N = 6
rows = st.integers(0, N)  # row 6 is not in the pool: it was labelled in another version of the source
acts = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["answer", "skip", "asked", "released"]), rows),
        st.tuples(st.just("undo"), st.just(0)),
    ),
    max_size=20,
)


def event_of(kind: str, row: int, state: State) -> Event:
    if kind == "answer":
        return Event("answer", str(row), {"answer": "a"})
    if kind == "asked":
        queries = [[str(row), 0.0, 1.0, False, ""]]
        return Event("asked", None, {"round": 0, "strategy": "random", "version": 0, "queries": queries})
    if kind == "released":
        return Event("released", None, {"items": [str(row)]})
    if kind == "undo":
        return Event("undo", None, {"events": state.undoable()})
    return Event(kind, str(row))


@given(acts)
def test_masks_follow_the_state(history: list[tuple[str, int]]) -> None:
    state, log, marks = State(Classes(["a"])), MemoryLog(), Marks(Ids.numbers(N), None)
    for kind, row in history:
        marks.refresh(state, state.apply(log.append([event_of(kind, row, state)])[0]))
    items = [state.item(str(row)) for row in range(N)]
    labelled = [row for row, item in enumerate(items) if item.labelled]
    pending = [row for row, item in enumerate(items) if item.pending]
    skipped = [row for row, item in enumerate(items) if item.skipped and not item.pending]
    assert marks.labelled().tolist() == labelled
    assert marks.pending().tolist() == pending
    assert marks.skipped().tolist() == skipped
    free = sorted(set(range(N)) - {*labelled, *pending, *skipped})
    assert marks.candidates().tolist() == free


def test_only_first_copies_are_asked_and_trained_on() -> None:
    marks = Marks(Ids.numbers(5), np.array([0, 1, 0, 1, 0]))
    assert marks.candidates().tolist() == [0, 1]
    assert [marks.copies_of(row).tolist() for row in range(5)] == [[2, 4], [3], [0, 4], [1], [0, 2]]
    state = State(Classes(["a"]))
    for row in (0, 2, 4):
        marks.refresh(state, state.apply(Event("answer", str(row), {"answer": "a"}, seq=row + 1)))
    assert marks.labelled().tolist() == [0]
    assert marks.candidates().tolist() == [1]


def test_without_copies_nobody_has_any() -> None:
    for copies in (None, np.arange(3)):
        marks = Marks(Ids.numbers(3), copies)
        assert marks.copies_of(1).tolist() == []
        assert marks.candidates().dtype == np.int64
