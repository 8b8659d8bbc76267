"""The state is a fold: any events in any order, undone, renamed and replayed."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.core.events import Event
from askless.data.labels.classes import Classes
from askless.data.labels.multilabel import MultiLabel
from askless.data.store.log import MemoryLog
from askless.data.store.state import State

LABELS = ("a", "b", "c")
ITEMS = ("0", "1", "2", "3")
WORDS = {"headline": "Too early to say.", "range": "", "small_print": "", "missing": "More labels."}
COUNTS = {"labels": 9, "items": 99, "even": None, "nine": None}
FORECAST = {"ready": False, "known": True, "chances": None, **COUNTS, **WORDS}
LOOK = {"labels": 9, "names": 2, "forecast": {"by": {"0.01": FORECAST}, "automatic": None}, "verdict": None}

items = st.sampled_from(ITEMS)
labels = st.sampled_from(LABELS)
acts = st.one_of(
    st.tuples(st.just("answer"), items, labels, st.sampled_from(["ann", "bob"])),
    st.tuples(st.just("skip"), items),
    st.tuples(st.just("flag"), items, st.booleans()),
    st.tuples(st.just("note"), items, st.sampled_from(["", "x", "y"])),
    st.tuples(st.just("ask"), st.sets(items, min_size=1)),
    st.tuples(st.just("release"), st.sets(items, min_size=1)),
    st.tuples(st.just("rename"), st.sampled_from(range(3)), st.sampled_from("defgh")),
    st.tuples(st.just("undo")),
    st.tuples(st.just("unheard of"), items),
)
histories = st.lists(acts, max_size=25)


def event_of(act: Sequence[Any], state: State) -> Event | None:
    """The event that an act writes in this state."""
    kind, *about = act
    if kind == "answer":
        # What the person saw was today's name of the label.
        name = state.space.names[LABELS.index(about[1])]
        return Event("answer", about[0], {"answer": name, "annotator": about[2]})
    if kind == "flag":
        return Event("flag", about[0], {"on": about[1]})
    if kind == "note":
        return Event("note", about[0], {"text": about[1]})
    if kind == "ask":
        queries = [[i, 0.5, 1.0, False, "why"] for i in sorted(about[0]) if not state.item(i).labelled]
        return Event("asked", None, {"round": state.rounds, "strategy": "margin", "version": 1, "queries": queries})
    if kind == "release":
        return Event("released", None, {"items": sorted(about[0])})
    if kind == "rename":
        old, new = state.space.names[about[0]], about[1]
        return None if new in state.space.names else Event("label_renamed", None, {"old": old, "new": new})
    if kind == "undo":
        undoable = state.undoable()
        return Event("undo", None, {"events": undoable}) if undoable else None
    return Event(kind, about[0], {})


def played(history: Sequence[Sequence[Any]]) -> tuple[State, MemoryLog]:
    """State and log after some acts."""
    log, state = MemoryLog(), State(Classes(LABELS))
    for act in history:
        if (event := event_of(act, state)) is not None:
            state.apply(log.append([event])[0])
    return state, log


def seen(state: State) -> dict[str, Any]:
    """What of a state people can see, items about which nothing is known left out."""
    facts = {i: (item.answer, item.skipped, item.flagged, item.note, item.pending) for i, item in state.items.items()}
    counts = (state.labelled, state.skipped, state.flagged, state.pending, state.asked)
    known = {i: fact for i, fact in facts.items() if fact != (None, False, False, "", False)}
    return {"items": known, "counts": counts, "names": state.space.names, "recent": set(state.recent)}


@given(histories)
def test_replay_gives_the_same_state(history: list[Any]) -> None:
    state, log = played(history)
    again = State.of(log, Classes(LABELS))
    assert seen(again) == seen(state)
    assert list(again.recent) == list(state.recent)
    assert (again.seq, again.rounds, again.undoable()) == (state.seq, state.rounds, state.undoable())


@given(histories)
def test_counts_are_what_the_items_say(history: list[Any]) -> None:
    state, _ = played(history)
    values = list(state.items.values())
    assert state.labelled == sum(item.labelled for item in values) == len(state.recent)
    assert state.skipped == sum(item.skipped for item in values)
    assert state.flagged == sum(item.flagged for item in values)
    assert state.pending == sum(item.pending for item in values)
    assert not any(item.labelled and (item.pending or item.skipped) for item in values)
    assert all(item.answer in state.space.names for item in values if item.labelled)


@given(histories)
def test_answers_are_the_last_that_stand(history: list[Any]) -> None:
    """Against a second, slower way to compute them: walk over what was not undone."""
    state, log = played(history)
    undone = {seq for event in log if event.kind == "undo" for seq in event.data["events"]}
    answers: dict[str, str] = {}
    for event in log:
        if event.kind == "label_renamed":
            answers = {i: event.data["new"] if a == event.data["old"] else a for i, a in answers.items()}
        elif event.kind == "answer" and event.seq not in undone:
            assert event.item is not None
            answers[event.item] = event.data["answer"]
    assert {i: item.answer for i, item in state.items.items() if item.labelled} == answers


@given(
    histories, st.lists(acts.filter(lambda act: act[0] in ("answer", "skip", "flag", "note")), min_size=1, max_size=4)
)
def test_undo_is_the_exact_inverse(history: list[Any], more: list[Any]) -> None:
    state, log = played(history)
    before = seen(state)
    for act in more:
        event = event_of(act, state)
        assert event is not None
        state.apply(log.append([event])[0])
    for _ in more:
        state.apply(log.append([Event("undo", None, {"events": state.undoable()})])[0])
    assert seen(state) == before
    assert seen(State.of(log, Classes(LABELS))) == before


@given(histories, items, labels)
def test_rename_then_undo(history: list[Any], item: str, label: str) -> None:
    """Taking back a correction brings the earlier answer back under its new name."""
    state, log = played(history)
    names = dict(zip(LABELS, state.space.names, strict=True))
    for kind, data in [
        ("answer", {"answer": names["a"]}),
        ("answer", {"answer": names[label]}),
        ("label_renamed", {"old": names["a"], "new": "renamed"}),
    ]:
        state.apply(log.append([Event(kind, item if kind == "answer" else None, data)])[0])
    state.apply(log.append([Event("undo", None, {"events": state.undoable()})])[0])
    assert state.item(item).answer == "renamed"
    assert seen(State.of(log, Classes(LABELS))) == seen(state)


def test_undo_by_one_annotator_leaves_the_other_alone() -> None:
    state, _ = played([("answer", "0", "a", "ann"), ("answer", "1", "b", "bob"), ("skip", "2")])
    assert (state.undoable(), state.undoable("bob"), state.undoable("ann"), state.undoable("eve")) == (
        [3],
        [2],
        [1],
        [],
    )


def test_copies_are_taken_back_together() -> None:
    log, state = MemoryLog(), State(Classes(LABELS))
    copies = [Event("answer", i, {"answer": "a", "copy_of": "0"}) for i in ("1", "2")]
    for event in log.append([Event("answer", "0", {"answer": "a"}), *copies]):
        state.apply(event)
    assert state.undoable() == [1, 2, 3]


def test_labels_from_the_source_are_never_taken_back() -> None:
    state = State.of(MemoryLog().append([Event("answer", "0", {"answer": "a", "given": "source"})]))
    assert (state.labelled, state.undoable()) == (1, [])


def test_the_log_has_the_last_word_on_labels() -> None:
    about = {"labels": ["x", "y"], "space": "multilabel", "items": 9}
    events = MemoryLog().append(
        [
            Event("project", None, about),
            Event("label_added", None, {"name": "z"}),
            Event("strategy", None, {"name": "random"}),
        ]
    )
    state = State.of(events, Classes(LABELS))
    assert state.space == MultiLabel(["x", "y", "z"])
    assert state.strategy == "random"
    assert state.counts()["items"] == 9


def test_several_labels_survive_json() -> None:
    """A log holds lists; answers are tuples."""
    state = State(MultiLabel(LABELS))
    state.apply(Event("answer", "0", {"answer": ["a", "c"]}, seq=1))
    state.apply(Event("label_renamed", None, {"old": "c", "new": "d"}, seq=2))
    assert state.item("0").answer == ("a", "d")


def test_a_request_is_remembered() -> None:
    state = State(Classes(LABELS))
    state.apply(Event("answer", "0", {"answer": "a", "request": "r1"}, seq=1))
    state.apply(Event("answer", "1", {"answer": "a", "request": "r1"}, seq=2))
    assert state.requests == {"r1": [1, 2]}


def test_flags_and_notes_do_not_make_an_answer_recent() -> None:
    state, _ = played([("answer", "0", "a", "ann"), ("answer", "1", "a", "ann"), ("flag", "0", True)])
    assert list(state.recent) == ["0", "1"]
    state, _ = played([("answer", "0", "a", "ann"), ("answer", "1", "a", "ann"), ("answer", "0", "b", "ann")])
    assert list(state.recent) == ["1", "0"]


def test_the_latest_estimate_counts() -> None:
    ready = {"ready": True, "value": 0.9, "low": 0.8, "high": 1.0, "n": 40, "sentence": "About 90 %."}
    events = [
        Event("trained", None, {"version": 1, "trained_on": 10, "estimate": ready}),
        Event("trained", None, {"version": 2, "trained_on": 20, "model": "m"}),
    ]
    state = State.of(MemoryLog().append(events))
    assert state.counts()["estimate"] == ready
    assert [each["labels"] for each in state.trained] == [10, 20]


def test_looks_ahead_are_kept_in_order() -> None:
    looks = [{**LOOK, "labels": n} for n in (10, 20)]
    log = MemoryLog()
    log.append([Event("look", None, look) for look in looks])
    assert State.of(log).looks == looks
    assert State.of(log).notice == ""


def test_an_answer_after_a_release_is_nobodys_random_draw() -> None:
    state = State(Classes(LABELS))
    state.apply(
        Event("asked", None, {"round": 0, "strategy": "x", "version": 0, "queries": [["1", 0, 0.1, True, ""]]}, 1)
    )
    query = state.item("1").query
    assert query is not None
    assert query.random
    state.apply(Event("released", None, {"items": ["1"]}, 2))
    state.apply(Event("answer", "1", {"answer": "a"}, 3))  # somebody came across it in a list
    assert state.item("1").query is None


@pytest.mark.parametrize(
    "event",
    [
        Event("project", None, {"labels": ["a", ""]}),
        Event("project", None, {"labels": ["a", "a"]}),
        Event("project", None, {"labels": ["a"], "space": "classez"}),
        Event("asked", None, {"round": 0, "version": 0, "strategy": "margin", "queries": [["0", 0.5, 1.0, False]]}),
        Event("asked", None, {"rounf": 0, "version": 0, "strategy": "margin", "queries": []}),
        Event("released", None, {"item": ["0"]}),
        Event("answer", "0", {"anzwer": "a"}),
        Event("answer", "0", {"answer": 7}),
        Event("undo", None, {"events": "1"}),
        Event("undo", None, {"events": [[1]]}),
        Event("label_added", None, {"name": " "}),
        Event("label_renamed", None, {"old": "a", "mew": "b"}),
        Event("label_renamed", None, {"old": "zz", "new": "b"}),
        Event("label_renamed", None, {"old": "a", "new": "b"}),
        Event("strategy", None, {"name": None}),
        Event("trained", None, {"version": "3"}),
        Event("trained", None, {"version": 3, "estimate": {"ready": True, "sentonce": "About 90 %."}}),
        Event("trained", None, {"estimate": {"ready": True, "n": 9, "sentence": "", "value": None}}),
        Event("look", None, {**LOOK, "labels": "many"}),
        Event("look", None, {"labels": 9, "names": 2}),
        Event("look", None, {**LOOK, "verdict": "stop"}),
        Event("look", None, {**LOOK, "forecast": {"by": {"0.O1": FORECAST}}}),
        Event("look", None, {**LOOK, "verdict": {"recommend": True}}),
        Event("look", None, {**LOOK, "forecast": {"by": {"0.01": {**FORECAST, "chances": [0.5]}}}}),
        Event("look", None, {**LOOK, "forecast": {"by": {"0.01": {**FORECAST, "headline": None}}}}),
        Event("project", None, {"items": "many"}),
        Event("project", None, {"seed": None}),
        Event("project", None, {"fingerprint": 7}),
        Event("answer", "2", {"answer": "a"}, time=1e300),
        Event("answer", "2", {"answer": "a"}, time=float("nan")),
        Event("skip", "2", {}, time=-5.0),
        Event("answer", "2", {"answer": ["a", "b"]}),
        Event("answer", "2", {"answer": "a", "seconds": "x"}),
        Event("answer", "2", {"answer": "a", "seconds": 10**400}),
        Event("answer", "2", {"answer": "a", "annotator": {"name": "ann"}}),
        Event("skip", "2", {"request": ["r"]}),
        Event("undo", None, {"events": [], "request": {"r": 1}}),
        Event("undo", None, {"events": [True]}),
        Event("asked", None, {"round": 10**400, "version": 0, "strategy": "margin", "queries": []}),
    ],
    ids=lambda event: f"{event.kind} {event.data}",
)
def test_a_damaged_event_costs_itself_only(event: Event) -> None:
    log = MemoryLog()
    log.append([Event("answer", "0", {"answer": "a"}), event, Event("answer", "1", {"answer": "b"})])
    state = State.of(log, Classes(LABELS))
    assert {i: item.answer for i, item in state.items.items()} == {"0": "a", "1": "b"}
    assert (state.strange, state.space.names) == (1, LABELS)


def test_an_answer_must_have_the_form_of_its_space() -> None:
    several = MultiLabel(LABELS)
    events = [Event("answer", "0", {"answer": "a"}, 1), Event("answer", "1", {"answer": ["a", "a"]}, 2)]
    state = State.of([*events, Event("answer", "2", {"answer": ["b", "a"]}, 3)], several)
    assert {i for i, item in state.items.items() if item.labelled} == {"2"}
    assert state.strange == 2
    assert "2 of the events of the label log cannot be understood" in state.notice


def test_several_labels_outlive_the_event_that_began_the_project() -> None:
    state = State.of([Event("answer", "0", {"answer": ["b", "a"]}, 1), Event("answer", "1", {"answer": []}, 2)])
    assert (state.space.kind, state.labelled, state.notice) == ("multilabel", 2, "")
    assert state.space.to_cell(state.items["0"].answer)


def test_an_answer_outlives_the_event_that_added_its_label() -> None:
    log = MemoryLog()
    log.append([Event("answer", "0", {"answer": "new"}), Event("label_renamed", None, {"old": "new", "new": "newer"})])
    state = State.of(log, Classes(LABELS))
    assert state.items["0"].answer == "newer"
    assert state.space.names == (*LABELS, "newer")
    assert state.space.encode([state.items["0"].answer]).tolist() == [3]
    several = State.of([Event("answer", "0", {"answer": ["a", "x"]}, seq=1)], MultiLabel(LABELS))
    assert several.space.names == (*LABELS, "x")


def test_a_rename_does_not_touch_answers_that_come_after_it() -> None:
    log, state = MemoryLog(), State(Classes(LABELS))
    for event in (
        Event("answer", "0", {"answer": "a"}),
        Event("label_renamed", None, {"old": "a", "new": "old a"}),
        Event("label_added", None, {"name": "a"}),
        Event("answer", "1", {"answer": "a"}),
        Event("flag", "0", {"on": True}),  # the items are read anew
        Event("flag", "1", {"on": True}),
    ):
        state.apply(log.append([event])[0])
    assert {i: item.answer for i, item in state.items.items()} == {"0": "old a", "1": "a"}
    assert seen(State.of(log, Classes(LABELS))) == seen(state)


def test_what_is_forgotten_still_counts() -> None:
    log, state = MemoryLog(), State(Classes(LABELS))
    for event in (
        Event("asked", data={"round": 0, "version": 0, "strategy": "random", "queries": [["0", 0.0, 1.0, True, ""]]}),
        Event("answer", "0", {"answer": "a", "request": "r0"}),
        Event("answer", "1", {"answer": "b", "request": "r1"}),
        Event("skip", "2", {"request": "r2"}),
    ):
        state.apply(log.append([event])[0])
    state.forget(["0", "2"])
    assert (state.labelled, state.skipped, state.label_counts["a"]) == (2, 1, 1)
    assert (list(state.items), list(state.recent), list(state.requests)) == (["1"], ["1"], ["r1", "r2"])
    assert state.undoable() == [3]
    state.apply(Event("undo", data={"events": [2]}, seq=5))  # it is not known any more
    assert state.labelled == 2
    state.apply(Event("undo", data={"events": [3]}, seq=6))
    assert state.labelled == 1
    assert state.undoable() == []


@pytest.mark.parametrize(
    ("kind", "names", "given", "known", "counts"),
    [
        ("tags", ["A", "B"], [["A", None, "A"], ["B", "A", None]], ("B", "A", "A"), {"A": 2, "B": 1}),
        (
            "spans",
            ["PER"],
            [[[0, 4, "PER"], [5, 12, None]], [[0, 4, "PER"], [5, 9, "PER"], [10, 12, None]]],
            ((0, 4, "PER"), (5, 9, "PER"), (10, 12, None)),
            {"PER": 2},
        ),
    ],
)
def test_answers_about_tokens_are_kept_and_counted(
    kind: str, names: list[str], given: list[Any], known: Any, counts: dict[str, int]
) -> None:
    log = MemoryLog()
    begin = Event("project", data={"space": kind, "labels": names, "items": 2})
    events = [begin, *(Event("answer", "0", {"answer": answer}) for answer in given)]
    state = State()
    for event in log.append(events):
        state.apply(event)
    assert state.items["0"].answer == known, "what an answer leaves unknown stays as it was"
    assert {name: n for name, n in state.label_counts.items() if n} == counts
    lost = State()
    for event in log.append(events[1:]):
        lost.apply(event)
    assert lost.space.kind == kind  # the event that began the project is lost
    assert set(lost.space.names) == set(names)


@pytest.mark.parametrize(
    ("kind", "answer"),
    [("tags", [3]), ("tags", "A"), ("spans", [[4, 2, "A"]]), ("spans", [[0, 4]]), ("spans", ["A"])],
)
def test_answers_of_another_form_are_passed_over(kind: str, answer: Any) -> None:
    state = State()
    for event in MemoryLog().append(
        [Event("project", data={"space": kind, "labels": ["A"]}), Event("answer", "0", {"answer": answer})]
    ):
        state.apply(event)
    assert not state.labelled
