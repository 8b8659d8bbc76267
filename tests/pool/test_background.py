"""Training in a process of its own: it ranks, dies, and is started again."""

import json
import os
import queue
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from askless.data.source import open_source
from askless.data.store.project import Project
from askless.errors import ModelError, StorageError
from askless.pool.background import BackgroundTrainer
from askless.pool.learner import PoolLearner

WORDS = [f"{word} {thing} {n}" for n in range(4) for word in ("free", "cheap") for thing in ("phone", "loan", "watch")]
WORDS += [f"{word} {thing} {n}" for n in range(4) for word in ("lunch", "work") for thing in ("today", "now", "again")]
PATIENCE = 60  # seconds after which a test gives up; far more than is ever needed


class Watch:
    """What the trainer says, in order."""

    def __init__(self) -> None:
        self.heard: queue.Queue[tuple[str, dict[str, Any]]] = queue.Queue()

    def __call__(self, word: str, data: dict[str, Any]) -> None:
        self.heard.put((word, data))

    def until(self, happened: Callable[[str, dict[str, Any]], Any]) -> dict[str, Any]:
        """Wait for something to be said."""
        while True:
            word, data = self.heard.get(timeout=PATIENCE)
            if happened(word, data):
                return data


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def learner(tmp_path: Path, watch: Watch) -> Iterator[PoolLearner]:
    (tmp_path / "mails.csv").write_text("text\n" + "\n".join(WORDS))
    project = Project.open(tmp_path / "mails.askless")
    items = open_source(tmp_path / "mails.csv", cache=project.cache).items
    trainer = BackgroundTrainer(project.cache, batch=5, notify=watch)
    learner = PoolLearner(items, labels=("spam", "ham"), project=project, trainer=trainer, random_share=0.1)
    yield learner
    learner.close()


def truth(item_id: Any) -> str:
    return "spam" if int(item_id) < 24 else "ham"


def trainer_of(learner: PoolLearner) -> BackgroundTrainer:
    trainer = learner._trainer
    assert isinstance(trainer, BackgroundTrainer)
    return trainer


def test_it_ranks_learns_and_is_started_again_when_it_dies(learner: PoolLearner, watch: Watch) -> None:
    trainer = trainer_of(learner)
    first = learner.ask(4)
    assert len(first) == 4, "nobody waits for the model"
    learner.tell(first.ids, [truth(i) for i in first.ids])
    learner.tell([0, 47], ["spam", "ham"])
    watch.until(lambda word, data: word == "model" and trainer.state["trained_on"] >= 6)
    assert trainer.state["state"] in ("ready", "training")
    ranking = trainer.ranking
    assert ranking.version >= 1
    assert ranking.predictions is not None
    assert not ranking.choice.random.any(), "the share is drawn when items are asked, and not before too"
    assert {ranking.predictions.answer(row) for row in range(48)} <= {"spam", "ham"}

    queries = learner.ask(5)
    assert queries.version == ranking.version
    chosen = [i for i, random in zip(queries.ids, queries.random, strict=True) if not random]
    expected = [row for row in ranking.choice.rows.tolist() if row in {*learner.candidates().tolist(), *chosen}]
    assert chosen == [row for row in expected if row in chosen], "in the order of the ranking"
    assert any(trained["version"] == ranking.version for trained in learner.state.trained)

    pid = trainer.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    fault = watch.until(lambda word, data: word == "fault")
    assert "The trainer stopped unexpectedly" in fault["error"]
    assert "labelling goes on with the last model" in fault["remedy"]
    assert trainer.ranking.predictions is not None, "the last model is still there"
    learner.tell(queries.ids, [truth(i) for i in queries.ids])
    watch.until(lambda word, data: word == "model" and trainer.state["trained_on"] >= 11)
    assert trainer.pid != pid
    assert trainer.ranking.version > ranking.version, "versions go on counting"


def test_what_lives_in_the_other_process_is_said(learner: PoolLearner) -> None:
    for call in (lambda: learner.model, learner.estimate, lambda: learner.predict(["x"])):
        with pytest.raises(ModelError, match="another process"):
            call()


