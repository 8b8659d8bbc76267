"""The desk at which people answer what a stream asks."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import askless
from askless.data.store.kept import SqliteKeeper
from askless.data.store.log import SqliteLog
from askless.errors import LabelError, StorageError, UnknownNameError, UsageError
from askless.stream.adaptation.adaptation import Notice
from askless.stream.desk.desk import Desk
from askless.stream.desk.questions import SPARE
from askless.stream.learner import StreamLearner
from askless.stream.record import read_record

Open = Callable[..., tuple[StreamLearner, Desk]]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Open a stream that asks about everything, and its desk; again it goes on where it was."""
    learners: list[StreamLearner] = []

    def open_desk(most: int = 100, **options: Any) -> tuple[StreamLearner, Desk]:
        for learner in learners:
            learner.close()
        options = {"labels": ["low", "high"], "budget": 1.0, **options}
        learners[:] = [StreamLearner(project=tmp_path / "a.askless", **options)]
        return learners[0], Desk(learners[0], most)

    yield open_desk
    for learner in learners:
        learner.close()


def flow(learner: StreamLearner, n: int) -> None:
    """So many more items, all of which are asked about; the even ones are low."""
    learner.offer_many([{"size": float(i % 2), "i": i} for i in range(learner.seen, learner.seen + n)])
    learner.commit()


def answers(learner: StreamLearner) -> list[tuple[str, str]]:
    """What another process finds on disk."""
    assert learner.project is not None
    log = sqlite3.connect(f"file:{learner.project.path / 'labels.sqlite'}?mode=ro", uri=True)
    found = log.execute("SELECT item, json_extract(data, '$.answer') FROM events WHERE kind = 'answer'").fetchall()
    log.close()
    return found


def test_the_latest_question_comes_first_and_nobody_gets_it_twice(opened: Open) -> None:
    learner, desk = opened()
    flow(learner, 3)
    assert desk.ask(2).ids == ["2", "1"]
    flow(learner, 1)
    assert desk.ask(9).ids == ["3", "0"]
    assert desk.ask(1).ids == []
    desk.release(["1"])
    assert desk.ask(1).ids == ["1"]


def test_an_answer_is_on_disk_when_tell_returns_and_learnt(opened: Open) -> None:
    learner, desk = opened()
    flow(learner, 2)
    desk.ask(2)
    desk.tell(["0"], ["low"], request="r", seconds=2.0)
    desk.tell(["1"], ["high"])
    assert answers(learner) == [("0", "low"), ("1", "high")]
    assert (desk.state.labelled, desk.waiting, desk.state.label_counts["low"]) == (2, 0, 1)
    assert "r" in desk.state.requests
    assert learner.predict([{"size": 1.0}]) == ["high"]
    desk.tell(["0"], ["low"], request="r")  # the reply was lost
    assert len(answers(learner)) == 2


