"""Looking through a log that is too long for memory."""

import tracemalloc

import pytest

from askless.core.events import Event
from askless.data.store.log import SqliteLog
from askless.data.store.project import Project
from askless.data.store.scan import Glance, look_through


def filled(folder, n=0):
    project = Project.open(folder, stream=True)
    begun = [Event("answer", "x", {"anzwer": 1}), Event("project", data={"name": "first"})]
    project.log.append([*begun, Event("project", data={"name": "second"})])
    for start in range(0, n, 5000):
        project.log.append([Event("answer", str(i), {"answer": "up"}) for i in range(start, start + 5000)])
    project.close()
    return folder / "labels.sqlite"


def test_a_glance_tells_what_began_the_project_and_what_is_strange(tmp_path):
    seen = look_through(filled(tmp_path / "p"))
    assert seen.began is not None
    assert seen.began.data == {"name": "first"}
    assert seen.strange == 1


@pytest.mark.parametrize("ahead", [True, False])
def test_a_log_gives_it_however_it_was_opened(tmp_path, ahead):
    log = SqliteLog(filled(tmp_path / "p"), ahead=ahead)
    for _ in range(2):  # the second is read anew
        seen = log.glance()
        assert seen.began is not None
        assert (seen.began.data["name"], seen.strange) == ("first", 1)
    assert len(list(log)) == 3
    log.close()


def test_nothing_began_an_empty_log(tmp_path):
    log = SqliteLog(tmp_path / "labels.sqlite", ahead=False)
    assert log.glance() == Glance()
    log.close()


def test_opening_a_long_log_takes_little_memory(tmp_path):
    filled(tmp_path / "p", 50_000)
    tracemalloc.start()
    Project.open(tmp_path / "p", stream=True).close()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000_000  # kept whole, its events take ten times as much
