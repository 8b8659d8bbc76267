"""What is written is gathered and committed together."""

import threading
import time

import numpy as np
import pytest

from askless.core.events import Event
from askless.data.store.kept import Kept, MemoryKeeper
from askless.errors import ProjectError, StorageError
from askless.stream.journal import GROUP, Journal


class Recorded(MemoryKeeper):
    """Remembers what was written, and fails when it is told to."""

    def __init__(self):
        super().__init__()
        self.written, self.full, self.odd = [], False, False

    def write(self, written):
        if self.odd:
            raise TypeError("nobody has thought of this")
        if self.full:
            raise StorageError("The disk is full.", "Free some space.")
        self.written.append(written)
        return super().write(written)


@pytest.fixture
def keeper():
    return Recorded()


@pytest.fixture
def journal(keeper):
    journal = Journal(keeper, lambda: {"state": b"now"}, threading.RLock())
    yield journal
    keeper.full = keeper.odd = False
    journal.close()


def kinds(keeper):
    return [[event.kind for event in written.events] for written in keeper.written]


def test_runs_of_items_become_one_row(journal, keeper):
    for first in range(0, 50, 5):
        journal.offered(first, 5, 1, [first, first + 1])
    journal.commit()
    (written,) = keeper.written
    (event,) = written.events
    assert {name: event.data[name] for name in ("first", "items", "asked")} == {"first": 0, "items": 50, "asked": 10}
    assert written.states == {"state": b"now"}
    journal.offered(50, 1, 0, None)
    journal.commit()
    assert keeper.written[1].events[0].data == {"first": 50, "items": 1, "asked": 0}


def test_nothing_gathered_is_nothing_written(journal, keeper):
    journal.due()
    journal.commit()
    assert keeper.written == []


def test_what_is_gathered_is_on_disk_in_time_without_another_call(journal, keeper):
    journal.noted(Event("note"))
    journal.due()
    deadline = time.monotonic() + 1.0  # a machine may be busy
    while not keeper.written and time.monotonic() < deadline:
        time.sleep(GROUP / 10)
    assert kinds(keeper) == [["note"]]


def test_nothing_is_committed_in_the_middle_of_a_call(journal, keeper):
    journal.noted(Event("first"))
    time.sleep(2 * GROUP)
    journal.noted(Event("second"))
    assert keeper.written == []
    journal.due()
    journal.commit()
    assert kinds(keeper) == [["first", "second"]]


def test_a_failure_keeps_everything_and_is_told_at_the_next_call(journal, keeper):
    keeper.full = True
    journal.asked(Event("asked"), [Kept("a", 0, b"")])
    with pytest.raises(StorageError):
        journal.commit()
    with pytest.raises(StorageError):
        journal.check()
    journal.offered(0, 1, 1, None)
    journal.told([Event("answer", "a")], {"a": '"up"'})
    keeper.full = False
    journal.check()
    assert kinds(keeper) == [["asked", "answer", "let_go"]]
    journal.check()


def test_what_nobody_has_thought_of_is_told_at_each_call_and_loses_nothing(journal, keeper):
    keeper.odd = True
    journal.noted(Event("first"))
    journal.due()  # the thread commits, fails and lives on
    deadline = time.monotonic() + 1.0
    while journal._failure is None and time.monotonic() < deadline:
        time.sleep(GROUP / 10)
    for _ in range(2):
        with pytest.raises(ProjectError, match="TypeError: nobody has thought of this"):
            journal.check()
    keeper.odd = False
    journal.check()
    journal.noted(Event("second"))
    journal.due()
    while len(keeper.written) < 2 and time.monotonic() < deadline + 1.0:
        time.sleep(GROUP / 10)
    assert kinds(keeper) == [["first"], ["second"]]


def test_a_state_that_cannot_be_given_is_a_failure_too(keeper):
    def states():
        if broken:
            raise RuntimeError("no state")
        return {}

    broken = True
    journal = Journal(keeper, states, threading.RLock())
    journal.noted(Event("first"))
    with pytest.raises(ProjectError, match="no state"):
        journal.commit()
    broken = False
    journal.close()
    journal.close()
    assert kinds(keeper) == [["first"]]


def test_items_are_found_before_they_are_written(journal):
    journal.asked(Event("asked"), [Kept("a", 0, b"A"), Kept("b", 1, b"B")])
    journal.told([Event("answer", "a")], {"a": '"up"'})
    assert journal.find(["a", "b", "c"]) == {"a": Kept("a", 0, b"A", '"up"'), "b": Kept("b", 1, b"B")}
    journal.commit()
    journal.told([Event("answer", "b")], {"b": '"down"'})
    assert journal.find(["b"])["b"].answer == '"down"'


def test_whoever_listens_hears_of_each_commit(journal):
    heard = []
    journal.heard = lambda events, kept: heard.append(([e.kind for e in events], [k.id for k in kept]))
    journal.asked(Event("asked"), [Kept("a", 0, b"")])
    journal.commit()
    assert heard == [(["asked"], ["a"])]


def test_keys_of_ids_are_kept_as_they_are(journal, keeper):
    from base64 import b64decode

    keys = [0, 2**64 - 1, 12345]
    journal.offered(0, 3, 0, keys)
    journal.commit()
    found = np.frombuffer(b64decode(keeper.written[0].events[0].data["ids"]), dtype=np.uint64)
    assert found.tolist() == keys