def test_closing_ends_the_process(learner: PoolLearner) -> None:
    pid = trainer_of(learner).pid
    assert pid is not None
    learner.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_full_disk_does_not_deafen_it(learner: PoolLearner, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise StorageError("The disk is full.", "Free some space.")

    with monkeypatch.context() as patch:
        patch.setattr(learner, "record", full)
        learner.tell([0, 47], ["spam", "ham"])
        fault = watch.until(lambda word, data: word == "fault")
        assert fault == {"error": "The disk is full.", "remedy": "Free some space."}
    learner.tell([1, 46], ["spam", "ham"])
    watch.until(lambda word, data: word == "model" and trainer_of(learner).state["trained_on"] >= 4)


def test_the_log_of_a_trained_project_replays(learner: PoolLearner, watch: Watch) -> None:
    learner.tell([0, 47], ["spam", "ham"])
    watch.until(lambda word, data: word == "model" and trainer_of(learner).state["trained_on"] >= 2)
    learner.close()  # what it was about to say of the model may still come until then
    status = learner.status()
    again = PoolLearner(learner.items, project=Project.open(Path(status["project"])))
    assert again.status() == status
    assert json.loads(json.dumps(again.state.trained)) == learner.state.trained
    again.close()


def test_a_death_in_the_middle_of_a_line_is_survived(
    learner: PoolLearner, watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = trainer_of(learner)
    learner.tell([0, 47], ["spam", "ham"])
    watch.until(lambda word, data: word == "model" and trainer.state["trained_on"] >= 2)
    shim = tmp_path / "dying"
    shim.write_text('#!/bin/sh\nprintf \'{"kind": "rank\'\nexit 1\n')
    shim.chmod(0o755)
    assert trainer.pid is not None
    with monkeypatch.context() as patch:
        patch.setattr("askless.core.child.sys.executable", str(shim))
        os.kill(trainer.pid, signal.SIGKILL)
        for _ in range(2):  # the one that was killed, and the one that said half a line
            watch.until(lambda word, data: word == "fault" and "stopped unexpectedly" in data["error"])
    learner.tell([1, 46], ["spam", "ham"])
    watch.until(lambda word, data: word == "model" and trainer.state["trained_on"] >= 4)


def test_a_cache_that_is_deleted_meanwhile_is_made_again(learner: PoolLearner, watch: Watch) -> None:
    trainer = trainer_of(learner)
    learner.tell([0, 47], ["spam", "ham"])
    watch.until(lambda word, data: word == "model" and trainer.state["trained_on"] >= 2)
    pid = trainer.pid
    assert learner.project is not None
    shutil.rmtree(learner.project.cache)
    learner.tell([1, 46], ["spam", "ham"])
    watch.until(lambda word, data: word == "model" and trainer.state["trained_on"] >= 4)
    assert trainer.pid == pid, "the process had no need to die"


def test_a_trainer_without_items_says_so_and_stays_down(learner: PoolLearner, watch: Watch) -> None:
    trainer = trainer_of(learner)
    learner.tell([0, 47], ["spam", "ham"])
    watch.until(lambda word, data: word == "model" and trainer.state["trained_on"] >= 2)
    assert learner.project is not None
    shutil.rmtree(learner.project.cache)
    assert trainer.pid is not None
    os.kill(trainer.pid, signal.SIGKILL)
    watch.until(lambda word, data: word == "fault" and "No items are stored" in data["error"])
    assert trainer._listener is not None
    trainer._listener.join(timeout=PATIENCE)
    assert "No items are stored" in trainer.state["message"]


def test_a_project_that_is_moved_while_it_is_open(learner: PoolLearner, watch: Watch, tmp_path: Path) -> None:
    trainer = trainer_of(learner)
    learner.tell([0, 47], ["spam", "ham"])
    watch.until(lambda word, data: word == "model" and trainer.state["trained_on"] >= 2)
    assert learner.project is not None
    shutil.move(learner.project.path, tmp_path / "elsewhere.askless")
    assert trainer.pid is not None
    os.kill(trainer.pid, signal.SIGKILL)
    watch.until(lambda word, data: word == "fault" and "cannot be started again" in data["error"])
    assert trainer.ranking.predictions is not None, "labelling goes on with the last model"


def test_a_look_ahead_is_kept_and_is_there_before_anything_is_trained(learner: PoolLearner, watch: Watch) -> None:
    learner.tell([0, 47], ["spam", "ham"])
    watch.until(lambda word, data: any(look["labels"] == 2 for look in learner.state.looks))
    learner.close()
    looks, path = learner.state.looks, Path(learner.status()["project"])
    assert set(looks[-1]["forecast"]["by"]) == {"0.01", "0.03", "gain"}
    again = PoolLearner(learner.items, project=Project.open(path))
    assert json.loads(json.dumps(again.state.looks)) == looks
    assert again.status()["forecast"] == looks[-1]["forecast"]
    assert again.job().looked == [2, 2, 0]
    again.close()


class Scripted:
    """In place of a training process: it says what a test says, and keeps what it is sent."""

    pid, status = 0, 0

    def __init__(self, *_: Any, **__: Any) -> None:
        self.sent: queue.Queue[dict[str, Any]] = queue.Queue()
        self.said: queue.Queue[dict[str, Any] | None] = queue.Queue()

    def send(self, message: dict[str, Any]) -> None:
        self.sent.put(message)

    def messages(self) -> Iterator[dict[str, Any]]:
        while (message := self.said.get()) is not None:
            yield message

    def end(self, patience: float) -> None:
        self.said.put(None)


def test_newer_answers_go_out_once_the_ranking_is_in(
    tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("askless.pool.background.Child", Scripted)
    trainer = BackgroundTrainer(tmp_path, notify=watch)
    learner = PoolLearner(WORDS, labels=("spam", "ham"), trainer=trainer)
    process: Any = trainer._process
    ranking = {"kind": "ranking", "seq": 0, "ready": False, "trained_on": 0, "model": "text", "summary": {}}
    ranking |= {"strategy": "auto", "queue": [], "windows": [], "files": {}, "names": []}

    def job() -> int:
        return len(process.sent.get(timeout=PATIENCE)["rows"])

    assert "cache" in process.sent.get(timeout=PATIENCE)
    process.said.put({"kind": "prepared"})
    assert job() == 0
    process.said.put({"kind": "training", "seq": 0, "labels": 0})
    watch.until(lambda word, data: trainer.state["state"] == "training")
    learner.tell(0, "spam")
    learner.tell(1, "spam")  # it is busy, so both go together
    process.said.put(ranking)
    assert job() == 2, "while it estimates or looks ahead, it hears of newer answers"
    learner.tell(2, "spam")
    assert job() == 3
    process.said.put({"kind": "training", "seq": 3, "labels": 3})
    watch.until(lambda word, data: trainer.state["message"] == "learning from 3 labels")
    learner.tell(3, "spam")
    learner.tell(4, "spam")
    process.said.put({"kind": "idle"})
    assert job() == 5
    assert process.sent.empty()
    learner.close()
