"""The training process, seen from inside."""

import queue

import pytest

from askless.pool.job import Job
from askless.pool.worker import _newest


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
