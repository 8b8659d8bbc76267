"""What was asked is asked still, where the events that said so are lost."""

from askless.core.events import Event
from askless.data.store.askings import askings, unsaid
from askless.data.store.kept_rows import Kept
from askless.data.store.shape import understood


def asked(seq: int, round_: int, *item_ids: str) -> Event:
    about = {"round": round_, "strategy": "sobol", "version": 3}
    return Event("asked", None, {**about, "queries": [[i, 0.5, 1.0, False, "spread"] for i in item_ids]}, seq, seq)


def ids(event: Event) -> list[str]:
    return [query[0] for query in event.data["queries"]]


def test_a_whole_log_stays_as_it_is() -> None:
    events = [asked(1, 0, "1", "2"), Event("answer", "1", {"answer": "a"}, 2, 2.0)]
    assert askings(events, [Kept("1", 0, b""), Kept("2", 1, b"")]) == events


def test_each_question_is_asked_once_before_the_first_word_on_it() -> None:
    events = [
        asked(1, 4, "1"),
        Event("released", None, {"items": ["5", "1", "6"]}, 3, 3.0),
        Event("skip", "5", {}, 4, 4.0),
        Event("answer", "7", {"answer": "a"}, 6, 6.0),
        Event("answer", "7", {"answer": "b"}, 7, 7.0),
        Event("answer", "8", {"nothing": "whole"}, 8, 8.0),
        Event("undo", None, {"events": [7]}, 9, 9.0),
    ]
    kept = [Kept("12", 11, b""), Kept("9", 8, b""), Kept("7", 6, b""), Kept("1", 0, b"")]
    found = askings(events, kept)
    assert [event for event in found if event.seq] == events
    new = {at: ids(event) for at, event in enumerate(found) if not event.seq}
    assert new == {1: ["5", "6"], 4: ["7"], 9: ["9", "12"]}
    assert all(understood(event) for event in found if not event.seq)
    assert (found[1].data["round"], found[1].data["strategy"], found[1].time) == (4, "sobol", 3.0)
    assert unsaid(events, kept) == ["9", "12"]


def test_nothing_left_asks_nothing() -> None:
    assert askings([], []) == []
