"""Questions, answers and everything between them, without HTTP."""

from collections.abc import Callable
from typing import Any

import pytest

from askless.core.events import Event
from askless.core.ids import Ids
from askless.data.items.text import TextItems
from askless.data.store.state import State
from askless.errors import LabelError, StorageError, UnknownNameError
from askless.server.browse import View
from askless.server.leases import EARLIER
from askless.server.session import LabellingSession
from askless.server.standing import ELSEWHERE

Make = Callable[..., LabellingSession]


def ids(reply: dict[str, Any]) -> list[str]:
    return [query["id"] for query in reply["queries"]]


def rank(session: LabellingSession, *rows: int, **more: Any) -> None:
    session.trainer.rank(rows, **more)  # type: ignore[attr-defined]


def pending(session: LabellingSession) -> set[str]:
    return {item_id for item_id, item in session.learner.state.items.items() if item.pending}


def test_a_page_gets_the_ranking_in_its_order(session: LabellingSession) -> None:
    rank(session, 7, 3, 5, 1)
    reply = session.queue(3, [], "a")
    assert ids(reply) == ["7", "3", "5"]
    assert reply["queries"][0]["why"] == "unlike all others"
    assert not reply["done"]
    assert ids(session.queue(1, ["7", "3", "5"], "a")) == ["1"]


def test_an_answer_brings_the_next_question(session: LabellingSession) -> None:
    rank(session, 7, 3, 5)
    session.queue(2, [], "a")
    reply = session.answer("7", "spam", tab="a", request="r1", seconds=1.5, suggestion_seen=True, n=1, have=["3"])
    assert ids(reply) == ["5"]
    assert reply["progress"]["labelled"] == 1
    assert [label["count"] for label in reply["labels"]] == [0, 1]
    stored = session.learner.state.items["7"].answered
    assert stored is not None
    assert {k: stored.data[k] for k in ("seconds", "suggestion_seen", "request")} == {
        "seconds": 1.5,
        "suggestion_seen": True,
        "request": "r1",
    }


def test_a_request_counts_once(session: LabellingSession) -> None:
    session.answer("7", "spam", request="r1")
    session.answer("7", "ham", request="r2")
    session.answer("7", "spam", request="r1")  # its reply was lost, and it comes again, late
    assert session.learner.state.items["7"].answer == "ham"
    assert len(session.learner.state.items["7"].history) == 2


def test_other_tabs_hear_of_an_answer_once(session: LabellingSession, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str]] = []

    def publish(word: str, data: Any = None) -> None:
        if word == "answered":
            told.append((data["tab"], data["row"]["answer"]))

    monkeypatch.setattr(session.hub, "publish", publish)
    session.answer("7", "spam", tab="a", request="r1")
    session.answer("7", "spam", tab="a", request="r1")  # the acknowledgement was lost
    session.answer("7", "spam", tab="b", request="r2")  # it stands already
    session.answer("7", "ham", tab="b", request="r3")
    session.answer("7", "spam", tab="a", request="r1")  # late, and overtaken
    assert told == [("a", "spam"), ("b", "ham")]


def test_two_tabs_never_hold_the_same_item(session: LabellingSession) -> None:
    rank(session, *range(20))
    one, two = ids(session.queue(5, [], "a")), ids(session.queue(5, [], "b"))
    assert not set(one) & set(two)
    assert one + two == [str(i) for i in range(10)]


def test_what_a_tab_shows_is_known(session: LabellingSession) -> None:
    assert session.leases.on_screen(but="b") is None
    rank(session, 7, 3, 5, 1)
    session.queue(2, [], "a")
    assert session.leases.on_screen(but="b") == "7"
    assert session.leases.on_screen(but="a") is None
    session.answer("7", "spam", tab="b")  # somebody else was quicker
    assert session.leases.on_screen(but="b") == "3"


def test_what_a_page_does_not_show_goes_back_when_the_ranking_changes(session: LabellingSession) -> None:
    rank(session, 7, 3, 5, 1)
    assert ids(session.queue(3, [], "a")) == ["7", "3", "5"]
    assert ids(session.queue(2, ["7"], "a")) == ["3", "5"], "the same ranking: the same items"
    rank(session, 9, 8, 3)
    reply = session.queue(2, ["7"], "a")
    assert ids(reply) == ["9", "8"]
    assert all(query["ranking"] == reply["ranking"] for query in reply["queries"])
    assert pending(session) == {"7", "9", "8"}


