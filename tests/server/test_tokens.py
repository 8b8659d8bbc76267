"""Sentences on the wire: what pages get of them, and answers in part."""

import time
from pathlib import Path
from typing import Any

import pytest

from askless.core.events import Event
from askless.errors import LabelError, UsageError
from askless.server.answers import decisions
from askless.server.browse import View
from askless.server.opening import open_session
from askless.server.options import Options
from askless.server.session import LabellingSession

CONLL = "\n\n".join(
    [
        "Anna\tB-PER\nsleeps\tO\nhere\tO",
        "Bob\tB-PER\nruns\tO",
        "in\tO\nNew\tB-LOC\nYork\tI-LOC\n😀\tO",
        *(f"word{i}\tO\nin\tO\nRome\tB-LOC" for i in range(40)),
    ]
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "some.conll"
    file.write_text(CONLL + "\n", encoding="utf-8")
    return file


def opened(source: Path, **options: Any) -> LabellingSession:
    return open_session(source, Options(task="span", ignore_labels=True, **options)).session


def test_a_sentence_is_shown_and_answered_in_part(source: Path) -> None:
    session = opened(source)
    try:
        query = session.query("2")
        assert query["item"]["kind"] == "tokens"
        assert query["item"]["text"][3:11] == "New York"
        assert query["item"]["tokens"][-1] == [12, 13], "positions are code points"
        assert query["window"] is None
        assert session.standing.project()["space"] == "spans"
        assert [label["name"] for label in session.standing.labels()] == ["LOC", "PER"]
        session.answer("2", [[3, 11, "LOC"], [12, 13, None]], tab="a", request="1", seconds=3.0, decisions=1)
        assert session.query("2")["answer"] == [[3, 11, "LOC"], [12, 13, None]]
        with pytest.raises(LabelError):
            session.answer("2", [[3, 99, "LOC"]], tab="a", request="2")
        row = session.standing.recent()[0]
        assert (row["id"], row["answer"]) == ("2", [[3, 11, "LOC"], [12, 13, None]])
        session.answer("2", [[0, 11, None]], tab="a", request="3")
        assert session.query("2")["answer"] == [[3, 11, "LOC"]], "what is not said stays"
    finally:
        session.close()


def test_a_window_is_asked(source: Path) -> None:
    session = opened(source, strategy="sub_sequence")
    try:
        learner: Any = session.learner
        learner.tell([1], [[[0, 3, "PER"]]])
        asked = learner.ask(1)
        query = session.query(str(asked.ids[0]))
        window = asked.windows[0]
        assert query["window"] == window
    finally:
        session.close()


def test_a_guide_is_kept_with_the_project(source: Path, tmp_path: Path) -> None:
    guide = tmp_path / "types.toml"
    guide.write_text('[PER]\ndefinition = "People."\nexample = "Ada"\n', encoding="utf-8")
    opened(source, guide=guide).close()
    guide.unlink()
    session = opened(source)
    try:
        told = {label["name"]: label for label in session.standing.labels()}
        assert (told["PER"]["definition"], told["PER"]["example"], told["LOC"]["definition"]) == ("People.", "Ada", "")
    finally:
        session.close()


def test_a_guide_for_other_labels_is_refused(source: Path, tmp_path: Path) -> None:
    guide = tmp_path / "types.toml"
    guide.write_text('[PERS]\ndefinition = "People."\n', encoding="utf-8")
    with pytest.raises(UsageError, match="PERS"):
        opened(source, guide=guide)
    assert not (tmp_path / "some.conll.askless").exists()


def test_what_a_person_decided_is_kept(source: Path) -> None:
    session = opened(source)
    try:
        session.answer("2", [[3, 11, "LOC"]], tab="a", request="1", seconds=3.0)
        event = session.learner.state.items["2"].answered
        assert event is not None
        assert event.data["decisions"] == 1
        row = session.standing.browser.page(View(status="labelled"), 0, 5)["rows"][0]
        assert row["text"][3:11] == "New York"
        # What was on the screen counts, whatever a newer model would guess.
        for n, suggested in enumerate(([[3, 11, "LOC"]], [[3, 11, "PER"]], [["x", None, 3]])):
            answer = [[3, 11, "LOC"], [0, 1 + n % 2, "PER"]]
            session.answer("2", answer, tab="a", request=f"s{n}", suggestion_seen=True, suggested=suggested)
            event = session.learner.state.items["2"].answered
            assert event is not None
            assert event.data["decisions"] == [1, 2, 2][n]
            assert "suggested" not in event.data
    finally:
        session.close()


@pytest.mark.parametrize(
    ("answer", "suggested", "n"),
    [
        (("A", "B"), ("A", "B"), 0),
        ((None, "B"), ("A", "A"), 1),
        ((), (), 0),
        ((), ((0, 3, "PER"),), 1),
        (((0, 3, "PER"),), ((0, 3, "PER"),), 0),
        (((0, 5, "PER"),), ((0, 3, "PER"),), 1),
        (((0, 3, "PER"), (4, 9, None)), ((0, 3, "PER"), (5, 7, "LOC")), 0),
        (((0, 3, "PER"),), None, 1),
    ],
)
def test_decisions_are_counted(answer: Any, suggested: Any, n: int) -> None:
    assert decisions(answer, suggested) == n


def test_what_was_just_answered_in_part_is_not_asked_again_at_once(source: Path) -> None:
    session = opened(source)
    try:
        learner: Any = session.learner
        learner.tell([0, 1], [[[0, 4, "PER"]], [[0, 3, "PER"]]])
        deadline = time.monotonic() + 60
        while session.trainer.ranking.version == 0 and time.monotonic() < deadline:
            time.sleep(0.1)
        session.trainer.changed = lambda: None  # type: ignore[method-assign]  # a newer ranking may ask the rest
        asked: list[str] = []
        for number in range(6):
            query = session.queue(1, [], "a")["queries"][0]
            asked.append(query["id"])
            places = query["item"]["tokens"]
            session.answer(query["id"], [[places[-1][0], places[-1][1], None]], tab="a", request=f"q{number}")
        assert len(set(asked)) == 6
    finally:
        session.close()


@pytest.mark.parametrize(("logged", "shown"), [([0, 10**9], (0, 3)), ([2, 99], (2, 3)), ([7, 9], None)])
def test_a_window_ends_with_its_sentence(source: Path, logged: list[int], shown: tuple[int, int] | None) -> None:
    session = opened(source)
    try:
        query = ["0", 1.0, 1.0, False, "why"]
        about = {"round": 0, "version": 0, "strategy": "sub_sequence"}
        session.learner.record(Event("asked", data={**about, "queries": [query], "windows": {"0": logged}}))
        assert session.query("0")["window"] == shown
    finally:
        session.close()
