"""The list of all items."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from askless.server.browse import View
from askless.server.session import LabellingSession

CONFIDENCE = [0.5, 0.9, 0.75, 0.75, 1.0, 0.625]  # numbers that float32 holds as they are


@pytest.fixture
def full(make_session: Callable[..., LabellingSession]) -> LabellingSession:
    """Six items: two labelled, one skipped, one flagged, all predicted."""
    session = make_session(["win money", "hello", "WIN a prize", "see you", "free", "bye"])
    session.answer("2", "spam", request="r1")
    session.answer("0", "ham", request="r2")
    session.skip("4", request="r3")
    session.flag("5", True, request="r4")
    session.trainer.rank([1, 3], labels=[1, 0, 1, 0, 1, 0], confidence=CONFIDENCE)  # type: ignore[attr-defined]
    return session


def listed(session: LabellingSession, **view: Any) -> list[int]:
    return [int(row["id"]) for row in session.standing.browser.page(View(**view), 0, 50)["rows"]]


@pytest.mark.parametrize(
    ("view", "rows"),
    [
        ({}, [0, 1, 2, 3, 4, 5]),
        ({"search": "win"}, [0, 2]),
        ({"search": "win", "sort": "recent"}, [0, 2]),
        ({"search": "nothing like it"}, []),
        ({"status": "labelled"}, [0, 2]),
        ({"status": "labelled", "sort": "recent"}, [0, 2]),
        ({"sort": "recent"}, [0, 2, 1, 3, 4, 5]),
        ({"status": "unlabelled"}, [1, 3, 4, 5]),
        ({"status": "skipped"}, [4]),
        ({"status": "flagged"}, [5]),
        ({"label": "spam"}, [2]),
        ({"label": "nonsense"}, []),
        ({"prediction": "spam"}, [0, 2, 4]),
        ({"prediction": "nonsense"}, []),
        ({"prediction": "spam", "label": "ham"}, [0]),
        ({"low": 0.75}, [1, 2, 3, 4]),
        ({"low": 0.6, "high": 0.75}, [2, 3, 5]),
        ({"sort": "confidence"}, [0, 5, 2, 3, 1, 4]),
        ({"sort": "-confidence"}, [4, 1, 2, 3, 5, 0]),
    ],
)
def test_views(full: LabellingSession, view: dict[str, Any], rows: list[int]) -> None:
    assert listed(full, **view) == rows


def test_pages_share_one_order(full: LabellingSession) -> None:
    view = View(sort="confidence")
    pages = [full.standing.browser.page(view, offset, 2) for offset in (0, 2, 4, 6)]
    assert [row["id"] for page in pages for row in page["rows"]] == ["0", "5", "2", "3", "1", "4"]
    assert {page["total"] for page in pages} == {6}


def test_a_correction_shows_at_once(full: LabellingSession) -> None:
    assert listed(full, label="ham") == [0]
    full.answer("2", "ham", request="r9")
    assert listed(full, label="ham") == [0, 2]


def test_a_row_says_all(full: LabellingSession) -> None:
    assert full.standing.browser.row(2) == {
        "id": "2",
        "line": "WIN a prize",
        "answer": "spam",
        "status": "labelled",
        "flagged": False,
        "note": "",
        "prediction": "spam",
        "confidence": 0.75,
        "std": None,
    }


def test_without_a_model_filters_by_it_find_nothing(session: LabellingSession) -> None:
    assert listed(session, prediction="spam") == []
    assert listed(session, low=0.0) == []
    assert len(listed(session, sort="confidence")) == 20
    assert session.standing.browser.row(0)["prediction"] is None


def test_several_labels(make_session: Callable[..., LabellingSession]) -> None:
    session = make_session(["a", "b", "c"], labels=["art", "money"], kind="multilabel")
    session.answer("1", ["money", "art"], request="r1")
    session.answer("2", [], request="r2")
    assert listed(session, label="money") == [1]
    assert listed(session, status="labelled") == [1, 2]
    session.trainer.rank([0], labels=np.array([[1, 0], [0, 1], [1, 1]]), confidence=[0.9, 0.8, 0.7])  # type: ignore[attr-defined]
    assert listed(session, prediction="art") == [0, 2]
    assert session.standing.browser.row(2)["prediction"] == ["art", "money"]
    suggestion = session.query("0")["suggestion"]
    assert (suggestion["label"], suggestion["confidence"], suggestion["labels"]) == ("art", 0.9, ["art"])
