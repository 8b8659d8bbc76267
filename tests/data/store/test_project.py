"""The project folder: settings that survive, one writer at a time, nothing ever overwritten."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askless.core.events import Event
from askless.data.store.log import MemoryLog
from askless.data.store.project import FORMAT, Project, default_folder, read_settings
from askless.data.store.read import is_project, read_project
from askless.data.store.state import State
from askless.errors import CorruptLogError, NewerProjectError, ProjectError, StorageError

values = (
    st.text(max_size=20)
    | st.integers(-(2**60), 2**60)
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.lists(st.text(max_size=6), max_size=3)
)


@pytest.mark.parametrize(
    ("source", "folder"),
    [
        ("data/reviews.csv", "data/reviews.askless"),
        ("reviews.CSV.gz", "reviews.askless"),
        ("a.b.jsonl", "a.b.askless"),
        ("photos", "photos.askless"),
        ("photos.d", "photos.d.askless"),
        (".csv", ".csv.askless"),
    ],
)
def test_default_folder(source: str, folder: str) -> None:
    assert default_folder(Path(source)) == Path(folder)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(kept=st.dictionaries(st.sampled_from(["source", "model", "batch", "labels"]), values))
def test_settings_survive(tmp_path_factory: pytest.TempPathFactory, kept: dict[str, object]) -> None:
    folder = tmp_path_factory.mktemp("project")
    project = Project(folder, {}, MemoryLog())
    project.save(**kept)  # type: ignore[arg-type]
    assert read_settings(folder) == kept


def test_open_close_and_resume(tmp_path: Path) -> None:
    project = Project.open(tmp_path / "deep" / "x.askless")
    project.save(source="x.csv")
    project.log.append([Event("skip", "1")])
    assert is_project(project.path)
    project.close()
    names = sorted(path.name for path in project.path.iterdir())
    assert names == [".lock", "cache", "labels.sqlite", "project.toml"]
    project.close()  # twice does no harm
    again = Project.open(project.path)
    assert (again.settings, again.notice) == ({"source": "x.csv"}, "")
    assert [event.item for event in again.log] == ["1"]
    again.close()


def test_one_writer_at_a_time_and_readers_besides(tmp_path: Path) -> None:
    first = Project.open(tmp_path)
    first.log.append([Event("skip", "1")])
    with pytest.raises(ProjectError, match=r"is open in another askless\. Use that one"):
        Project.open(tmp_path)
    first.announce("http://127.0.0.1:8642/")
    with pytest.raises(ProjectError, match=r"open in another askless at http://127.0.0.1:8642/"):
        Project.open(tmp_path)
    beside = read_project(tmp_path)
    beside.log.append([Event("skip", "2")])
    assert [event.item for event in first.log] == ["1"], "what a reader adds is forgotten"
    first.log.append([Event("skip", "3")])
    assert State.of(read_project(tmp_path).log).skipped == 2
    first.close()
    Project.open(tmp_path).close()


def test_a_writer_that_was_killed_leaves_the_folder_free(tmp_path: Path) -> None:
    code = (
        "import sys, os; from pathlib import Path; from askless.data.store.project import Project\n"
        "from askless.core.events import Event\n"
        "Project.open(Path(sys.argv[1])).log.append([Event('skip', '1')]); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)]).returncode == -9
    assert [event.item for event in read_project(tmp_path).log] == ["1"]
    project = Project.open(tmp_path)
    assert [event.item for event in project.log] == ["1"]
    project.close()


def test_a_folder_that_is_no_project(tmp_path: Path) -> None:
    assert not is_project(tmp_path)
    with pytest.raises(ProjectError, match="is not a project folder"):
        read_project(tmp_path)


def test_settings_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "project.toml").write_text("strategy = ")
    for opened in (Project.open, read_project):
        with pytest.raises(ProjectError, match=r"cannot be read .*Mend the file, or delete it"):
            opened(tmp_path)
    (tmp_path / "project.toml").unlink()
    Project.open(tmp_path).close()  # the failed attempts left no lock


def test_a_newer_project_is_refused_and_left_alone(tmp_path: Path) -> None:
    Project.open(tmp_path).close()
    (tmp_path / "project.toml").write_text(f"format = {FORMAT + 1}\nstrategy = 'psychic'\n")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for opened in (Project.open, read_project):
        with pytest.raises(NewerProjectError, match=r"written by a newer askless .*Update askless"):
            opened(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def damaged(folder: Path) -> bytes:
    """A project of a thousand answers with some pages of its log spoilt."""
    project = Project.open(folder)
    project.log.append([Event("answer", str(i), {"answer": "a", "note": "x" * 50}) for i in range(1000)])
    project.log.append([Event("undo", None, {"events": [1000]})])
    project.close()
    log = folder / "labels.sqlite"
    spoilt = bytearray(log.read_bytes())
    spoilt[4096 * 5 : 4096 * 7] = b"\x5a" * 8192
    log.write_bytes(spoilt)
    return bytes(spoilt)


def test_a_damaged_log_is_kept_and_what_is_left_goes_on(tmp_path: Path) -> None:
    spoilt = damaged(tmp_path)
    assert "is damaged" in read_project(tmp_path).notice
    project = Project.open(tmp_path)
    assert "The label log was damaged" in project.notice
    (kept,) = tmp_path.glob("labels.damaged-*.sqlite")
    assert kept.name in project.notice
    assert kept.read_bytes() == spoilt
    state = State.of(project.log)
    assert 800 < state.labelled < 1000
    assert not state.item("999").labelled, "an undo names the events by their new numbers"
    project.log.append([Event("answer", "7", {"answer": "b"})])
    project.close()
    again = Project.open(tmp_path)
    assert again.notice == ""
    assert State.of(again.log).item("7").answer == "b"
    again.close()


def test_what_was_put_aside_is_never_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("askless.data.store.mend.time.strftime", lambda _: "at-once")
    Project.open(tmp_path).close()
    spoilt = []
    for _ in range(3):
        project = Project.open(tmp_path)
        project.log.append([Event("skip", "2"), Event("note", "1", {"text": "precious"})])
        project.close()
        spoilt.append((tmp_path / "labels.sqlite").read_bytes().replace(b'precious"', b"precious'", 1))
        (tmp_path / "labels.sqlite").write_bytes(spoilt[-1])
        Project.open(tmp_path).close()
    kept = [path.read_bytes() for path in sorted(tmp_path.glob("labels.damaged-at-once*.sqlite"))]
    assert sorted(kept) == sorted(spoilt)


def test_a_damaged_log_is_put_aside_to_the_byte(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from askless.core.events import Event\n"
        "from askless.data.store.project import Project\n"
        "log = Project.open(Path(sys.argv[1])).log\n"
        "log.append([Event('note', '1', {'text': 'last'})]); os.kill(os.getpid(), 9)"
    )
    project = Project.open(tmp_path)
    project.log.append([Event("note", str(i), {"text": "x" * 99}) for i in range(200)])
    project.close()
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    ahead, main = tmp_path / "labels.sqlite-wal", tmp_path / "labels.sqlite"
    assert ahead.stat().st_size, "what was written last is there only"
    main.write_bytes(main.read_bytes().replace(b"x" * 99, b"x" * 98 + b'"', 1))
    before = main.read_bytes(), ahead.read_bytes()
    project = Project.open(tmp_path)
    assert [event.data["text"] for event in project.log][-1] == "last"
    project.close()
    (kept,) = tmp_path.glob("labels.damaged-*.sqlite")
    assert (kept.read_bytes(), kept.with_name(f"{kept.name}-wal").read_bytes()) == before
    assert "was damaged" in project.notice


def test_a_hopeless_log_is_left_where_it_is(tmp_path: Path) -> None:
    Project.open(tmp_path).close()
    (tmp_path / "labels.sqlite").write_bytes(b"nothing of the kind" * 1000)
    for _ in range(2):
        with pytest.raises(CorruptLogError, match="start anew with --project DIR"):
            Project.open(tmp_path)
    assert (tmp_path / "labels.sqlite").read_bytes().startswith(b"nothing of the kind")


AS_NOBODY = """
import os, sys, tempfile
from pathlib import Path
from askless.data.store.project import Project
from askless.data.store.read import read_project
Project.open(Path(tempfile.mkdtemp())).close()  # loads all that is needed: nobody may not read it afterwards
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
from askless.errors import StorageError
folder = Path(sys.argv[1])
print(len(list(read_project(folder / "old").log)))
for name in ("old", "new"):
    try:
        Project.open(folder / name)
    except StorageError as error:
        print(error)
