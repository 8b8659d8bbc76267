"""Putting a damaged log aside: whatever step it dies at, nothing that could be read is lost."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from askless.core.events import Event
from askless.data.store.log import SqliteLog, recover
from askless.data.store.mend import mended_of
from askless.data.store.project import Project
from askless.data.store.read import read_project
from askless.errors import StorageError

EARLY, LATE = 300, 20


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A project whose file is damaged, with answers that only its write-ahead log holds."""
    open_ = tmp_path / "open"
    open_.mkdir()
    for first, n in ((0, EARLY), (EARLY, LATE)):
        log = SqliteLog(open_ / "labels.sqlite")
        log.append([Event("answer", str(i), {"answer": "a"}) for i in range(first, first + n)])
        if first:
            shutil.copytree(open_, tmp_path / "job.askless")
        log.close()
    folder = tmp_path / "job.askless"
    (folder / "labels.sqlite-shm").unlink()
    main = bytearray((folder / "labels.sqlite").read_bytes())
    main[4096 * 3 : 4096 * 3 + 60] = b"\xff" * 60
    (folder / "labels.sqlite").write_bytes(main)
    return folder


# In one process, since importing takes longer than all the rest: each attempt is a fork of it.
DYING = """
import json, os, shutil, sys
from pathlib import Path
import numpy, sqlalchemy.dialects.sqlite
from askless.data.store import mend
from askless.data.store.project import Project
from askless.data.store.read import read_project

def fork(work):
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def die_at(step, after):
    left = [step]
    def counted(real):
        def call(*arguments, **named):
            left[0] -= 1
            if not left[0] and not after:
                os.kill(os.getpid(), 9)
            now = not left[0]
            try:
                return real(*arguments, **named)
            finally:
                if now:
                    os.kill(os.getpid(), 9)
        return call
    for module, name in ((os, "replace"), (os, "fsync"), (shutil, "copyfile"), (Path, "unlink"), (mend, "SqliteLog")):
        setattr(module, name, counted(getattr(module, name)))

def torn(source, target):
    Path(target).write_bytes(Path(source).read_bytes()[:1000])
    os.kill(os.getpid(), 9)

def attempt(folder, step, after):
    if step:
        die_at(step, after)
    else:
        shutil.copyfile = torn
    Project.open(folder)

def look(folder, told):
    seen = [event.item for event in read_project(folder).log]
    project = Project.open(folder)
    told.write_text(json.dumps([seen, [event.item for event in project.log], project.notice]))
    project.close()

damaged, told, results = Path(sys.argv[1]), Path(sys.argv[2]), []
for step in range(40):
    died = 0
    for after in (False, True):
        folder = damaged.with_name(f"{step}-{after}.askless")
        shutil.copytree(damaged, folder)
        died = fork(lambda: attempt(folder, step, after))
        assert fork(lambda: look(folder, told)) == 0
        names = sorted(path.name for path in folder.iterdir())
        results.append([step, after, died, names, *json.loads(told.read_text())])
    if not died:
        break
print(json.dumps(results))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_dying_at_each_step_loses_nothing(damaged: Path, tmp_path: Path) -> None:
    could_be_read = [event.item for event in recover(damaged / "labels.sqlite")[0]]
    assert len(could_be_read) > EARLY // 2
    assert str(EARLY + LATE - 1) in could_be_read
    before = {part: (damaged / f"labels.sqlite{part}").read_bytes() for part in ("", "-wal")}
    done = subprocess.run(
        [sys.executable, "-c", DYING, str(damaged), str(tmp_path / "told")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    assert sum(died == -9 for _, _, died, *_ in results) > 20
    assert results[-1][2] == 0, "the last one lived"
    for step, after, _, names, seen, there, notice in results:
        where = f"died {'after' if after else 'before'} step {step}"
        assert there == could_be_read, where
        assert seen == could_be_read, where
        kept = [name for name in names if name.startswith("labels.damaged-")]
        assert len(kept) in (2, 3), where  # the log ahead twice, if its copy was made when it died
        folder = damaged.with_name(f"{step}-{after}.askless")
        assert {(folder / name).read_bytes() for name in kept} == set(before.values()), where
        assert {n for n in names if not n.startswith("labels.damaged")} == {".lock", "cache", "labels.sqlite"}, where
        assert notice == "" or "The label log was damaged" in notice, where


def test_a_log_that_somebody_put_back_is_not_replaced(damaged: Path) -> None:
    project = Project.open(damaged)
    project.close()
    shutil.copy(damaged / "labels.sqlite", mended_of(damaged / "labels.sqlite"))
    log = SqliteLog(damaged / "labels.sqlite")
    log.append([Event("skip", "newer")])
    log.close()
    project = Project.open(damaged)
    assert list(project.log)[-1].item == "newer"
    assert project.notice == ""
    project.close()
    assert not mended_of(damaged / "labels.sqlite").exists()


def test_no_room_for_the_new_log_costs_nothing(damaged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    could_be_read = recover(damaged / "labels.sqlite")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("askless.data.store.mend._renumbered", full)
        for _ in range(3):
            with pytest.raises(StorageError, match="The disk is full"):
                Project.open(damaged)
    assert len(list(damaged.glob("labels.damaged-*.sqlite"))) == 1, "not a copy for each attempt"
    assert recover(damaged / "labels.sqlite") == could_be_read
    assert "is damaged" in read_project(damaged).notice
    project = Project.open(damaged)
    assert len(list(project.log)) == len(could_be_read[0])
    project.close()