def test_a_random_item_cannot_be_got_rid_of_by_reloading(make_session: Make) -> None:
    session = make_session(random_share=1.0)
    rank(session, *range(20))
    first = session.queue(3, [], "a")
    assert all(query["random"] and query["suggestion"] is None for query in first["queries"])
    rank(session, *reversed(range(20)))
    assert ids(session.queue(3, [], "a")) == ids(first)


def test_a_random_item_is_asked_blind(make_session: Make) -> None:
    session = make_session(random_share=1.0)
    rank(session, *range(20), labels=[1] * 20, confidence=[0.75] * 20)
    asked = session.queue(3, [], "a")["queries"]
    assert [(query["random"], query["suggestion"]) for query in asked] == [(True, None)] * 3
    assert session.query(next(i for i in map(str, range(20)) if i not in ids({"queries": asked})))["suggestion"]


def test_a_tab_that_fell_silent_loses_its_items(session: LabellingSession) -> None:
    now = [0.0]
    session.leases._clock = lambda: now[0]
    rank(session, 7, 3)
    assert ids(session.queue(2, [], "a")) == ["7", "3"]
    now[0] = 100.0
    assert "7" not in ids(session.queue(2, [], "b"))
    now[0] = 121.0
    held = list(session.leases.held("b"))
    assert ids(session.queue(2, held, "b")) == ["7", "3"]


def test_a_tab_whose_streams_ended_loses_its_items_sooner_unless_it_comes_back(session: LabellingSession) -> None:
    now = [0.0]
    leases = session.leases
    leases._clock = lambda: now[0]
    rank(session, 7, 3)
    session.queue(2, [], "a")
    leases.listens("a")
    leases.listens("a")
    leases.leaves("a")  # it is loaded again, and another stream has begun before
    now[0] = 50.0
    assert "7" not in ids(session.queue(2, [], "b"))
    leases.leaves("a")
    leases.listens("a")
    now[0] = 100.0
    session.queue(0, [], "b")
    assert set(leases.held("a")) == {"7", "3"}
    leases.leaves("a")
    now[0] = 119.0
    session.queue(0, [], "b")
    assert set(leases.held("a")) == {"7", "3"}
    now[0] = 121.0
    assert ids(session.queue(2, list(leases.held("b")), "b")) == ["7", "3"]
    assert leases.held("a") == {}


def test_a_woken_tab_is_not_sent_what_it_shows(session: LabellingSession) -> None:
    now = [0.0]
    session.leases._clock = lambda: now[0]
    rank(session, 7, 3, 5)
    session.queue(2, [], "a")
    now[0] = 121.0
    session.queue(0, [], "b")  # gives back what tab a holds
    assert ids(session.queue(1, ["7", "3"], "a")) == ["5"]
    assert set(session.leases.held("a")) == {"7", "3", "5"}


def test_questions_of_an_earlier_run_come_first(make_session: Make) -> None:
    session = make_session()
    rank(session, 7, 3)
    session.queue(2, [], "a")
    session.learner.close()
    again = make_session()
    assert set(again.leases.held(EARLIER)) == {"7", "3"}
    assert ids(again.queue(1, ["3"], "a")) == ["7"], "a page that outlived the server still shows 3"
    assert set(again.leases.held("a")) == {"7", "3"}
    assert again.standing.ranking >= session.standing.ranking


def test_items_that_the_source_has_lost_are_passed_over(make_session: Make) -> None:
    session = make_session(TextItems(["one", "two", "three", "four"], Ids("abcd")))
    rank(session, 0, 1, 2)
    assert ids(session.queue(3, [], "a")) == ["a", "b", "c"]
    session.answer("a", "spam", tab="a", request="r1")
    session.answer("b", "ham", tab="a", request="r2")
    session.learner.close()
    again = make_session(TextItems(["two", "four"], Ids("bd")))
    assert ids(again.queue(5, [], "a")) == ["d"]
    assert [row["id"] for row in again.standing.recent()] == ["b"]
    assert (again.standing.progress()["labelled"], again.standing.remaining) == (1, 1)
    again.answer("d", "ham", tab="a", request="r3")
    assert again.queue(5, [], "a")["done"]
    undone = [again.undo(request=f"u{i}") for i in range(3)]
    assert [(u["undone"], u.get("query") and u["query"]["id"]) for u in undone if u] == [
        ("answer", "d"),
        ("answer", "b"),
        ("answer", None),
    ]


