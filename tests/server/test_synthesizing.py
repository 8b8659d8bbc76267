"""One session serves synthesis as it serves a pool: questions are made ahead, and “cannot tell” is an answer."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

import askless
from askless.data.store.state import State
from askless.errors import AsklessError, LabelError
from askless.server.browse import View
from askless.server.synthesizing import SynthesisSession
from askless.synthesis import Domain
from askless.synthesis.domain.inputs.category import Category
from askless.synthesis.domain.inputs.mixture import Mixture
from askless.synthesis.domain.inputs.ordered import Ordered
from askless.synthesis.domain.inputs.real import Real

Open = Callable[..., SynthesisSession]
Enter = Callable[..., httpx.Client]


def reactor() -> Domain:
    """Inputs of all kinds."""
    inputs = [
        Real("temperature", 280.0, 420.0, unit="K"),
        Real("concentration", 0.001, 2.0, unit="mol/l", log=True),
        Category("catalyst", ["platinum", "nickel", "none"]),
        Ordered("stirring", ["off", "slow", "fast"]),
        Mixture("solvent", ["water", "ethanol"]),
    ]
    return Domain(inputs)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Open a session; again it goes on where it was."""
    sessions: list[SynthesisSession] = []

    def close() -> None:
        while sessions:
            sessions.pop().close()

    def open_session(
        gate: threading.Event | None = None, budget: int | None = None, domain: Domain | None = None, **options: Any
    ) -> SynthesisSession:
        close()
        options = {"labels": ["safe", "runaway"], "strategy": "sobol", **options}
        learner = askless.SynthesisLearner(domain or reactor(), project=tmp_path / "a.askless", **options)
        if gate is not None:
            make = learner.ask
            learner.ask = lambda k=1: (gate.wait(20), make(k))[1]  # type: ignore[method-assign]
        about = {"name": "a", "source": "domain.toml", "budget": budget}
        sessions.append(SynthesisSession(learner, about))
        return sessions[-1]

    yield open_session
    close()


def until(met: Callable[[], Any]) -> None:
    """Wait for something that another thread does."""
    end = time.monotonic() + 20
    while not met():
        assert time.monotonic() < end
        time.sleep(0.01)


def ids(reply: dict[str, Any]) -> list[str]:
    return [query["id"] for query in reply["queries"]]


def quiet(session: SynthesisSession) -> bool:
    """Whether nothing is being made."""
    return not session.learner.making and session.learner._wanted == 0


def held(session: SynthesisSession, tab: str = "t") -> list[str]:
    """What a tab holds when it has asked for all it can get."""
    until(lambda: session.queue(5, [], tab) and quiet(session))
    return ids(session.queue(5, [], tab))


def test_a_page_answers_through_the_usual_routes(opened: Open, enter: Enter) -> None:
    session = opened()
    client = enter(session)
    assert held(session) == ["1", "2"]
    queue = client.get("/api/queue", params={"tab": "t", "n": 5}).json()
    item = queue["queries"][0]["item"]
    assert (item["kind"], item["real"]) == ("form", False)
    first, second, third, fourth, water, _ = item["fields"]
    assert (first["name"], first["unit"], first["low"], first["high"]) == ("temperature", "K", 280.0, 420.0)
    assert first["place"] == pytest.approx((first["value"] - 280) / 140)
    assert (second["log"], third["levels"], third["place"]) == (True, ["platinum", "nickel", "none"], None)
    assert fourth["place"] in (0, 0.5, 1)
    assert (water["mixture"], water["name"]) == ("solvent", "water")

    body = {"id": "1", "answer": "runaway", "tab": "t", "request": "r1", "have": ["2"], "n": 4, "seconds": 1.5}
    reply = client.post("/api/answers", json=body).json()
    assert client.post("/api/answers", json=body).json()["progress"]["labelled"] == 1  # the reply was lost
    synthesis = reply["progress"]["synthesis"]
    assert (synthesis["waiting"], synthesis["answered"], synthesis["cannot_tell"]) == (1, 1, 0)
    assert reply["progress"]["stream"] is None

    told = client.post("/api/skips", json={"id": "2", "tab": "t", "request": "r2"}).json()["progress"]
    assert (told["skipped"], told["synthesis"]["cannot_tell"], told["labelled"]) == (1, 1, 1)
    until(lambda: session.learner.unanswerable.counts == (1, 1))
    rate = client.get("/api/project").json()["progress"]["synthesis"]["unanswerable"]
    assert rate["rate"] == pytest.approx(2 / 12)
    assert rate["low"] < rate["rate"] < rate["high"]

    undone = client.post("/api/undo", json={"tab": "t", "request": "r3"}).json()
    assert (undone["undone"], undone["query"]["id"]) == ("skip", "2")
    assert client.post("/api/answers", json={"id": "1", "answer": "safe", "tab": "t"}).status_code == 200
    assert client.post("/api/flags", json={"id": "2", "tab": "t"}).json()["progress"]["flagged"] == 1
    assert client.post("/api/notes", json={"id": "2", "text": "odd", "tab": "t"}).status_code == 200
    assert client.get("/api/item", params={"id": "2"}).json()["note"] == "odd"
    assert [(row["id"], row["answer"]) for row in client.get("/api/recent").json()["items"]] == [("1", "safe")]
    assert "K · concentration: " in client.get("/api/items").json()["rows"][0]["line"]
    assert client.get("/api/item", params={"id": "77"}).status_code == 404
    refused = client.post("/api/answers", json={"id": "2", "answer": "perhaps", "tab": "t"})
    assert refused.status_code == 422
    assert session.learner.state.item("2").pending
    strategies = {one["name"] for one in client.get("/api/project").json()["strategies"]}
    assert {"sobol", "random"} <= strategies
    assert client.post("/api/strategy", json={"name": "random"}).status_code == 200
    assert client.get("/api/project").json()["strategy"] == "random"


