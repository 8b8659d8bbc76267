"""Asked items and states beside the log."""

import numpy as np
import pytest

from askless.core.events import Event
from askless.data.store.kept import Kept, MemoryKeeper, SqliteKeeper, Written, keeper_of
from askless.data.store.log import MemoryLog, SqliteLog
from askless.errors import AsklessError


@pytest.fixture
def log(tmp_path):
    log = SqliteLog(tmp_path / "labels.sqlite", synchronous="NORMAL")
    yield log
    log.close()


def test_the_keeper_fits_the_log(log):
    assert isinstance(keeper_of(log), SqliteKeeper)
    assert isinstance(keeper_of(MemoryLog()), MemoryKeeper)


@pytest.mark.parametrize("where", ["memory", "file"])
def test_items_are_found_with_their_answers(where, log):
    keeper = SqliteKeeper(log) if where == "file" else MemoryKeeper()
    keeper.write(Written(kept=[Kept("a", 3, b"\x00one"), Kept("b", 1, b"two")]))
    keeper.write(Written(answers={"b": '"up"', "unknown": '"up"'}))
    found = keeper.find(["b", "a", "c"])
    assert found == {"a": Kept("a", 3, b"\x00one"), "b": Kept("b", 1, b"two", '"up"')}


def test_items_that_wait_come_in_the_order_of_the_stream(log):
    keeper = SqliteKeeper(log)
    keeper.write(Written(kept=[Kept(str(n), n, b"") for n in (5, 2, 9, 4)], answers={"9": '"x"', "4": ""}))
    assert [kept.id for kept in keeper.waiting(9)] == ["2", "5"]
    keeper.write(Written(answers={"9": None}))  # taken back
    assert [kept.id for kept in keeper.waiting(9)] == ["2", "5", "9"]
    assert [kept.id for kept in keeper.waiting(2)] == ["5", "9"]


def test_a_state_has_the_number_of_the_last_event(log):
    keeper = SqliteKeeper(log)
    keeper.write(Written(events=[Event("skip", "a"), Event("skip", "b")], states={"one": b"1"}))
    keeper.write(Written(events=[Event("skip", "c")], states={"two": b"2"}))
    assert keeper.states() == {"one": (2, b"1"), "two": (3, b"2")}


def test_answers_after_an_event_come_with_their_items(log):
    keeper = SqliteKeeper(log)
    events = [Event("answer", item, {"answer": item.upper()}) for item in ("a", "b", "nobody asked", "a")]
    keeper.write(Written(events=events, kept=[Kept("a", 0, b"A"), Kept("b", 1, b"B")]))
    found = list(keeper.answered_after(1))
    assert [(event.seq, event.data["answer"], kept.content) for event, kept in found] == [
        (2, "B", b"B"),
        (4, "A", b"A"),
    ]


def test_answers_come_in_pages_and_all_of_them(log, monkeypatch):
    monkeypatch.setattr("askless.data.store.kept_rows.PAGE", 3)
    keeper = SqliteKeeper(log)
    ids = [str(n) for n in range(10)]
    events = [Event("answer", item, {"answer": "x"}) for item in ids]
    keeper.write(Written(events=events, kept=[Kept(item, int(item), b"") for item in ids]))
    assert [event.item for event, _ in keeper.answered_after(0)] == ids


def test_ids_come_back_the_latest_first(log):
    from base64 import b64encode

    keeper = SqliteKeeper(log)
    for n in range(250):
        ids = b64encode(np.array([n, n + 1000], dtype=np.uint64).tobytes()).decode()
        run = {"first": 2 * n, "items": 2, "asked": 0}
        keeper.write(Written(events=[Event("let_go", data={**run, "ids": ids}), Event("let_go", data=run)]))
    found = [keys.tolist() for keys in keeper.arrived()]
    assert found == [[n, n + 1000] for n in reversed(range(250))]


def test_events_and_items_are_written_both_or_neither(log):
    keeper = SqliteKeeper(log)
    with pytest.raises(AsklessError):
        keeper.write(Written(events=[Event("skip", "a")], kept=[Kept("a", 0, object())]))
    assert list(log) == []
    assert keeper.find(["a"]) == {}


def test_memory_keeps_the_latest_only():
    keeper = MemoryKeeper(most=2)
    for n in range(5):
        keeper.write(Written(kept=[Kept(str(n), n, b"")]))
    assert sorted(keeper.find([str(n) for n in range(5)])) == ["3", "4"]


def test_more_ids_than_sqlite_takes_at_once(log):
    keeper = SqliteKeeper(log)
    keeper.write(Written(kept=[Kept(str(n), n, b"") for n in range(2000)]))
    assert len(keeper.find([str(n) for n in range(0, 4000)])) == 2000


@pytest.mark.parametrize("where", ["memory", "file"])
def test_an_item_that_is_kept_again_keeps_its_answer(where, log):
    keeper = SqliteKeeper(log) if where == "file" else MemoryKeeper()
    keeper.write(Written(kept=[Kept("a", 3, b"one")], answers={"a": '"up"'}))
    keeper.write(Written(kept=[Kept("a", 9, b"two")]))
    assert keeper.find(["a"]) == {"a": Kept("a", 3, b"two", '"up"')}


def test_items_that_were_of_no_use_are_counted(log):
    keeper = SqliteKeeper(log)
    run = {"first": 0, "items": 0, "asked": 0}
    keeper.write(Written(events=[Event("let_go", data={**run, "refused": 2}), Event("let_go", data=run)]))
    keeper.write(Written(events=[Event("let_go", data={**run, "refused": "x"}), Event("note", "refused")]))
    assert keeper.refused() == 2