def test_what_people_do_survives_a_power_cut(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    learner, desk = opened()
    flow(learner, 1)
    synchronised: list[bool] = []
    monkeypatch.setattr(SqliteLog, "sync", lambda log: synchronised.append(bool(answers(learner))))
    desk.tell(["0"], ["low"])
    assert synchronised == [True]


def test_what_cannot_be_written_is_not_acknowledged_and_not_lost(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    learner, desk = opened()
    flow(learner, 1)

    def full(*_: Any) -> None:
        raise StorageError("The disk is full.", "Free some space.")

    with monkeypatch.context() as patch:
        patch.setattr(SqliteKeeper, "write", full)
        with pytest.raises(StorageError, match="full"):
            desk.tell(["0"], ["low"])
    assert answers(learner) == []
    desk.tell(["0"], ["low"])
    assert answers(learner) == [("0", "low")]


def test_an_answer_that_is_no_label_changes_nothing(opened: Open) -> None:
    learner, desk = opened()
    flow(learner, 1)
    with pytest.raises(LabelError):
        desk.tell(["0"], ["medium"])
    with pytest.raises(UnknownNameError):
        desk.tell(["7"], ["low"])
    assert (desk.waiting, desk.state.labelled, answers(learner)) == (1, 0, [])
    assert desk.ask(1).ids == ["0"]


def test_an_answer_is_taken_back_but_not_unlearnt(opened: Open) -> None:
    learner, desk = opened()
    flow(learner, 4)
    for item_id in ("0", "1", "2"):
        desk.tell([item_id], ["low" if int(item_id) % 2 == 0 else "high"])
    before = learner.predict_proba([{"size": 1.0}])
    assert desk.undo(request="u") == ("answer", "2")
    assert (desk.state.labelled, desk.waiting, learner.answered) == (2, 2, 2)
    assert "2" in learner.pending
    assert desk.ask(9).ids == ["3"]  # the other one is with whoever took it back
    np.testing.assert_array_equal(learner.predict_proba([{"size": 1.0}]), before)
    desk.tell(["2"], ["high"])
    assert learner.answered == 3
    assert (learner.predict_proba([{"size": 1.0}]) != before).any()


def test_a_correction_that_is_taken_back_leaves_the_first_answer(opened: Open) -> None:
    learner, desk = opened()
    flow(learner, 1)
    desk.tell(["0"], ["low"])
    desk.tell(["0"], ["high"])
    assert desk.undo() == ("answer", "0")
    assert desk.state.item("0").answer == "low"
    learner, desk = opened()
    assert (desk.state.item("0").answer, desk.waiting, learner.answered) == ("low", 0, 1)
    assert desk.undo() == ("answer", "0")
    assert (desk.waiting, learner.answered) == (1, 0)
    assert desk.undo() is None


def test_skipped_items_do_not_wait(opened: Open) -> None:
    learner, desk = opened()
    flow(learner, 2)
    desk.skip("1", request="s")
    assert (desk.state.skipped, desk.waiting, learner.skipped) == (1, 1, 1)
    assert desk.ask(5).ids == ["0"]
    assert desk.undo() == ("skip", "1")
    assert (desk.state.skipped, desk.waiting, learner.skipped) == (0, 2, 0)
    desk.skip("1")
    desk.tell(["1"], ["high"])
    assert (desk.state.skipped, desk.state.labelled, learner.skipped) == (0, 1, 0)


def test_all_of_it_is_there_again_after_a_restart(opened: Open) -> None:
    learner, desk = opened()
    flow(learner, 5)
    desk.tell(["4"], ["low"], request="r1")
    desk.flag("3", True, request="r2")
    desk.note("3", "odd", request="r3")
    desk.skip("2")
    with learner._lock:
        learner._notice([Notice("drift", "The errors have changed.")])
    learner.commit()
    for _ in range(2):
        learner, desk = opened()
        item = desk.state.item("3")
        assert (item.flagged, item.note, item.pending) == (True, "odd", True)
        assert (desk.state.labelled, desk.state.skipped, desk.waiting) == (1, 1, 3)
        assert desk.state.requests.keys() == {"r1", "r2", "r3"}
        assert list(desk.notices) == [(5, "The errors have changed.")]
        assert desk.items.show(desk.items.ids.row("3"))["cells"] == [["size", 1.0], ["i", 3]]
    assert desk.ask(9).ids == ["3", "1", "0"]


def test_answers_from_elsewhere_are_heard(opened: Open) -> None:
    learner, desk = opened()
    flow(learner, 3)
    assert desk.news().asked
    learner.tell("1", "high")
    desk.tell(["2"], ["low"], request="r")
    learner.tell("0", "low")
    learner.commit()
    assert desk.fresh.is_set()
    news = desk.news()
    assert (news.asked, news.answered) == (False, ["1", "0"])
    assert (desk.state.labelled, desk.waiting) == (3, 0)


def test_memory_does_not_grow_and_what_is_old_comes_from_the_disk(opened: Open) -> None:
    learner, desk = opened(most=50)
    held = 0
    for _ in range(20):
        flow(learner, 100)
        handed = desk.ask(2).ids
        desk.tell(handed[:1], ["low"], request=f"r{learner.seen}")
        held = max(held, len(desk.items), len(desk.state.items), len(desk.state.requests), len(desk.state._item_of))
    assert held <= 50 + SPARE + 100
    assert (desk.state.labelled, desk.waiting) == (20, 1980)
    desk.tell([str(i) for i in range(1900, 2000)], ["high"] * 100)
    assert (desk.state.labelled, desk.waiting) == (119, 1881)

    # Those in memory are all answered or handed out: older ones come, the latest of them first.
    found = desk.ask(200).ids
    assert found[:2] == ["1897", "1896"]
    assert len(found) == len(set(found)) == 200
    assert (desk.state.labelled, desk.waiting) == (119, 1881)


def test_an_old_answer_can_be_corrected(opened: Open) -> None:
    learner, desk = opened(most=10)
    flow(learner, 1)
    desk.tell(["0"], ["low"])
    for _ in range(4):
        flow(learner, 100)
        desk.catch_up()
    assert "0" not in desk.items
    desk.bring(["0", "1"])
    assert (desk.state.item("0").answer, desk.state.item("1").pending) == ("low", True)
    assert (desk.state.labelled, desk.waiting) == (1, 400)
    desk.tell(["0"], ["high"])
    assert (desk.state.labelled, desk.waiting, desk.state.item("0").answer) == (1, 400, "high")
    assert +desk.state.label_counts == {"high": 1}
    learner, desk = opened(most=10)
    assert (desk.state.labelled, desk.waiting) == (1, 400)
    learner.tell("1", "high")  # long out of memory
    learner.commit()
    desk.catch_up()
    assert (desk.state.labelled, desk.waiting) == (2, 399)


@pytest.mark.parametrize(
    ("item", "kind", "shown", "line"),
    [
        ("two\nlines", "text", {"kind": "text", "text": "two\nlines"}, "two lines"),
        (
            {"a": float("nan"), "b": "x", "c": True},
            "rows",
            {"kind": "row", "cells": [["a", None], ["b", "x"], ["c", True]]},
            "b: x · c: true",
        ),
        ([1, 2.5], "array", {"kind": "row", "cells": [["x1", 1], ["x2", 2.5]]}, "x1: 1 · x2: 2.5"),
        (
            np.array([1.0, np.nan]),
            "array",
            {"kind": "row", "cells": [["x1", 1.0], ["x2", None]]},
            "x1: 1",
        ),
    ],
)
def test_items_are_shown_as_what_they_are(opened: Open, item: Any, kind: str, shown: Any, line: str) -> None:
    learner, desk = opened()
    learner.offer(item)
    for _ in range(2):
        learner.commit()
        desk.catch_up()
        assert (desk.items.kind, desk.items.show(0), desk.items.line(0)) == (kind, shown, line)
        assert desk.items.search("2" if kind == "array" and isinstance(item, list) else "").tolist() == [0]
        learner, desk = opened()


def test_the_model_is_asked_anew_about_what_waits(opened: Open) -> None:
    learner, desk = opened()
    flow(learner, 4)
    desk.catch_up()
    assert desk.said() is None
    desk.tell(["0", "1"], ["low", "high"])
    said = desk.said()
    assert said is not None
    assert said[0] == [0, 1, 0, 1]
    assert all(0.5 < sure <= 1 for sure in said[1])
    flow(learner, 1)
    desk.catch_up()
    longer = desk.said()
    assert longer is not None
    assert len(longer[0]) == 5
    for _ in range(5):  # the window moves on
        flow(learner, 150)
        desk.catch_up()
        later = desk.said()
        assert later is not None
        assert len(later[0]) == len(desk.items)
        assert set(zip(later[0], (int(i) % 2 for i in desk.items.ids.names or ()), strict=True)) == {(0, 0), (1, 1)}


def test_random_questions_tell_how_often_the_model_is_right(opened: Open) -> None:
    learner, desk = opened(random_share=1.0)
    flow(learner, 2)
    desk.tell(["0", "1"], ["low", "high"])
    assert desk.estimate.n == 0  # there was no model when they were asked
    flow(learner, 60)
    desk.tell(["2", "3"], ["low", "low"])
    assert desk.estimate.sentence == "Too early to say how good the model is: 2 of the 30 random answers needed are in."
    desk.undo()
    assert desk.estimate.n == 1  # what is taken back does not count
    for i in range(3, 50):
        desk.tell([str(i)], ["low" if i % 2 == 0 or i == 9 else "high"])
    desk.tell(["9"], ["high"])  # nor what was corrected
    told = desk.estimate
    assert told.n == 48
    assert learner.project is not None
    assert read_record(learner.project.path)[0].estimate == told  # the one of `askless status`
    assert opened()[1].estimate == told


def test_answers_to_questions_long_out_of_memory_count_too(opened: Open) -> None:
    learner, desk = opened(most=10, random_share=1.0)
    flow(learner, 2)
    desk.tell(["0", "1"], ["low", "high"])
    for _ in range(4):
        flow(learner, 100)
        desk.catch_up()
    assert "40" not in desk.items
    learner.tell([str(i) for i in range(40, 80)], ["low", "high"] * 20)
    learner.commit()
    desk.catch_up()
    assert learner.project is not None
    assert desk.estimate == read_record(learner.project.path)[0].estimate
    assert desk.estimate.n == 40


def test_after_a_swap_the_model_is_judged_anew(opened: Open) -> None:
    learner, desk = opened(random_share=1.0)
    flow(learner, 2)
    desk.tell(["0", "1"], ["low", "high"])
    flow(learner, 40)
    desk.tell([str(i) for i in range(2, 42)], ["low", "high"] * 20)
    assert desk.estimate.n == 40
    with learner._lock:
        learner._notice([Notice("swap", "The new model takes over.")])
    flow(learner, 10)
    desk.tell([str(i) for i in range(42, 52)], ["low", "high"] * 5)
    for _ in range(2):
        assert desk.estimate.n == 10
        assert "since the swap at item 42" in desk.estimate.sentence
        learner, desk = opened(random_share=1.0)


def test_numbers_have_predictions_too(opened: Open) -> None:
    learner, desk = opened(labels=askless.Real(), strategy="random")
    learner.offer_many([[float(i)] for i in range(5)])
    desk.catch_up()
    desk.tell(["1", "3"], [10.0, 30.0])
    said = desk.said()
    assert said is not None
    assert len(said[0]) == 5
    assert (desk.estimate.n, desk.state.label_counts) == (0, {})


def test_labels_are_added_but_not_renamed(opened: Open) -> None:
    learner, desk = opened(labels=None)
    assert desk.space.names == ()
    desk.add_label(" low ")
    desk.add_label("high")
    assert learner.space.names == desk.state.space.names == ("low", "high")
    with pytest.raises(LabelError):
        desk.add_label("low")
    with pytest.raises(UsageError, match="keep their names"):
        desk.rename_label("low", "small")
    with pytest.raises(UsageError, match="keeps its strategy"):
        desk.set_strategy("random")
    flow(learner, 1)
    desk.tell(["0"], ["low"])
    learner, desk = opened(labels=None)
    assert learner.space.names == desk.state.space.names == ("low", "high")


def test_a_stream_without_a_project_has_no_desk() -> None:
    with pytest.raises(UsageError, match="no project"):
        Desk(askless.StreamLearner(labels=["a", "b"]))