def test_undo_brings_the_item_back_to_the_tab(session: LabellingSession) -> None:
    rank(session, 7, 3)
    session.queue(1, [], "a")
    session.note("7", "odd", tab="a", request="r0")
    session.answer("7", "spam", tab="a", request="r1")
    reply = session.undo(tab="a", request="u1")
    assert reply is not None
    assert (reply["undone"], reply["query"]["id"], reply["query"]["answer"]) == ("answer", "7", None)
    assert reply["query"]["note"] == "odd"
    assert "7" in session.leases.held("a")
    again = session.undo(tab="a", request="u1")
    assert again is not None
    assert (again["undone"], again["query"]["note"]) == ("answer", "odd"), "the same request is done once"
    last = session.undo(tab="a", request="u2")
    assert last is not None
    assert (last["undone"], last["query"]["note"]) == ("note", "")
    assert session.undo(tab="a", request="u3") is None


def test_undo_is_done_once_over_a_restart_too(make_session: Make) -> None:
    session = make_session()
    session.answer("7", "spam", request="r1")
    session.answer("3", "ham", request="r2")
    session.undo(request="u1")
    session.learner.close()
    again = make_session()
    reply = again.undo(request="u1")
    assert reply is not None
    assert reply["query"]["id"] == "3"
    assert again.learner.state.items["7"].answer == "spam"


def test_copies_are_answered_together(make_session: Make) -> None:
    session = make_session(["win", "hello", "win", "win"])
    assert session.query("0")["copies"] == 2
    reply = session.answer("0", "spam", request="r1")
    assert reply["progress"]["labelled"] == 3
    assert [row["id"] for row in session.standing.recent()] == ["0"]
    undone = session.undo(request="u1")
    assert undone is not None
    assert undone["progress"]["labelled"] == 0


def test_skipped_items_come_at_the_end(make_session: Make) -> None:
    session = make_session(["one", "two"])
    rank(session, 0, 1)
    session.queue(1, [], "a")
    assert ids(session.skip("0", tab="a", request="r1", n=1)) == ["1"]
    assert ids(session.answer("1", "ham", tab="a", request="r2", n=1)) == ["0"]
    reply = session.answer("0", "ham", tab="a", request="r3", n=1)
    assert ids(reply) == []
    final = session.queue(5, [], "a")
    assert final["done"]
    assert final["sentence"] == "All 2 items are labelled."


def test_other_tabs_hold_the_rest(make_session: Make) -> None:
    session = make_session(["one", "two"])
    session.queue(2, [], "a")
    reply = session.queue(1, [], "b")
    assert (ids(reply), reply["done"]) == ([], False)
    assert reply["sentence"] == f"All items that are left are {ELSEWHERE}"


def test_predictions_follow_a_renamed_label(session: LabellingSession) -> None:
    rank(session, 7, labels=[1] * 20, confidence=[0.75] * 20)
    assert session.query("7")["suggestion"] == {
        "label": "spam",
        "confidence": 0.75,
        "labels": None,
        "value": None,
        "std": None,
    }
    session.answer("7", "spam", request="r1")
    session.rename_label("spam", "junk")
    assert session.query("7")["suggestion"]["label"] == "junk"
    assert session.standing.recent()[0]["answer"] == "junk"
    assert {label["name"]: label["count"] for label in session.standing.labels()} == {"ham": 0, "junk": 1}


def test_a_confidence_is_never_rounded_up_to_certainty(session: LabellingSession) -> None:
    rank(session, 7, labels=[1] * 20, confidence=[0.99999, 1.0] * 10)
    told = [session.query(item_id)["suggestion"]["confidence"] for item_id in ("0", "1")]
    rows = session.standing.browser.page(View(), 0, 2)["rows"]
    assert told == [row["confidence"] for row in rows] == [0.9999, 1.0]


def test_labels_can_be_asked_for_twice(session: LabellingSession) -> None:
    session.add_label("maybe")
    session.add_label("maybe")
    session.rename_label("maybe", "unsure")
    session.rename_label("maybe", "unsure")
    assert [label["name"] for label in session.standing.labels()] == ["ham", "spam", "unsure"]
    assert [label["key"] for label in session.standing.labels()] == ["1", "2", "3"]
    with pytest.raises(LabelError, match="another label"):
        session.rename_label("ham", "spam")


