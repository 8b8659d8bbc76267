"""One session serves a stream as it serves a pool: questions, answers, and the news of what flows."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import askless
from askless.server.browse import View
from askless.server.standing import ELSEWHERE
from askless.server.streaming import StreamSession
from askless.stream.desk.desk import Desk
from askless.stream.learner import StreamLearner
from askless.stream.record import read_record

Open = Callable[..., StreamSession]
Enter = Callable[..., httpx.Client]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Open a session over a stream that asks about everything; again it goes on where it was."""
    sessions: list[StreamSession] = []

    def close() -> None:
        while sessions:
            session = sessions.pop()
            session.close()
            session.learner.learner.close()

    def open_session(**options: Any) -> StreamSession:
        close()
        options = {"labels": ["low", "high"], "budget": 1.0, **options}
        learner = StreamLearner(project=tmp_path / "a.askless", **options)
        sessions.append(StreamSession(Desk(learner), {"name": "a", "source": "pipe"}))
        return sessions[-1]

    yield open_session
    close()


def flow(session: StreamSession, n: int) -> None:
    """So many more items, all of which are asked about."""
    learner = session.learner.learner
    learner.offer_many([{"size": float(i % 2)} for i in range(learner.seen, learner.seen + n)])
    learner.commit()


def ids(reply: dict[str, Any]) -> list[str]:
    return [query["id"] for query in reply["queries"]]


