"""The API as the page speaks it."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import httpx
import numpy as np
import pytest

from askless.data.items.image_array import ImageArrayItems
from askless.data.items.of import items_of
from askless.errors import StorageError
from askless.server.app import build_app
from askless.server.security import Gate
from askless.server.session import LabellingSession


def test_a_page_can_begin(client: httpx.Client) -> None:
    project = client.get("/api/project").json()
    assert (project["name"], project["kind"], project["space"], project["strategy"]) == (
        "job",
        "text",
        "classes",
        "margin",
    )
    assert [label["key"] for label in project["labels"]] == ["1", "2"]
    assert "auto" in [strategy["name"] for strategy in project["strategies"]]
    assert project["progress"]["items"] == 20
    assert project["export"].startswith("askless export")


def test_labelling_over_http(session: LabellingSession, client: httpx.Client) -> None:
    queue = client.get("/api/queue", params={"n": 3, "tab": "a"}).json()
    first, *held = [query["id"] for query in queue["queries"]]
    body: dict[str, Any] = {"id": first, "answer": "spam", "seconds": 2, "suggestion_seen": False, "tab": "a"}
    reply = client.post("/api/answers", json={**body, "request": "r1", "n": 1, "have": held}).json()
    assert reply["progress"]["labelled"] == 1
    assert len(reply["queries"]) == 1
    assert (
        client.post("/api/skips", json={"id": held[0], "tab": "a", "request": "r2"}).json()["progress"]["skipped"] == 1
    )
    assert (
        client.post("/api/flags", json={"id": held[1], "on": True, "request": "r3"}).json()["progress"]["flagged"] == 1
    )
    assert client.post("/api/notes", json={"id": held[1], "text": "odd", "request": "r4"}).status_code == 200
    assert client.get(f"/api/item?id={held[1]}").json()["note"] == "odd"
    undone = client.post("/api/undo", json={"tab": "a", "request": "u1"}).json()
    assert (undone["undone"], undone["query"]["id"]) == ("note", held[1])
    assert [row["id"] for row in client.get("/api/recent").json()["items"]] == [first]


def test_labels_and_strategy(client: httpx.Client) -> None:
    added = client.post("/api/labels", json={"name": " maybe "}).json()
    assert [label["name"] for label in added["labels"]] == ["ham", "spam", "maybe"]
    renamed = client.patch("/api/labels", json={"old": "maybe", "new": "unsure"}).json()
    assert [label["name"] for label in renamed["labels"]] == ["ham", "spam", "unsure"]
    assert client.post("/api/strategy", json={"name": "least-confidence"}).status_code == 200
    assert client.get("/api/project").json()["strategy"] == "least_confidence"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/item?id=99", None, 404),
        ("GET", "/api/nonsense", None, 404),
        ("GET", "/api/image?id=3", None, 404),
        ("GET", "/api/queue?n=1000", None, 422),
        ("GET", "/api/items?low=nan", None, 422),
        ("DELETE", "/api/item?id=3", None, 405),
        ("POST", "/api/undo", {}, 409),
        ("POST", "/api/answers", {"id": "99", "answer": "ham"}, 404),
        ("POST", "/api/answers", {"id": "3", "answer": "maybe"}, 422),
        ("POST", "/api/answers", {"id": 3, "answer": "ham"}, 422),
        ("POST", "/api/answers", {"id": "3"}, 422),
        ("POST", "/api/answers", {"id": "3", "answer": "ham", "seconds": -1}, 422),
        ("POST", "/api/answers", [], 422),
        ("POST", "/api/labels", {"name": "  "}, 422),
        ("POST", "/api/strategy", {"name": "nonsense"}, 404),
        ("PATCH", "/api/labels", {"old": "nonsense", "new": "x"}, 422),
    ],
)
def test_refusals_say_what_is_wrong_and_what_to_do(
    session: LabellingSession, client: httpx.Client, method: str, path: str, body: Any, status: int
) -> None:
    response = client.request(method, path, json=body)
    assert response.status_code == status, response.text
    told = response.json()
    assert set(told) == {"error", "remedy"}
    assert told["error"]
    assert told["remedy"]
    assert session.learner.state.labelled == 0


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (True, "is no label"),
        (None, "is no label"),
        ({}, "is no label"),
        ([1], "is no label"),
        ("x" * 501, "is too long"),
    ],
)
def test_what_is_no_answer_at_all_is_refused_in_words(client: httpx.Client, answer: Any, said: str) -> None:
    response = client.post("/api/answers", json={"id": "3", "answer": answer})
    assert response.status_code == 422
    assert said in response.json()["error"]
    assert "constrained" not in response.text


def failing(session: LabellingSession, monkeypatch: pytest.MonkeyPatch) -> httpx.Response:
    """The response to a request that runs into a mistake of ours."""
    gate = Gate()
    app = build_app(session, gate)

    def fail() -> None:
        raise RuntimeError("one\n\x1b[2Jtwo")

    monkeypatch.setattr(session.standing, "recent", fail)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        cookies = {gate.cookie: gate.secret}
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", cookies=cookies) as browser:
            return await browser.get("/api/recent")

    return asyncio.run(ask())


def test_a_mistake_of_ours_is_told_in_the_same_shape_and_logged_on_one_line(
    session: LabellingSession, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    response = failing(session, monkeypatch)
    assert response.status_code == 500
    assert "(RuntimeError: one  [2Jtwo)" in response.json()["error"]
    assert response.json()["remedy"]
    assert response.headers["content-security-policy"]
    (told,) = [record for record in caplog.records if record.name == "askless.server"]
    assert told.getMessage() == (
        "askless: GET /api/recent failed (RuntimeError: one  [2Jtwo). Start askless with --debug for the traceback."
    )
    assert told.exc_info is None


def test_a_mistake_of_ours_is_logged_with_its_traceback_for_debugging(
    session: LabellingSession, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "askless")
    failing(session, monkeypatch)
    (told,) = [record for record in caplog.records if record.name == "askless.server"]
    assert told.exc_info is not None
    assert "in fail" in caplog.text


def test_broken_json_is_refused(client: httpx.Client) -> None:
    response = client.post("/api/answers", content=b'{"id": ', headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    assert set(response.json()) == {"error", "remedy"}


def test_a_full_disk_is_said_and_nothing_is_acknowledged(
    session: LabellingSession, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = client.get("/api/queue", params={"n": 2, "tab": "a"}).json()["queries"]
    before = session.learner.state.seq

    def full(events: Any) -> None:
        raise StorageError("The label log could not be written (database or disk is full).", "Free some space.")

    body = {"id": queue[0]["id"], "answer": "spam", "request": "r1", "tab": "a"}
    with monkeypatch.context() as broken:
        broken.setattr(session.learner._history.log, "append", full)
        for path, extra in (("/api/answers", {}), ("/api/skips", {}), ("/api/notes", {"text": "x"})):
            response = client.post(path, json=body | extra)
            assert response.status_code == 507
            assert response.json() == {
                "error": "This was not saved: The label log could not be written (database or disk is full).",
                "remedy": "Free some space.",
            }
    assert (session.learner.state.seq, session.learner.state.labelled) == (before, 0)
    again = client.post("/api/answers", json=body)  # the page tries once more when there is space
    assert (again.status_code, again.json()["progress"]["labelled"]) == (200, 1)


def test_images_are_served_by_id(
    make_session: Callable[..., LabellingSession], enter: Callable[..., httpx.Client]
) -> None:
    pictures = np.zeros((3, 4, 4), dtype=np.uint8)
    pictures[1] += 90
    client = enter(make_session(ImageArrayItems(pictures)))
    assert client.get("/api/item?id=1").json()["item"]["kind"] == "image"
    response = client.get("/api/image?id=1")
    assert response.headers["content-type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")
    assert response.headers["content-security-policy"]
    for name in ("../conftest.py", "..%2Fconftest.py", "/etc/passwd", "%2Fetc%2Fpasswd", "1%00"):
        assert client.get(f"/api/image?id={name}").status_code == 404


def test_ids_of_any_text_can_be_reopened(
    make_session: Callable[..., LabellingSession], enter: Callable[..., httpx.Client]
) -> None:
    ids = ["..", ".", "a/b/image", "two\nlines", "a?b&c=d#e%20", "+", "ü 1"]
    client = enter(make_session(items_of([f"text {i}" for i in range(len(ids))], ids=ids)))
    for i, item_id in enumerate(ids):
        assert client.get("/api/item", params={"id": item_id}).json()["item"]["text"] == f"text {i}"


def test_a_page_of_another_project_is_told(session: LabellingSession, client: httpx.Client) -> None:
    own = client.get("/api/project").json()["id"]
    assert own == session.learner.state.project["id"]
    body = {"id": "3", "answer": "spam", "tab": "a", "request": "r1"}
    for name, kept in (("another", False), (own, True)):
        answer = client.post("/api/answers", json=body, headers={"X-Askless-Project": name})
        assert answer.status_code == (200 if kept else 403)
        assert session.learner.state.item("3").labelled is kept
    refused = client.get("/api/project", headers={"X-Askless-Project": "another"})
    assert "Another project is served here" in refused.json()["error"]
    assert client.get("/api/events", params={"project": "another"}).status_code == 403


def test_the_request_of_another_act_undoes_nothing(session: LabellingSession, client: httpx.Client) -> None:
    client.post("/api/answers", json={"id": "3", "answer": "spam", "tab": "a", "request": "r1"})
    reply = client.post("/api/undo", json={"tab": "a", "request": "r1"})
    assert (reply.status_code, session.learner.state.item("3").labelled) == (422, True)
    assert "another act" in reply.json()["error"]


def test_a_path_that_is_too_long_is_not_there(client: httpx.Client) -> None:
    assert client.get("/" + "a" * 300).status_code == 404


def test_the_menu_lists_what_fits_and_what_is_in_use(client: httpx.Client) -> None:
    names = [strategy["name"] for strategy in client.get("/api/project").json()["strategies"]]
    assert {"auto", "margin", "power", "bald", "badge"} <= set(names)
    assert not {"per_cost", "gsx"} & set(names), "it has no costs, and answers are no numbers"
    assert client.post("/api/strategy", json={"name": "power(badge)"}).status_code == 200
    project = client.get("/api/project").json()
    assert project["strategy"] == "power(badge)"
    assert project["strategies"][-1]["name"] == "power(badge)"
    refused = client.post("/api/strategy", json={"name": "per-cost"})
    assert refused.status_code == 422
    assert "needs `cost`" in refused.json()["error"]
    assert client.get("/api/project").json()["strategy"] == "power(badge)"
