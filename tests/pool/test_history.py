"""The log and what follows from it."""

from askless.core.events import Event
from askless.data.items.of import items_of
from askless.data.labels.classes import Classes
from askless.data.store.log import MemoryLog
from askless.pool.history import History


def history() -> History:
    return History(items_of(["one", "two", "three", "two"]), MemoryLog(), Classes(("odd", "even")))


def test_what_is_appended_is_taken_in() -> None:
    known = history()
    assert known.candidates().tolist() == [0, 1, 2]
    assert known.append([Event("answer", "0", {"answer": "odd"})])
    assert known.candidates().tolist() == [1, 2]
    job = known.job(7, "margin")
    assert (job.rows, job.answers, job.seed, job.strategy) == ([0], ["odd"], 7, "margin")


def test_only_some_events_put_a_model_out_of_date() -> None:
    known = history()
    assert not known.append([Event("note", "0", {"text": "look again"})])
    assert known.append([Event("skip", "1")])


def test_skipped_items_come_when_nothing_else_is_left() -> None:
    known = history()
    known.append([Event("skip", str(row)) for row in (2, 0, 1)])
    assert known.candidates().tolist() == [0, 1, 2]


def test_answers_given_with_a_suggestion_in_sight_do_not_judge_the_model() -> None:
    known = history()
    queries = [["0", 0.0, 0.5, True, "drawn"], ["1", 0.0, 0.5, True, "drawn"]]
    known.append([Event("asked", data={"round": 0, "strategy": "random", "version": 0, "queries": queries})])
    known.append([Event("answer", "0", {"answer": "odd", "suggestion_seen": True})])
    known.append([Event("answer", "1", {"answer": "odd", "suggestion_seen": False})])
    assert known.job(0, "random").random == [1]