def news(session: StreamSession, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What pages are told from now on."""
    told: list[tuple[str, Any]] = []
    monkeypatch.setattr(session.hub, "publish", lambda word, data=None: told.append((word, data)))
    return told


def until(met: Callable[[], Any]) -> None:
    """Wait for something that another thread does."""
    end = time.monotonic() + 20
    while not met():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_page_answers_through_the_usual_routes(opened: Open, enter: Enter) -> None:
    session = opened()
    client = enter(session)
    project = client.get("/api/project").json()
    assert (project["strategies"], project["export"], project["labels"][0]["name"]) == ([], "", "low")
    empty = client.get("/api/queue", params={"tab": "t"}).json()
    assert not empty["done"]
    assert empty["sentence"].startswith("Nothing to label just now: 0 items seen, 0 asked about.")

    flow(session, 4)
    queue = client.get("/api/queue", params={"tab": "t", "n": 2}).json()
    assert ids(queue) == ["3", "2"]
    assert queue["queries"][0]["item"] == {"kind": "row", "cells": [["size", 1.0]]}
    assert queue["queries"][0]["why"].endswith(" · item 4 of the stream")
    body = {"id": "3", "answer": "high", "tab": "t", "request": "r1", "have": ["2"], "n": 1, "seconds": 1.5}
    reply = client.post("/api/answers", json=body).json()
    assert ids(reply) == ["1"]
    assert client.post("/api/answers", json=body).json()["progress"]["labelled"] == 1  # the reply was lost
    stream = reply["progress"]["stream"]
    assert (stream["seen"], stream["asked"], stream["waiting"], stream["share"]) == (4, 4, 3, 1.0)
    assert stream["watched"].startswith("Nothing watches for changes: “passive")
    estimate = reply["progress"]["estimate"]
    assert (estimate["ready"], estimate["measure"], estimate["needed"]) == (False, "accuracy", 30)

    assert client.post("/api/skips", json={"id": "2", "tab": "t", "request": "r2"}).json()["progress"]["skipped"] == 1
    undo = {"tab": "t", "request": "r3"}
    undone = client.post("/api/undo", json=undo).json()
    assert (undone["undone"], undone["query"]["id"]) == ("skip", "2")
    assert client.post("/api/undo", json=undo).json()["query"]["id"] == "2"
    assert client.post("/api/undo", json={"tab": "t", "request": "r1"}).status_code == 422
    assert client.post("/api/flags", json={"id": "2", "tab": "t"}).json()["progress"]["flagged"] == 1
    assert client.post("/api/notes", json={"id": "2", "text": "odd", "tab": "t"}).status_code == 200
    assert client.get("/api/item", params={"id": "2"}).json()["note"] == "odd"
    assert [row["id"] for row in client.get("/api/recent").json()["items"]] == ["3"]
    rows = client.get("/api/items", params={"search": "1.0"}).json()
    assert [(row["id"], row["answer"]) for row in rows["rows"]] == [("1", None), ("3", "high")]
    refused = client.patch("/api/labels", json={"old": "low", "new": "small"})
    assert (refused.status_code, "keep their names" in refused.json()["error"]) == (422, True)
    assert client.post("/api/labels", json={"name": "medium"}).json()["labels"][2]["name"] == "medium"
    assert client.get("/api/item", params={"id": "77"}).status_code == 404


def test_the_estimate_is_that_of_the_status(opened: Open) -> None:
    session = opened(random_share=1.0, adaptation="active:adwin")
    session.learner.project.save(adaptation="active:adwin")  # as the command line does
    flow(session, 2)
    session.answer("0", "low", tab="t", request="0")
    session.answer("1", "high", tab="t", request="1")
    flow(session, 40)
    for i in range(2, 42):
        session.answer(str(i), "high" if i % 2 else "low", tab="t", request=str(i))
    progress = session.standing.progress()
    made = read_record(session.learner.project.path)[0].estimate
    told = progress["estimate"]
    assert {name: told[name] for name in ("value", "low", "high", "n", "sentence", "basis")} == {
        "value": made.value,
        "low": made.low,
        "high": made.high,
        "n": 40,
        "sentence": made.sentence,
        "basis": "latest",
    }
    assert told["note"] == "90 % interval, from the latest 40 random answers, predicted before they were known."
    assert progress["stream"]["watched"] == "adwin watches the errors on random answers."


def test_new_questions_are_told_and_rank_before_the_older(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    session = opened()
    flow(session, 3)
    before = session.queue(3, [], "t")
    until(lambda: not session.learner.fresh.is_set())
    time.sleep(0.3)
    told = news(session, monkeypatch)
    flow(session, 1)
    until(lambda: any(word == "model" for word, _ in told))
    ranking = dict(told)["model"]["ranking"]
    assert ranking > before["ranking"]
    after = session.queue(2, ids(before)[:1], "t")  # the page keeps the one on screen, the others go back
    assert ids(after) == ["3", "1"]
    assert after["ranking"] == ranking


def test_answers_from_elsewhere_leave_the_screen(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    session = opened()
    flow(session, 2)
    assert ids(session.queue(2, [], "t")) == ["1", "0"]
    told = news(session, monkeypatch)
    session.learner.learner.tell("1", "high")
    session.learner.learner.commit()
    until(lambda: any(word == "answered" for word, _ in told))
    row = dict(told)["answered"]["row"]
    assert (row["id"], row["answer"]) == ("1", "high")
    assert ids(session.queue(5, ["0"], "t")) == []
    assert session.leases.holder("1") is None


def test_the_model_suggests_at_once_what_it_has_learnt(opened: Open) -> None:
    session = opened(random_share=0.0, strategy="fixed_uncertainty")
    flow(session, 6)
    for item_id in ("0", "1", "2", "3"):
        session.answer(item_id, "low" if int(item_id) % 2 == 0 else "high", tab="t", request=item_id)
    flow(session, 2)
    shown = session.query("7")
    if not shown["random"]:
        assert shown["suggestion"]["label"] == "high"
    rows = session.standing.browser.page(View(prediction="high"), 0, 50)["rows"]
    assert {int(row["id"]) % 2 for row in rows} == {1}
    assert session.standing.progress()["model"]["trained_on"] == 4


def test_two_tabs_get_different_questions_and_a_silent_one_loses_its(opened: Open) -> None:
    session = opened()
    flow(session, 3)
    assert ids(session.queue(2, [], "a")) == ["2", "1"]
    assert ids(session.queue(2, [], "b")) == ["0"]
    assert session.queue(2, ["0"], "b")["sentence"] == f"All questions that wait are {ELSEWHERE}"
    session.leases._seen["a"] -= 1000
    assert ids(session.queue(2, ["0"], "b")) == ["2", "1"]


def test_the_end_of_a_stream_is_said(opened: Open) -> None:
    session = opened()
    flow(session, 1)
    session.ended()
    session.answer("0", "low", tab="t", request="r")
    said = session.queue(1, [], "t")
    assert (said["done"], said["sentence"]) == (
        False,
        "The stream has ended, and every question is answered: 1 item seen, 1 asked about.",
    )
    assert session.standing.progress()["stream"]["ended"]


def test_a_session_goes_on_where_it_was(opened: Open) -> None:
    session = opened()
    flow(session, 3)
    session.queue(3, [], "t")
    session.answer("2", "low", tab="t", request="r")
    identity = session.standing.identity
    session = opened()
    assert session.standing.identity == identity
    assert session.labelled == 1
    assert ids(session.queue(3, [], "t")) == ["1", "0"]
    reply = session.answer("2", "high", tab="t", request="r")  # the same request: it was done
    assert session.learner.state.item("2").answer == "low"
    assert reply["progress"]["labelled"] == 1


def test_names_of_labels_may_come_later(opened: Open) -> None:
    session = opened(labels=None)
    flow(session, 1)
    session.learner.catch_up()
    assert session.standing.nothing() == "No label has a name yet."
    session.add_label("yes", tab="t", request="l")
    session.answer("0", "yes", tab="t", request="r")
    told = session.standing.labels()[0]
    assert (told["name"], told["key"], told["count"]) == ("yes", "1", 1)


def test_answers_may_be_numbers(opened: Open, enter: Enter) -> None:
    session = opened(labels=askless.Real(unit="kg"), strategy="random")
    client = enter(session)
    flow(session, 6)
    for item_id, answer in (("0", 1.0), ("1", 2.0), ("2", 1.0), ("3", 2.0)):
        body = {"id": item_id, "answer": answer, "tab": "t", "request": item_id}
        assert client.post("/api/answers", json=body).status_code == 200
    rows = client.get("/api/items", params={"low": 0, "sort": "confidence"}).json()["rows"]
    assert len(rows) == 6
    assert isinstance(rows[0]["prediction"], float)
    assert client.get("/api/project").json()["number"]["unit"] == "kg"
