"""A letter of the log that changed on the disk costs what it says, and never the project."""

import sqlite3
from pathlib import Path

import pytest

from askless.errors import ProjectError
from askless.pool.learner import PoolLearner

TEXTS = ["one", "two", "three", "four"]


def labelled(folder: Path) -> str:
    """A project with a label; the fingerprint that its log holds."""
    learner = PoolLearner(TEXTS, labels=("odd", "even"), project=folder)
    learner.tell(1, "even")
    learner.close()
    return learner.items.fingerprint()


def rewrite(folder: Path, old: str, new: str) -> None:
    """Change the text of an event."""
    connection = sqlite3.connect(folder / "labels.sqlite")
    changed = connection.execute("UPDATE events SET data = replace(data, ?, ?) WHERE instr(data, ?)", (old, new, old))
    assert changed.rowcount == 1
    connection.commit()
    connection.close()


@pytest.mark.parametrize("letter", ["0", "f", "z", "\u007f"])
@pytest.mark.parametrize("place", [0, 17, 31])
def test_a_damaged_fingerprint_keeps_the_labels(tmp_path: Path, place: int, letter: str) -> None:
    real = labelled(tmp_path)
    if real[place] == letter:
        letter = "1"
    rewrite(tmp_path, real, real[:place] + letter + real[place + 1 :])
    learner = PoolLearner(TEXTS, project=tmp_path)
    assert learner.labels == {1: "even"}
    assert learner.project is not None
    assert "record of what the source was is damaged" in learner.project.notice
    learner.close()


def test_another_source_is_still_refused(tmp_path: Path) -> None:
    labelled(tmp_path)
    with pytest.raises(ProjectError, match="The source has changed since this project began"):
        PoolLearner([*TEXTS[:-1], "five"], project=tmp_path)


def test_a_damaged_name_of_the_fingerprint_keeps_the_labels(tmp_path: Path) -> None:
    labelled(tmp_path)
    rewrite(tmp_path, '"fingerprint"', '"fingerpfint"')
    learner = PoolLearner(TEXTS, project=tmp_path)
    assert learner.labels == {1: "even"}
    learner.close()


def test_a_strategy_that_is_not_there_keeps_the_labels(tmp_path: Path) -> None:
    labelled(tmp_path)
    learner = PoolLearner(TEXTS, project=tmp_path)
    learner.set_strategy("random")
    learner.close()
    rewrite(tmp_path, "random", "ramdom")
    learner = PoolLearner(TEXTS, project=tmp_path)
    assert (learner.labels, learner.strategy) == ({1: "even"}, "auto")
    assert learner.project is not None
    assert "names the strategy “ramdom”, which is not installed: “auto” chooses instead" in learner.project.notice
    assert len(learner.ask(1)) == 1
    learner.close()


def test_a_list_where_one_label_is_asked_for_costs_itself_only(tmp_path: Path) -> None:
    labelled(tmp_path)
    rewrite(tmp_path, '"answer":"even"', '"answer":["even"]')
    learner = PoolLearner(TEXTS, project=tmp_path)
    learner.tell([0, 2], ["odd", "even"])
    assert learner.labels == {0: "odd", 2: "even"}
    assert len(learner.ask(1)) == 1
    learner.close()
