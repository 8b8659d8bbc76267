"""Following an iterable: its pace, what holds it back, and how it ends."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from askless.errors import SourceError, UsageError
from askless.stream.learner import StreamLearner
from askless.stream.sources.ahead import Ahead
from askless.stream.sources.follow import follow


def test_all_items_in_order(tmp_path: Path) -> None:
    learner = StreamLearner(labels=["a", "b"], project=tmp_path / "project")
    rows = np.random.default_rng(0).normal(size=(3000, 3))
    met = 0
    for item, decision in follow(learner, rows):
        assert decision.id == str(met)
        assert item is not None
        if decision.ask:
            learner.tell(decision.id, "a" if item[0] > 0 else "b")
        met += 1
    assert met == learner.seen == 3000
    assert learner.answered == learner.asked
    learner.close()


def test_idle_sources_wait_for_nobody() -> None:
    learner, heard = StreamLearner(labels=["a", "b"]), threading.Event()

    def source() -> Iterator[list[float]]:
        for number in range(5):
            yield [float(number)]
            assert heard.wait(10)  # the next one comes only when this one has been decided upon
            heard.clear()

    for _ in follow(learner, source()):
        heard.set()
    assert learner.seen == 5


def test_fast_sources_are_held_back() -> None:
    given = 0

    def source() -> Iterator[list[float]]:
        nonlocal given
        while True:
            given += 1
            yield [1.0]

    stream = follow(StreamLearner(labels=["a", "b"]), source(), most=10)
    for _ in range(5):
        next(stream)
    time.sleep(0.1)
    assert given <= 32  # what is decided, what waits, and one in the hand
    stream.close()


def test_it_ends_when_told_to() -> None:
    stop = threading.Event()
    seen = 0
    for _ in follow(StreamLearner(labels=["a", "b"]), iter(lambda: [1.0], None), most=10, stop=stop):
        seen += 1
        if seen == 25:
            stop.set()
    assert 25 <= seen < 40


def test_what_goes_wrong_is_told() -> None:
    def source() -> Iterator[list[float]]:
        yield [1.0]
        raise OSError("the sensor is gone")

    with pytest.raises(OSError, match="the sensor is gone"):
        list(follow(StreamLearner(labels=["a", "b"]), source()))
    with pytest.raises(SourceError, match="2 features"):
        list(follow(StreamLearner(labels=["a", "b"]), [[1.0], [1.0, 2.0], [3.0]]))
    said: list[str] = []
    learner = StreamLearner(labels=["a", "b"])
    numbers = [decision.id for _, decision in follow(learner, [[1.0], [1.0, 2.0], [3.0]], say=said.append)]
    assert numbers == ["0", "1"]
    assert len(said) == 1
    assert said[0].startswith("item 1: ")
    with pytest.raises(UsageError, match="no field “id”"):
        list(follow(StreamLearner(labels=["a", "b"]), [{"x": 1}], id="id"))


def test_ids_come_from_a_function() -> None:
    learner = StreamLearner(labels=["a", "b"])
    found = [decision.id for _, decision in follow(learner, [[1.0, 7.0], [2.0, 8.0]], id=lambda item: int(item[1]))]
    assert found == ["7", "8"]


def test_ahead_forgets_what_waits_when_stopped() -> None:
    ahead: Ahead[int] = Ahead(room=5)
    ahead.read(iter(int, 1))
    assert ahead.take(3) == [0] * 3 or not ahead.over
    ahead.stop()
    assert ahead.over
    assert ahead.take(3) == []