"""


@pytest.fixture
def anywhere() -> Iterator[Path]:
    """A folder that every user may enter, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        for path in Path(folder).rglob("*"):
            path.chmod(0o755)


def test_a_read_only_folder_is_said_and_can_be_read(anywhere: Path) -> None:
    """As a user without rights: tests may run as root, whom no permission stops."""
    project = Project.open(anywhere / "old")
    project.log.append([Event("skip", "1")])
    for part in ("labels.sqlite", "labels.sqlite-wal"):  # as a killed process leaves them
        shutil.copy(anywhere / "old" / part, anywhere / part)
    project.close()
    for part in ("labels.sqlite", "labels.sqlite-wal"):
        shutil.move(anywhere / part, anywhere / "old" / part)
    for path in [*anywhere.rglob("*"), anywhere]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    done = subprocess.run([sys.executable, "-c", AS_NOBODY, str(anywhere)], capture_output=True, text=True)
    anywhere.chmod(0o755)
    assert done.returncode == 0, done.stderr
    count, *refused = done.stdout.splitlines()
    assert count == "1"
    assert len(refused) == 2
    assert all("could not be written" in line and "--project DIR" in line for line in refused), refused


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project.open(tmp_path)
    project.save(model="old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(StorageError, match=r"The disk is full, so .*project.toml could not be written"):
        project.save(model="new")
    project.close()
    assert read_settings(tmp_path) == {"model": "old"}


def test_an_emptied_log_is_told(tmp_path: Path) -> None:
    project = Project.open(tmp_path / "a.askless")
    project.log.append([Event("skip", "1")])
    project.close()
    (project.path / "labels.sqlite").write_bytes(b"")
    again = Project.open(project.path)
    assert again.notice == "", "without settings it had not begun"
    again.save(source="x.csv")
    again.log.append([Event("skip", "1")])
    again.close()
    (project.path / "labels.sqlite").write_bytes(b"")
    assert "is empty, though the project had begun" in read_project(project.path).notice
    once = Project.open(project.path)
    assert "The label log labels.sqlite is empty, though the project had begun" in once.notice
    once.close()
    assert read_project(project.path).notice == ""
