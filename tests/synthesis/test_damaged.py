"""A project of synthesis whose file was damaged: what can be read goes on, with its points, and what cannot is told."""

import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from askless import SKIP, SynthesisLearner
from askless.cli.synthesis.opening import opened_copy
from askless.data.store.look import scenario_of
from askless.data.store.project import Project
from askless.errors import ProjectError
from askless.synthesis import Domain

PAGE = 4096
WIDTH = 4


def opened(folder: Path) -> SynthesisLearner:
    domain = Domain.box([-1.0] * WIDTH, [1.0] * WIDTH)
    return SynthesisLearner(domain, labels=["left", "right"], strategy="random", project=folder)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project, closed: 300 questions, of which six wait and a few cannot be answered."""
    folder = tmp_path_factory.mktemp("damaged") / "a.askless"
    learner = opened(folder)
    for _ in range(49):
        asked = learner.ask(6)
        said = ["right" if x[0] > 0 else "left" for x in asked.items]
        learner.tell(asked.ids, [SKIP if i.endswith("7") else one for i, one in zip(asked.ids, said, strict=True)])
    learner.ask(6)
    learner.close()
    return folder


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "a.askless"))


@pytest.fixture(scope="module")
def whole(made: Path, tmp_path_factory: pytest.TempPathFactory) -> SynthesisLearner:
    learner = opened(Path(shutil.copytree(made, tmp_path_factory.mktemp("whole") / "a.askless")))
    learner.close()
    return learner


def spoil(folder: Path, damage: Callable[[bytearray], bytearray]) -> None:
    """Change the file of a log."""
    file = folder / "labels.sqlite"
    file.write_bytes(damage(bytearray(file.read_bytes())))


def noise(number: int) -> Callable[[bytearray], bytearray]:
    """Overwrite a page, from 1."""

    def damage(data: bytearray) -> bytearray:
        data[(number - 1) * PAGE : number * PAGE] = b"\xff" + os.urandom(PAGE - 1)  # no page begins like that
        return data

    return damage


def rows(folder: Path, statement: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / "labels.sqlite")
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def pages(folder: Path, table: str) -> list[int]:
    """Pages of a table, its root first."""
    [(root,)] = rows(folder, f"SELECT rootpage FROM sqlite_master WHERE name = '{table}'")
    assert isinstance(root, int)
    seen, data = [root], (folder / "labels.sqlite").read_bytes()
    for number in seen:
        page = data[(number - 1) * PAGE : number * PAGE]
        if page[0] in (0x05, 0x02):
            cells = int.from_bytes(page[3:5], "big")
            places = [int.from_bytes(page[12 + 2 * i : 14 + 2 * i], "big") for i in range(cells)]
            seen += [int.from_bytes(page[at : at + 4], "big") for at in places]
            seen.append(int.from_bytes(page[8:12], "big"))
    return seen


def told(pattern: str, notice: str) -> int:
    """A number that the notice says; 0 if it does not."""
    found = re.search(pattern, notice)
    return int(found[1]) if found else 0


def matches(learner: SynthesisLearner, whole: SynthesisLearner) -> None:
    """Each question that is back has its point and its own answer, or waits for one."""
    assert len(learner.items) > 20
    for name in learner.items.names:
        np.testing.assert_array_equal(learner.items.get(name).point, whole.items.get(name).point)
        np.testing.assert_array_equal(learner.item(name), whole.item(name))
        state, before = learner.state.items[name], whole.state.items[name]
        assert (state.answer, state.skipped) in ((before.answer, before.skipped), (None, False))
        assert state.labelled or state.skipped or state.pending


def same(learner: SynthesisLearner, whole: SynthesisLearner) -> None:
    matches(learner, whole)
    assert learner.items.names == whole.items.names
    assert learner.labels == whole.labels
    assert learner.pending == whole.pending
    assert learner.asked == whole.asked


@pytest.mark.parametrize("table", ["kept_waiting", "meta", "events", "sqlite_sequence", "taught", "states"])
def test_a_page_that_holds_no_question_costs_none(table: str, project: Path, whole: SynthesisLearner) -> None:
    spoil(project, noise(pages(project, table)[0]))
    learner = opened(project)
    assert "The label log was damaged" in learner.project.notice
    assert "could not be read" not in learner.project.notice
    assert "questions" not in learner.project.notice
    same(learner, whole)
    learner.close()


def test_a_broken_header_costs_nothing(project: Path, whole: SynthesisLearner) -> None:
    spoil(project, lambda data: bytearray(os.urandom(100)) + data[100:])
    learner = opened(project)
    assert "The label log was damaged" in learner.project.notice
    same(learner, whole)
    asked = learner.ask(2)
    assert not set(asked.ids) & set(whole.items.names)
    learner.tell(asked.ids, ["left", "right"])
    learner.close()
    again = opened(project)
    assert again.project.notice == ""
    assert len(again.labels) == len(whole.labels) + 2
    assert all(answer is None for (answer,) in rows(project, "SELECT answer FROM kept")), "answers are in the log"
    again.close()


def test_a_damaged_page_of_questions_costs_these(project: Path, whole: SynthesisLearner) -> None:
    spoil(project, noise(pages(project, "kept")[1]))
    learner = opened(project)
    lost = len(whole.items) - len(learner.items)
    assert 0 < lost < 60
    matches(learner, whole)
    assert learner.state.labelled == whole.state.labelled
    assert told(r"content of (\d+) questions", learner.project.notice) == lost
    learner.close()


@pytest.mark.parametrize("which", [2, -1])
def test_what_lost_events_asked_is_asked_still(which: int, project: Path, whole: SynthesisLearner) -> None:
    spoil(project, noise(pages(project, "events")[which]))
    learner = opened(project)
    notice = learner.project.notice
    matches(learner, whole)
    assert sorted(learner.items.names, key=int) == sorted(whole.items.names, key=int), "no content was hit"
    assert set(learner.labels) <= set(learner.items.names), "each answer that is left teaches"
    assert told(r"(\d+) could not be read", notice) > 10
    waiting = set(learner.pending) - set(whole.pending)
    assert 0 < len(waiting) < 60
    assert 0 < told(r"of (\d+) of its questions may be lost", notice) <= len(set(learner.pending))
    learner.tell(sorted(waiting), [whole.labels.get(name, SKIP) for name in sorted(waiting)])
    assert learner.labels == whole.labels
    learner.close()


def test_a_cut_file_gives_back_what_is_left(project: Path, whole: SynthesisLearner) -> None:
    [(events,)] = rows(project, "SELECT COUNT(*) FROM events")
    spoil(project, lambda data: data[: len(data) // 2])
    learner = opened(project)
    notice, state = learner.project.notice, learner.state
    matches(learner, whole)
    assert told(r"(\d+) of its events were recovered; ", notice) + told(r"; (\d+) could not be read", notice) == events
    assert len(learner.labels) > 20
    assert all(whole.labels[name] == answer for name, answer in learner.labels.items())
    assert told(r"content of (\d+) questions", notice) == len(state.items) - len(learner.items) > 0
    assert 0 < told(r"of (\d+) of its questions may be lost", notice) <= len(learner.pending)
    assert {name for (name,) in rows(project, "SELECT item FROM kept")} == set(learner.items.names)
    learner.close()


def test_an_empty_file_is_told(project: Path) -> None:
    spoil(project, lambda data: bytearray())
    learner = opened(project)
    assert "The label log labels.sqlite is empty, though the project had begun" in learner.project.notice
    assert learner.asked == 0
    learner.close()
    again = opened(project)
    assert again.project.notice == ""
    again.close()


def test_a_lost_beginning_does_not_make_it_a_stream(project: Path) -> None:
    connection = sqlite3.connect(project / "labels.sqlite")
    connection.execute("DELETE FROM events WHERE kind = 'project'")
    connection.commit()
    connection.close()
    assert scenario_of(project) == "synthesis"
    spoil(project, noise(pages(project, "kept_waiting")[0]))
    assert scenario_of(project) == "synthesis", "of what can be read"
    opened_ = Project.open(project)
    opened_.close()
    assert rows(project, "SELECT COUNT(*) FROM kept") == [(300,)]


def test_a_lost_beginning_is_written_again(project: Path, whole: SynthesisLearner) -> None:
    connection = sqlite3.connect(project / "labels.sqlite")
    connection.execute("DELETE FROM events WHERE kind = 'project'")
    connection.commit()
    connection.close()
    with pytest.raises(ProjectError, match="damaged: what it says of its domain cannot be read"), opened_copy(project):
        pass
    opened(project).close()
    with opened_copy(project) as (learner, _):
        assert learner.labels == whole.labels
        assert learner.domain.names == whole.domain.names
