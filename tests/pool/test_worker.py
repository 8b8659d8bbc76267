"""The training process, seen from inside."""

import queue
from pathlib import Path

import numpy as np
import pytest

from askless.data.items.of import items_of
from askless.pool.job import Job
from askless.pool.ranked import Predictions
from askless.pool.worker import Worker, _newest


@pytest.mark.parametrize(
    ("waiting", "next_one"),
    [(["old"], "old"), (["old", "newer", "newest"], "newest"), (["old", None], None), ([None], None)],
)
def test_the_newest_job_wins(waiting: list[str | None], next_one: str | None) -> None:
    jobs: queue.Queue[Job | None] = queue.Queue()
    for job in waiting:
        jobs.put(job)  # type: ignore[arg-type]
    assert _newest(jobs) == next_one
    assert jobs.empty()


def test_predictions_of_the_two_versions_before_stay_and_older_ones_go(tmp_path: Path) -> None:
    worker = Worker(items_of(["one", "two"]), None, tmp_path / "cache", 10, print)
    predictions = Predictions.of(("a", "b"), np.full((2, 2), 0.5, dtype=np.float32), False)
    for worker.version in range(1, 6):
        files = worker._write(predictions)
        assert all(Path(file).is_file() for file in files.values())
    kept = {path.name for path in (tmp_path / "cache" / "predictions").iterdir()}
    assert kept == {f"{part}-{version}.npy" for part in predictions.arrays for version in (3, 4, 5)}
