"""Items kept apart for a test, on the page: asked blind among the others, and counted."""

from collections.abc import Callable

from askless.core.events import Event
from askless.pool.holdout import WHY
from askless.server.session import LabellingSession


def test_they_are_asked_blind_and_counted(make_session: Callable[..., LabellingSession]):
    session = make_session([f"text {i}" for i in range(30)])
    assert session.standing.progress()["test"] is None
    session.learner.hold_out(3)
    held = list(session.learner.state.held)
    free = [i for i in range(30) if str(i) not in held]
    session.trainer.rank(free, labels=[0] * 30, confidence=[0.9] * 30)
    queries = session.queue(5, [], "tab")["queries"]
    assert [query["why"] == WHY for query in queries] == [False] * 4 + [True]
    assert [query["suggestion"] is None for query in queries] == [False] * 4 + [True]
    assert session.standing.progress()["test"] == {"answered": 0, "size": 3}
    reply = session.answer(queries[4]["id"], "ham", tab="tab", request="1")
    assert reply["progress"]["test"] == {"answered": 1, "size": 3}
    estimate = reply["progress"]["estimate"]
    assert (estimate["ready"], estimate["n"], estimate["needed"]) == (False, 1, 3)
    assert "1 of 3 test items are answered" in estimate["sentence"]


def test_no_list_tells_what_the_model_would_say(make_session: Callable[..., LabellingSession]):
    session = make_session([f"text {i}" for i in range(10)])
    session.learner.hold_out(2)
    session.trainer.rank([], labels=[0] * 10, confidence=[0.9] * 10)
    held = int(next(iter(session.learner.state.held)))
    assert session.query(str(held))["suggestion"] is None
    assert session.standing.browser.row(held)["prediction"] is None
    assert session.standing.browser.row(held)["confidence"] is None
    session.answer(str(held), "ham", request="1")
    assert session.standing.browser.row(held)["prediction"] == "ham"


def test_a_new_ranking_does_not_take_them_away(make_session: Callable[..., LabellingSession]):
    session = make_session([f"text {i}" for i in range(30)])
    session.learner.hold_out(3)
    first = session.queue(5, [], "tab")["queries"]
    session.trainer.rank([1, 2, 3])
    again = session.queue(5, [], "tab")["queries"]
    assert first[4]["id"] in [query["id"] for query in again]
    assert session.learner.state.tested == 1


def test_the_estimate_on_them_is_the_one_that_is_shown(make_session: Callable[..., LabellingSession]):
    session = make_session([f"text {i}" for i in range(30)])
    session.learner.hold_out(3)
    said = {"value": 1.0, "low": 0.29, "high": 1.0, "n": 3, "ready": True, "sentence": "On 3.", "basis": "test"}
    session.learner.record(Event("trained", data={"version": 1, "trained_on": 5, "estimate": said}))
    estimate = session.standing.progress()["estimate"]
    assert (estimate["basis"], estimate["sentence"], estimate["needed"]) == ("test", "On 3.", 3)
