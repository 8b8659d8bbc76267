"""A stream project whose file was damaged: what can be read goes on, what cannot is told."""

import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from askless.stream.learner import StreamLearner

PAGE = 4096


def offer(learner: StreamLearner, first: int, n: int) -> None:
    """Offer rows by name, and answer most of what is asked."""
    for number in range(first, first + n):
        value = float(np.random.default_rng(number).random())
        item = {"size": value, "colour": "red" if number % 2 else "blue", "padding": "x" * 200}
        decision = learner.offer(item, id=f"r{number}")
        if decision.ask and number % 5:
            learner.tell(decision.id, "high" if value > 0.5 else "low")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A project, closed."""
    folder = tmp_path_factory.mktemp("damage") / "a.askless"
    learner = StreamLearner(project=folder, budget=0.4)
    offer(learner, 0, 600)
    learner.close()
    return folder


@pytest.fixture
def project(made, tmp_path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "a.askless"))


def pages(folder: Path, table: str) -> list[int]:
    """Pages of a table, from 1, its root first."""
    with sqlite3.connect(folder / "labels.sqlite") as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
        seen = [root]
    connection.close()
    data = (folder / "labels.sqlite").read_bytes()
    for number in seen:
        page = data[(number - 1) * PAGE : number * PAGE]
        if page[0] in (0x05, 0x02):
            cells = int.from_bytes(page[3:5], "big")
            places = [int.from_bytes(page[12 + 2 * i : 14 + 2 * i], "big") for i in range(cells)]
            seen += [int.from_bytes(page[at : at + 4], "big") for at in places]
            seen.append(int.from_bytes(page[8:12], "big"))
    return seen


def spoil(folder: Path, number: int, at: int = 0, n: int = PAGE) -> None:
    """Overwrite a part of a page."""
    file = folder / "labels.sqlite"
    data = bytearray(file.read_bytes())
    data[(number - 1) * PAGE + at : (number - 1) * PAGE + at + n] = b"\xff" * n
    file.write_bytes(data)


def facts(learner: StreamLearner) -> tuple[int, int, int, list[str]]:
    return learner.seen, learner.asked, learner.answered, learner.pending


def resumed(folder: Path) -> StreamLearner:
    return StreamLearner(project=folder, budget=0.4)


@pytest.fixture(scope="module")
def whole(made, tmp_path_factory) -> tuple[tuple[int, int, int, list[str]], list[list[float]]]:
    learner = resumed(Path(shutil.copytree(made, tmp_path_factory.mktemp("whole") / "a.askless")))
    found = facts(learner), learner.predict_proba(some()).tolist()
    learner.close()
    return found


def some() -> list[dict[str, object]]:
    return [{"size": size, "colour": "red", "padding": "x" * 200} for size in (0.1, 0.4, 0.6, 0.9)]


@pytest.mark.parametrize("table", ["events", "kept_waiting"])
def test_what_lies_beside_a_damaged_log_stays(table, project, whole):
    spoil(project, pages(project, table)[-1])
    learner = resumed(project)
    assert "The label log was damaged" in learner.project.notice
    assert "contents" not in learner.project.notice
    assert facts(learner) == whole[0]
    assert learner.predict_proba(some()).tolist() == whole[1]
    offer(learner, 600, 10)
    assert learner.seen == 610
    learner.close()
    again = resumed(project)
    assert again.seen == 610
    again.close()


def test_a_lost_beginning_is_made_up_for(project, whole):
    with sqlite3.connect(project / "labels.sqlite") as connection:
        connection.execute("DELETE FROM events WHERE kind IN ('project', 'label_added')")
    connection.close()
    learner = resumed(project)
    assert facts(learner) == whole[0]
    assert learner.predict_proba(some()).tolist() == whole[1]
    learner.close()
    again = resumed(project)
    assert again.seen == whole[0][0]
    again.close()


def test_a_lost_header_costs_nothing(project, whole):
    spoil(project, 1, 0, 100)
    learner = resumed(project)
    assert facts(learner) == whole[0]
    assert learner.predict_proba(some()).tolist() == whole[1]
    learner.close()


def test_lost_contents_are_counted(project, whole):
    spoil(project, pages(project, "kept")[1])
    learner = resumed(project)
    assert "the contents of " in learner.project.notice.lower()
    assert learner.seen == whole[0][0]
    assert learner.asked == whole[0][1]
    assert set(learner.pending) <= set(whole[0][3])
    learner.close()


def test_a_lost_state_is_made_again_from_the_log(project, whole):
    with sqlite3.connect(project / "labels.sqlite") as connection:
        connection.execute("UPDATE states SET data = substr(data, 1, 10)")
    connection.close()
    learner = resumed(project)
    assert facts(learner) == whole[0]
    assert learner.predict([some()[0], some()[-1]]) == ["low", "high"]
    offer(learner, 600, 50)
    assert learner.seen == 650
    learner.close()
    again = resumed(project)
    assert again.seen == 650
    again.close()


def test_states_that_cannot_be_read_are_told(project, whole):
    for page in pages(project, "states"):
        spoil(project, page)
    learner = resumed(project)
    assert "What its budget and its model had come to is lost." in learner.project.notice
    assert facts(learner) == whole[0]
    learner.close()


def test_damaged_contents_are_told_and_passed_over(project, whole):
    with sqlite3.connect(project / "labels.sqlite") as connection:
        connection.execute("UPDATE kept SET content = x'00' WHERE item = ?", (whole[0][3][0],))
    connection.close()
    learner = resumed(project)
    assert learner.project.notice == (
        "What was kept of 1 items or answers is damaged, and the model does not learn it."
    )
    assert learner.pending == whole[0][3][1:]
    learner.close()


def test_events_of_a_strange_shape_are_passed_over(project, whole):
    with sqlite3.connect(project / "labels.sqlite") as connection:
        for kind, data in [
            ("let_go", '{"first":[]}'),
            ("adapted", "{}"),
            ("asked", '{"queries":[1]}'),
            ("answer", "{}"),
        ]:
            connection.execute("INSERT INTO events (time, kind, item, data) VALUES (1, ?, 'r5', ?)", (kind, data))
    connection.close()
    learner = resumed(project)
    assert facts(learner) == whole[0]
    assert learner.project.notice == "4 of the events of the label log cannot be understood, and are passed over."
    learner.close()