def test_nobody_waits_for_a_question_that_is_being_made(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    gate.set()
    session = opened(gate)
    assert held(session) == ["1", "2"]
    gate.clear()
    reply = session.answer("1", "safe", tab="t", have=["2"], n=4, request="r1")
    assert (ids(reply), session.labelled) == ([], 1)
    until(lambda: session.learner.making)
    reply = session.answer("2", "safe", tab="t", have=[], n=5, request="r2")  # acknowledged while one is made
    assert reply["progress"]["synthesis"]["making"]
    assert session.learner.state.labelled == 2
    said = session.queue(5, [], "t")
    assert (said["done"], said["sentence"]) == (False, "The next question is being made. It shows here by itself.")

    told: list[tuple[str, Any]] = []
    monkeypatch.setattr(session.hub, "publish", lambda word, data=None: told.append((word, data)))
    gate.set()
    until(lambda: any(word == "model" for word, _ in told))
    assert dict(told)["model"]["ranking"] > said["ranking"]
    assert held(session) == ["3", "4"]


def test_an_answer_is_on_disk_while_the_model_thinks(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    session = opened()
    assert held(session) == ["1", "2"]
    gate, make = threading.Event(), session.learner.learner._make
    monkeypatch.setattr(session.learner.learner, "_make", lambda way, k: (gate.wait(20), make(way, k))[1])
    session.answer("1", "safe", tab="t", have=["2"], n=4, request="r1")
    until(lambda: session.learner.making)
    begun = time.monotonic()
    session.skip("2", tab="t", request="r2")
    session.undo(tab="t", request="r3")
    assert time.monotonic() - begun < 10  # it did not wait for the gate
    assert (session.learner.state.labelled, session.learner.state.skipped) == (1, 0)
    assert not gate.is_set()
    gate.set()
    until(lambda: quiet(session))
    assert "3" in session.learner.items.ids


def test_another_strategy_waits_for_no_question(opened: Open, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    session = opened()
    client = enter(session)
    assert held(session) == ["1", "2"]
    gate, make = threading.Event(), session.learner.learner._make
    monkeypatch.setattr(session.learner.learner, "_make", lambda way, k: (gate.wait(20), make(way, k))[1])
    session.answer("1", "safe", tab="t", have=["2"], n=4, request="r1")
    until(lambda: session.learner.making)
    begun = time.monotonic()
    reply = client.post("/api/strategy", json={"name": "random", "tab": "t", "request": "r2"})
    assert (reply.status_code, session.learner.strategy) == (200, "random")
    refused = client.post("/api/strategy", json={"name": "alc", "tab": "t"})  # told at once
    assert (refused.status_code, session.learner.strategy) == (422, "random")
    assert "is not made for answers that are labels" in refused.json()["error"]
    session.answer("2", "safe", tab="t", have=[], n=5, request="r3")
    assert time.monotonic() - begun < 10  # none of them waited for the gate
    assert not gate.is_set()
    gate.set()
    assert held(session) == ["3", "4"]
    asked = [session.learner.state.item(item_id).query for item_id in ("3", "4")]
    assert [query.strategy for query in asked if query] == ["sobol", "random"]
    session = opened(strategy=None)
    assert session.learner.strategy == "random"


def test_what_failed_before_another_strategy_was_chosen_is_forgotten(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened()
    assert held(session) == ["1", "2"]
    told: list[str] = []
    monkeypatch.setattr(session.hub, "publish", lambda word, data=None: told.append(word))
    gate, make = threading.Event(), session.learner.learner._make

    def fails(way: Any, k: int) -> Any:
        gate.wait(20)
        if way.generator.name == "sobol":
            raise AsklessError("Sobol is out of order.", "Choose another strategy.")
        return make(way, k)

    monkeypatch.setattr(session.learner.learner, "_make", fails)
    session.answer("1", "safe", tab="t", have=["2"], n=4, request="r1")
    until(lambda: session.learner.making)
    session.set_strategy("random", tab="t")
    gate.set()
    until(lambda: quiet(session) and "3" in session.learner.items.ids)  # nobody had to ask again
    assert session.learner.trouble is None
    assert "fault" not in told


def test_the_menu_has_what_a_name_is_enough_for(opened: Open, enter: Enter) -> None:
    said = enter(opened(strategy=None)).get("/api/project").json()
    menu = {one["name"]: one["summary"] for one in said["strategies"]}
    assert said["strategy"] == "margin_sobol"
    assert all(menu.values())
    assert {"margin_sobol", "bald", "sobol"} <= set(menu)
    assert not {"text", "alc"} & set(menu)  # one needs a function, the other numbers


def test_no_more_is_made_than_somebody_asked_for(opened: Open) -> None:
    session = opened()
    assert held(session) == ["1", "2"]
    time.sleep(0.1)
    assert session.learner.learner.asked == 2
    assert held(session, "another") == ["3", "4"]
    assert session.queue(5, ["3", "4"], "another")["queries"] == []
    session.leases._seen["t"] -= 1000
    session.queue(0, [], "another")
    assert held(session, "third") == ["1", "2"]  # a silent tab loses its questions, and they come first
    assert session.learner.learner.asked == 4


def test_a_session_goes_on_where_it_was(opened: Open) -> None:
    session = opened()
    held(session)
    session.answer("1", "safe", tab="t", request="r")
    session.skip("2", tab="t", n=5, request="s")
    until(lambda: quiet(session))
    before = session.learner.learner.pending
    identity = session.standing.identity
    session = opened()
    assert (session.standing.identity, session.labelled, session.learner.state.skipped) == (identity, 1, 1)
    assert session.learner.learner.pending == before
    reply = session.queue(4, before[:1], "t")  # the page still shows one of them
    assert before[0] not in ids(reply)
    assert session.leases.holder(before[0]) == "t"
    reply = session.answer("1", "runaway", tab="t", request="r")  # the same request: it was done
    assert session.learner.state.item("1").answer == "safe"


def test_what_was_acknowledged_is_on_disk(opened: Open, tmp_path: Path) -> None:
    from askless.data.store.scan import scan

    session = opened()
    for at in range(1, 6):
        until(lambda at=at: session.queue(5, [], "t") and str(at) in session.learner.items.ids)
        session.answer(str(at), "safe" if at % 2 else "runaway", tab="t", request=str(at))
        state = State.of(scan(tmp_path / "a.askless" / "labels.sqlite"))
        assert state.labelled == at


def test_answers_may_be_numbers(opened: Open, enter: Enter) -> None:
    session = opened(labels=askless.Real(unit="min", minimum=0.0))
    client = enter(session)
    for at, number in enumerate([1.0, 2.5, 4.0, 3.0], 1):
        until(lambda at=at: session.queue(5, [], "t") and str(at) in session.learner.items.ids)
        body = {"id": str(at), "answer": number, "tab": "t", "request": str(at)}
        assert client.post("/api/answers", json=body).status_code == 200
    assert client.post("/api/answers", json={"id": "1", "answer": -1.0, "tab": "t"}).status_code == 422
    assert client.get("/api/project").json()["number"]["unit"] == "min"
    session.queue(5, [], "t")
    until(lambda: quiet(session))
    rows = client.get("/api/items", params={"sort": "confidence"}).json()["rows"]
    said = {row["id"]: row["prediction"] for row in rows}
    assert said["1"] is None  # there was no model then
    assert isinstance(said[str(session.learner.learner.asked)], float)


def test_predictions_are_those_that_were_made_before_the_answer(opened: Open) -> None:
    session = opened()
    for at in range(1, 9):
        until(lambda at=at: session.queue(5, [], "t") and str(at) in session.learner.items.ids)
        session.answer(str(at), "safe" if at % 2 else "runaway", tab="t", request=str(at))
    session.queue(5, [], "t")
    until(lambda: quiet(session))
    latest = session.query(str(session.learner.learner.asked))
    assert latest["suggestion"]["label"] in ("safe", "runaway")
    assert session.query("1")["suggestion"] is None
    page = session.standing.browser.page
    assert 0 < page(View(low=0.0), 0, 50)["total"] < len(session.learner.items)
    assert page(View(status="labelled"), 0, 50)["total"] == 8
    assert page(View(search="platinum"), 0, 50)["total"] <= len(session.learner.items)


def test_a_question_that_cannot_be_made_is_told_and_tried_again(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    session = opened()
    assert held(session) == ["1", "2"]
    told: list[tuple[str, Any]] = []
    monkeypatch.setattr(session.hub, "publish", lambda word, data=None: told.append((word, data)))
    make = session.learner.learner.ask

    def broken(k: int = 1) -> Any:
        raise ZeroDivisionError("a model of somebody")

    monkeypatch.setattr(session.learner.learner, "ask", broken)
    session.answer("1", "safe", tab="t", have=["2"], n=4)
    session.answer("2", "safe", tab="t", have=[], n=5)
    until(lambda: session.learner.trouble is not None)
    until(lambda: any(word == "fault" for word, _ in told))
    sentence = session.queue(5, [], "t")["sentence"]
    assert sentence.startswith(("The next question could not be made: ZeroDivisionError", "The next question is being"))
    until(lambda: quiet(session))
    assert session.standing.progress()["model"]["state"] == "failed"
    session.queue(5, [], "t")
    until(lambda: quiet(session))
    assert sum(word == "fault" for word, _ in told) == 1  # the same is told once

    def refuses(k: int = 1) -> Any:
        raise AsklessError("The domain is empty.", "Widen it.")

    monkeypatch.setattr(session.learner.learner, "ask", refuses)
    session.queue(5, [], "t")
    until(lambda: session.learner.trouble is not None and session.learner.trouble.problem == "The domain is empty.")
    until(lambda: quiet(session))
    assert session.standing.nothing() == "The domain is empty. Widen it."

    monkeypatch.setattr(session.learner.learner, "ask", make)
    assert held(session) == ["3", "4"]
    assert session.learner.trouble is None


def test_a_budget_ends_it(opened: Open) -> None:
    session = opened(budget=3)
    for at in range(1, 4):
        until(lambda at=at: session.queue(5, [], "t") and str(at) in session.learner.items.ids)
        assert not session.standing.done
        if at == 2:
            session.skip("2", tab="t", request="2")
        else:
            session.answer(str(at), "safe", tab="t", request=str(at))
    until(lambda: quiet(session))
    reply = session.queue(5, [], "t")
    assert reply["done"]
    assert reply["sentence"] == "All 3 questions are asked: 2 answered, 1 that nobody can tell."
    assert session.standing.progress()["synthesis"]["budget"] == 3
    session.undo(tab="t", request="u")
    assert not session.standing.done
    session.answer("3", "runaway", tab="t", request="again")
    assert session.standing.done


def test_real_rows_say_that_they_are(opened: Open) -> None:
    rng = np.random.default_rng(0)
    domain = reactor()
    pool = domain.items(domain.sample(300, rng))
    session = opened(domain=domain, pool=pool)
    first = held(session)[0]
    assert session.query(first)["item"]["real"] is True
    synthesis = session.standing.progress()["synthesis"]
    assert synthesis["snapping"]
    assert synthesis["asks"].startswith("Each is the row of your data that is nearest")
    assert synthesis["guard"] == session.learner.learner.guard.says


def test_known_rows_count_among_what_taught_the_model(opened: Open) -> None:
    rng = np.random.default_rng(0)
    domain = reactor()
    rows = domain.items(domain.sample(60, rng))
    answers = ["runaway" if row["temperature"] > 350 else "safe" for row in rows[:50]] + [None] * 10
    session = opened(domain=domain, pool=rows, pool_labels=answers, strategy="margin", guard=None)
    held(session)
    model = session.standing.progress()["model"]
    assert (model["state"], model["version"], model["trained_on"]) == ("ready", 0, 50)
    assert opened().standing.progress()["model"]["state"] == "waiting"


def test_without_real_rows_it_is_said_that_nobody_can_judge(opened: Open) -> None:
    synthesis = opened().standing.progress()["synthesis"]
    assert "cannot be judged" in synthesis["guard"]
    assert "There is no guard" in opened(guard=None).standing.progress()["synthesis"]["guard"]


def test_refusals_are_told_by_their_reasons(opened: Open) -> None:
    session = opened()
    learner = session.learner.learner
    learner.refused.update(
        {("density", "hot and cold"): 2, ("density", "cold and hot"): 3, ("constraints", "too hot"): 9}
    )
    refused = session.standing.progress()["synthesis"]["refused"]
    assert refused == [
        {"reason": "outside the domain", "latest": "too hot", "times": 9},
        {"reason": "unlike every real row", "latest": "cold and hot", "times": 5},
    ]


def test_a_label_that_is_none_changes_nothing(opened: Open) -> None:
    session = opened()
    held(session)
    with pytest.raises(LabelError):
        session.answer("1", "maybe", tab="t", request="r")
    assert session.learner.state.labelled == 0
    assert "r" not in session.learner.state.requests


def test_pictures_are_pictures(opened: Open, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    session = opened()
    held(session)
    questions = session.learner.learner.items
    monkeypatch.setattr(type(questions), "kind", "images")
    monkeypatch.setattr(type(questions), "show", lambda self, row: {"kind": "image", "alt": f"picture {row}"})
    monkeypatch.setattr(type(questions), "image", lambda self, row: (b"png", "image/png"))
    client = enter(session)
    assert client.get("/api/item", params={"id": "1"}).json()["item"] == {
        "kind": "image", "alt": "picture 0", "real": False,
    }  # fmt: skip
    assert client.get("/api/image", params={"id": "1"}).content == b"png"


def test_names_of_labels_may_come_later(opened: Open) -> None:
    session = opened(labels=None)
    assert session.standing.nothing() == "No label has a name yet."
    session.add_label("yes", tab="t", request="l")
    until(lambda: session.queue(5, [], "t")["queries"])
    session.answer("1", "yes", tab="t", request="r")
    told = session.standing.labels()[0]
    assert (told["name"], told["key"], told["count"]) == ("yes", "1", 1)


def test_a_damaged_question_does_not_keep_the_others_from_being_answered(opened: Open, tmp_path: Path) -> None:
    session = opened()
    for at in range(1, 5):
        until(lambda at=at: session.queue(5, [], "t") and str(at) in session.learner.items.ids)
        if at != 3:
            session.answer(str(at), "safe", tab="t", request=str(at))
    session.close()
    with closing(sqlite3.connect(tmp_path / "a.askless" / "labels.sqlite")) as connection, connection:
        connection.execute("UPDATE kept SET content = x'00' WHERE item IN ('2', '3')")

    session = opened(budget=6)
    assert [row["id"] for row in session.standing.recent()] == ["4", "1"]
    assert session.standing.progress()["synthesis"]["answered"] == 2
    assert session.standing.remaining == session.standing.progress()["synthesis"]["waiting"] == 0  # 3 waits for nobody
    assert held(session) == ["5", "6"]
    for item_id in ("5", "6"):
        session.answer(item_id, "runaway", tab="t", have=[], n=5, request=item_id)
    assert session.standing.done  # the damaged ones were asked too
    assert session.standing.nothing() == "All 6 questions are asked: 5 answered."


def test_numbers_stand_in_lists_without_needless_zeros(opened: Open, enter: Enter) -> None:
    session = opened(domain=Domain([Real("temperature", 0.0, 100.0, unit="K", step=1.0)]))
    client = enter(session)
    held(session)
    lines = [row["line"] for row in client.get("/api/items").json()["rows"]]
    assert lines
    assert not any("." in line for line in lines)


def test_a_budget_of_one_reads_as_one(opened: Open) -> None:
    session = opened(budget=1)
    until(lambda: session.queue(5, [], "t")["queries"])
    session.answer("1", "safe", tab="t", request="r")
    until(lambda: quiet(session))
    assert session.standing.nothing() == "The one question is asked: 1 answered."
