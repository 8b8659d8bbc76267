"""A job whose answers are numbers, as its page sees it."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from askless.core.events import Event
from askless.data.labels.real import Real
from askless.server.browse import View
from askless.server.session import LabellingSession


@pytest.fixture
def session(make_session: Callable[..., LabellingSession]) -> LabellingSession:
    """Twenty texts; prices in thousands, none of them negative."""
    return make_session(labels=Real(unit="k€", minimum=0), strategy="lcmd")


@pytest.fixture
def page(session: LabellingSession, enter: Callable[..., httpx.Client]) -> httpx.Client:
    return enter(session)


def rank(session: LabellingSession) -> None:
    """Numbers from -2 to 17 in the order of the rows, the middle ones the surest."""
    numbers, std = [row - 2.0 for row in range(20)], [abs(row - 10) / 4 for row in range(20)]
    session.trainer.rank([7, 3], labels=numbers, confidence=std)  # type: ignore[attr-defined]


def answer(page: httpx.Client, item_id: str, number: Any) -> httpx.Response:
    return page.post("/api/answers", json={"id": item_id, "answer": number})


def test_the_page_learns_what_is_asked_for(page: httpx.Client) -> None:
    project = page.get("/api/project").json()
    assert (project["space"], project["labels"]) == ("real", [])
    assert project["number"] == {"unit": "k€", "minimum": 0.0, "maximum": None}
    assert project["strategy"] == "lcmd"
    offered = {strategy["name"] for strategy in project["strategies"]}
    assert {"lcmd", "random", "igs"} <= offered
    assert not {"margin", "auto"} & offered


def test_labels_have_no_numbers(make_session: Callable[..., LabellingSession]) -> None:
    assert make_session().standing.project()["number"] is None


def test_numbers_are_answers(page: httpx.Client, session: LabellingSession) -> None:
    assert page.get("/api/queue").json()["queries"], "nothing has to be named first"
    assert answer(page, "7", 250).json()["progress"]["labelled"] == 1
    answer(page, "7", 255.5)
    assert page.get("/api/item", params={"id": "7"}).json()["answer"] == 255.5
    assert [row["answer"] for row in page.get("/api/recent").json()["items"]] == [255.5]
    assert session.learner.labels == {7: 255.5}


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (-1, "not a number from 0"),
        ("12,5", "no finite number"),
        ("", "no finite number"),
        (["1"], "no finite number"),
        (1e160, "too large"),
    ],
)
def test_what_is_no_answer_is_refused(page: httpx.Client, number: Any, said: str) -> None:
    refused = answer(page, "7", number)
    assert refused.status_code == 422
    assert said in refused.json()["error"]
    assert refused.json()["remedy"]


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "1e999", "true", "null"])
def test_what_is_no_finite_number_is_refused(page: httpx.Client, literal: str) -> None:
    body = f'{{"id": "7", "answer": {literal}}}'
    reply = page.post("/api/answers", content=body, headers={"Content-Type": "application/json"})
    assert reply.status_code == 422


def test_labels_can_be_neither_added_nor_renamed(page: httpx.Client) -> None:
    added = page.post("/api/labels", json={"name": "spam"})
    renamed = page.patch("/api/labels", json={"old": "ham", "new": "spam"})
    assert [reply.status_code for reply in (added, renamed)] == [422, 422]
    assert "are numbers" in added.json()["error"]
    assert "are numbers" in renamed.json()["error"]


def test_a_strategy_for_labels_is_refused(page: httpx.Client) -> None:
    refused = page.post("/api/strategy", json={"name": "margin"})
    assert (refused.status_code, "here an answer is a number" in refused.json()["error"]) == (422, True)
    assert page.post("/api/strategy", json={"name": "igs"}).status_code == 200


def test_a_suggestion_is_a_number_within_the_bounds(page: httpx.Client, session: LabellingSession) -> None:
    rank(session)
    assert page.get("/api/item", params={"id": "9"}).json()["suggestion"] == {
        "label": "7 k€",
        "confidence": None,
        "labels": None,
        "value": 7.0,
        "std": 0.25,
        "answer": None,
        "tokens": None,
    }
    assert page.get("/api/item", params={"id": "0"}).json()["suggestion"]["value"] == 0.0


def test_the_list_is_ordered_by_the_deviation(page: httpx.Client, session: LabellingSession) -> None:
    rank(session)
    least_sure = page.get("/api/items", params={"sort": "confidence", "limit": 2}).json()["rows"]
    assert [row["id"] for row in least_sure] == ["0", "1"]
    assert (least_sure[0]["prediction"], least_sure[0]["confidence"], least_sure[0]["std"]) == (0.0, None, 2.5)
    surest = page.get("/api/items", params={"sort": "-confidence", "limit": 1}).json()["rows"]
    assert [row["id"] for row in surest] == ["10"]
    assert session.standing.browser.page(View(low=2.25), 0, 50)["total"] == 3
    assert session.standing.browser.page(View(high=0.25), 0, 50)["total"] == 3


def test_the_estimate_is_an_error(page: httpx.Client, session: LabellingSession) -> None:
    early = page.get("/api/project").json()["progress"]["estimate"]
    assert (early["measure"], early["ready"]) == ("error", False)
    found = {"ready": True, "n": 31, "value": 12.5, "low": 10.0, "high": 15.0, "sentence": "Estimated error (RMSE)"}
    session.learner.record(Event("trained", data={"version": 1, "trained_on": 40, "estimate": found}))
    progress = session.standing.progress()
    assert progress["estimate"]["value"] == 12.5
    assert progress["curve"] == [{"labels": 40, "value": 12.5, "low": 10.0, "high": 15.0, "n": 31}]
