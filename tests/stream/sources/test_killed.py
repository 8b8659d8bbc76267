"""A process that is killed at any moment has told nobody of anything that is not on disk."""

import resource
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import askless

N = 20_000


def test_killed_at_thirty_moments(
    tmp_path: Path,
    items: Callable[[int], Path],
    command: Callable[..., Any],
    told: Callable[[], list[dict[str, Any]]],
    logged: Callable[[Path], Any],
) -> None:
    lines = items(N).read_bytes().splitlines(keepends=True)
    rest, folder = tmp_path / "rest.jsonl", tmp_path / "project"
    arguments = ["stream", "run", "-", "--target", "label", "--project", folder]
    rng = np.random.default_rng(0)
    first: dict[str, bool] = {}
    hits = 0
    for turn in range(30):
        # Whoever feeds the stream gives again what it has heard nothing of.
        rest.write_bytes(b"".join(lines[at] for at in range((turn + 1) * N // 30) if f"i{at}" not in first))
        process = command(*arguments, source=rest)
        time.sleep(rng.uniform(0.03, 0.25))
        hits += process.signal(signal.SIGKILL) == -signal.SIGKILL
        for decision in told():
            first.setdefault(decision["id"], decision["ask"])
        if first:
            log = logged(folder)
            log.agrees(told())
            assert len(log.asked) == len(set(log.asked))
    assert hits > 5
    rest.write_bytes(b"".join(lines[at] for at in range(N) if f"i{at}" not in first))
    assert command(*arguments, source=rest).wait() == 0
    log = logged(folder)
    log.whole(N, 0.1)
    log.agrees(told())
    assert {decision["id"] for decision in told()} == {f"i{at}" for at in range(N)}
    assert set(log.answered) == set(log.asked)  # the answers came with the items
    whole = tmp_path / "whole"
    assert command(*arguments[:-1], whole, source=tmp_path / "items.jsonl").wait() == 0
    points = np.random.default_rng(1).normal(size=(500, 2)).tolist()
    said = [_predicted(project, [{"x": x, "y": y} for x, y in points]) for project in (folder, whole)]
    right = ["high" if x > 0 else "low" for x, _ in points]
    assert np.mean(np.array(said[0]) == said[1]) > 0.97  # they asked about other items, in other micro-batches
    assert np.mean(np.array(said[0]) == right) > 0.97


def _predicted(project: Path, items: list[dict[str, float]]) -> list[str]:
    """What the model of a project says."""
    learner = askless.StreamLearner(project=project)
    said = learner.predict(items)
    learner.close()
    return said


def test_stopped_by_a_signal(
    tmp_path: Path,
    items: Callable[[int], Path],
    command: Callable[..., Any],
    told: Callable[[], list[dict[str, Any]]],
    logged: Callable[[Path], Any],
    until: Callable[..., None],
) -> None:
    source, folder = items(60_000), tmp_path / "project"
    for number in (signal.SIGTERM, signal.SIGINT):
        before = len(told())
        process = command("stream", "run", source, "--target", "label", "--project", folder)
        until(lambda before=before: len(told()) > before)
        assert process.signal(number) == 0
        assert len(told()) == len({decision["id"] for decision in told()}) or number == signal.SIGINT
        assert {decision["id"] for decision in told() if decision["ask"]} <= set(logged(folder).asked)
    assert " asked (" in (tmp_path / "err").read_text()


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits another process")
def test_full_disk(
    tmp_path: Path,
    items: Callable[[int], Path],
    command: Callable[..., Any],
    told: Callable[[], list[dict[str, Any]]],
    logged: Callable[[Path], Any],
    until: Callable[..., None],
) -> None:
    source, folder = items(N), tmp_path / "project"
    process = command("stream", "run", source, "--target", "label", "--project", folder)
    until(lambda: len(told()) > 0)
    limit = (folder / "labels.sqlite-wal").stat().st_size + 100_000
    before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    # The standard output is a file as well here, but smaller than the limit.
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (limit, before[1]))
    said = tmp_path / "err"
    until(lambda: "The stream waits until there is room." in said.read_text())
    logged(folder).agrees(told())
    (line,) = said.read_text().splitlines()
    assert "could not be written" in line
    held = len(told())
    time.sleep(0.6)
    assert len(told()) == held
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, before)
    assert process.wait() == 0
    assert "goes on" in said.read_text()
    logged(folder).whole(N, 0.1)
    assert len(told()) == N