def test_several_labels(make_session: Make) -> None:
    session = make_session(labels=["art", "money", "sport"], kind="multilabel")
    reply = session.answer("2", ["sport", "art"], request="r1")
    assert session.query("2")["answer"] == ["art", "sport"]
    assert [label["count"] for label in reply["labels"]] == [1, 0, 1]
    session.answer("2", [], request="r2")
    assert session.query("2")["answer"] == []
    assert [label["count"] for label in session.standing.labels()] == [0, 0, 0]


def test_what_nobody_can_mean_changes_nothing(session: LabellingSession) -> None:
    before = session.learner.state.seq
    with pytest.raises(LabelError, match="maybe"):
        session.answer("2", "maybe", request="r1")
    with pytest.raises(UnknownNameError):
        session.answer("77", "spam", request="r2")
    with pytest.raises(UnknownNameError):
        session.set_strategy("nonsense")
    assert session.learner.state.seq == before


def test_an_answer_that_is_on_disk_is_acknowledged_even_if_the_next_question_is_not(
    session: LabellingSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(k: int) -> None:
        raise StorageError("The disk is full.", "Free some space.")

    monkeypatch.setattr(session.learner, "ask", full)
    reply = session.answer("7", "spam", tab="a", request="r1", n=2)
    assert (reply["progress"]["labelled"], reply["queries"]) == (1, [])


def test_labels_of_the_source_are_not_recent_answers(session: LabellingSession) -> None:
    session.learner.give({0: "ham", 1: "spam"})
    assert session.standing.recent() == []
    session.answer("5", "ham", request="r1")
    assert [row["id"] for row in session.standing.recent()] == ["5"]


def test_progress_knows_the_estimates_of_the_log(session: LabellingSession) -> None:
    early = session.standing.progress()["estimate"]
    assert (early["ready"], early["value"], early["needed"]) == (False, None, 30)
    assert "this pool of 20 is too small" in early["sentence"]
    session.learner.record(Event("trained", data={"version": 1, "trained_on": 9, "estimate": {**early, "n": 8}}))
    assert (
        "8 of 30 random answers are in. An estimate takes about 230"
        in session.standing.progress()["estimate"]["sentence"]
    )
    estimate = {"ready": True, "value": 0.9, "low": 0.8, "high": 0.95, "n": 31, "sentence": "Right on 90 %."}
    session.learner.record(Event("trained", data={"version": 1, "trained_on": 80, "estimate": estimate}))
    progress = session.standing.progress()
    assert progress["estimate"]["value"] == 0.9
    assert progress["curve"] == [{"labels": 80, "value": 0.9, "low": 0.8, "high": 0.95, "n": 31}]


def test_of_two_models_with_as_many_labels_the_newer_one_is_drawn(session: LabellingSession) -> None:
    for value in (0.8, 0.9):
        estimate = {"ready": True, "value": value, "low": 0.7, "high": 0.95, "n": 31, "sentence": ""}
        session.learner.record(Event("trained", data={"trained_on": 80, "estimate": estimate}))
    assert [point["value"] for point in session.standing.progress()["curve"]] == [0.9]


def test_a_long_curve_is_thinned_out_and_keeps_its_end(session: LabellingSession) -> None:
    for labels in range(30, 530):
        estimate = {"ready": True, "value": 0.9, "low": 0.8, "high": 0.95, "n": labels, "sentence": ""}
        session.learner.record(Event("trained", data={"trained_on": labels, "estimate": estimate}))
    curve = session.standing.progress()["curve"]
    assert len(curve) == 100
    assert (curve[0]["labels"], curve[-1]["labels"]) == (30, 529)


def test_the_log_replays_to_the_same_state(session: LabellingSession) -> None:
    rank(session, *range(10))
    session.queue(5, [], "a")
    session.answer("0", "spam", tab="a", request="r1", n=1, have=["1"])
    session.skip("1", tab="a", request="r2")
    session.flag("2", True, tab="a", request="r3")
    session.undo(tab="a", request="u1")
    session.add_label("maybe")
    assert session.learner.project is not None
    replayed = State.of(session.learner.project.log)
    live = session.learner.state
    assert replayed.items == live.items
    assert replayed.label_counts == live.label_counts
    assert (replayed.asked, replayed.pending, replayed.requests) == (live.asked, live.pending, live.requests)
