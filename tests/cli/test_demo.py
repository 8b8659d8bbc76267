"""`askless demo`: its data, its oracle, its screen."""

import os
import re
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from askless.cli.demonstration.chart import chart
from askless.cli.demonstration.data import COLUMNS, DATA, held_out, truth, write_source
from askless.cli.demonstration.place import own_folder
from askless.cli.demonstration.png import png
from askless.cli.demonstration.screen import Plain, Show
from askless.data.source import open_source
from askless.errors import StorageError, UnknownNameError


@pytest.mark.parametrize(("name", "items", "labels"), [("digits", 1797, 10), ("cancer", 569, 2)])
def test_the_data_are_those_of_scikit_learn(name: str, items: int, labels: int) -> None:
    from sklearn.datasets import load_breast_cancer, load_digits

    data, theirs = truth(name), {"digits": load_digits, "cancer": load_breast_cancer}[name]()
    assert (len(data.ids), len(data.values), len(data.answers), len(data.labels)) == (items, items, items, labels)
    assert data.answers == [str(theirs.target_names[code]) for code in theirs.target]
    if name == "digits":
        small = data.values[:, 4::8, 4::8]
        assert np.array_equal(small, 255 - theirs.images.astype(int) * 255 // 16)
    else:
        assert np.array_equal(data.values, theirs.data)
        assert [c.replace("error of", "error") for c in COLUMNS] == [
            f"error {c.removesuffix(' error')}" if c.endswith("error") else c for c in theirs.feature_names
        ]


def test_unknown_data_are_said() -> None:
    with pytest.raises(UnknownNameError, match="digits"):
        truth("digit")


@pytest.mark.parametrize("name", DATA)
def test_sources_are_written_once_and_read_back(name: str, tmp_path: Path) -> None:
    data = truth(name)
    rows = np.flatnonzero(held_out(len(data.ids))).tolist()[:40]
    source = write_source(data, rows, tmp_path)
    before = source.stat().st_mtime_ns
    assert write_source(data, rows, tmp_path) == source
    assert source.stat().st_mtime_ns == before
    items = open_source(source).items
    assert set(items.ids.take(range(len(items)))) == {data.ids[row] for row in rows}
    assert items.kind == ("images" if name == "digits" else "rows")
    assert sorted(path.name for path in tmp_path.iterdir()) == [source.name]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in place of the shared one."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_the_work_is_kept_in_a_folder_of_the_user_alone(temporary: Path) -> None:
    folder = own_folder()
    assert folder.parent == temporary
    assert str(os.getuid()) in folder.name
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (folder / "kept").touch()
    folder.chmod(0o755)
    assert own_folder() == folder, "found again the next time"
    assert (folder / "kept").exists()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("planted", ["of another user", "open to all", "a link", "a file"])
def test_a_planted_folder_is_not_trusted(temporary: Path, monkeypatch: pytest.MonkeyPatch, planted: str) -> None:
    folder = own_folder()
    if planted == "of another user":
        another = folder.with_name(f"askless-demo-{os.getuid() + 1}")
        folder.rename(another)
        uid = os.getuid() + 1
        monkeypatch.setattr(os, "getuid", lambda: uid)
    elif planted == "open to all":
        folder.chmod(0o777)
    else:
        folder.rmdir()
        folder.symlink_to(temporary) if planted == "a link" else folder.touch()
    with pytest.raises(StorageError, match="is not a folder that only this user can write to"):
        own_folder()


def test_a_picture_is_read_back_as_it_was(tmp_path: Path) -> None:
    from PIL import Image

    pixels = np.arange(35, dtype=np.uint8).reshape(5, 7)
    (tmp_path / "a.png").write_bytes(png(pixels))
    with Image.open(tmp_path / "a.png") as picture:
        assert np.array_equal(np.asarray(picture), pixels)


def test_a_long_curve_fits_and_keeps_its_end() -> None:
    labels = list(range(10, 2010, 10))
    lines = chart(labels, [0.9] * 200, [0.5] * 200, width=60)
    assert max(map(len, lines)) <= 70
    assert lines[-1].strip() == "2000 labels"
    assert lines[2].count("●") == len(lines[-2].strip("└ ")) // 2
    assert chart([], [], []) == []


def test_the_plain_screen_says_each_thing_once(capsys: pytest.CaptureFixture[str]) -> None:
    show = Show(20, 100, "digits")
    with Plain(show) as screen:
        for number in range(20):
            show.version, show.model = number // 10, f"model {number // 10}"
            show.question(f"{number}.png", "7", "torn between 7 and 1")
            screen.update()
        show.points.append((20, 0.8, 0.7))
        screen.judged()
    said = capsys.readouterr().out
    assert said.count("question") == 2
    assert said.count("retrained") == 1
    assert said.count("20 labels: 80.0% right; drawn at random: 70.0%") == 1
    assert "●" in said


def test_the_end_is_honest_about_a_draw() -> None:
    show = Show(20, 100, "digits", points=[(10, 0.6, 0.7), (20, 0.8, 0.9)])
    assert "drawn at random, on 90.0%" in show.end()
    assert "as good" not in show.end()
    show.points = [(10, 0.9, 0.7), (20, 0.95, 0.9)]
    assert "as good with 10" in show.end()
    assert show.farewell(stopped=False) == {"title": "The demonstration is over", "text": show.end()}
    assert show.farewell(stopped=True)["title"] == "The demonstration was stopped"


def test_the_oracle_does_the_whole_job_and_ends() -> None:
    command = [sys.executable, "-m", "askless", "demo", "--oracle", "--data", "cancer", "--labels", "20"]
    command += ["--pace", "0", "--port", "0", "--no-browser"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for words in (
        "379 tumours to label, 190 held out",
        "http://127.0.0.1:",
        "question 5",
        "retrained: model",
        "20 labels:",
    ):
        assert words in done.stdout
    assert "Done. With 20 labels that it chose" in done.stdout


def test_a_person_can_label_it(start: Callable[..., Any], tmp_path: Path) -> None:
    kept = {**os.environ, "TMPDIR": str(tmp_path)}
    served = start("demo", "--project", tmp_path / "job", "--port", "0", env=kept)
    project = served.client.get("/api/project").json()
    assert (project["kind"], project["progress"]["items"]) == ("images", 1797)
    query = served.client.get("/api/queue", params={"n": 1, "tab": "a"}).json()["queries"][0]
    picture = served.client.get(f"/api/image?id={query['id']}")
    assert picture.headers["content-type"] == "image/png"
    served.client.post("/api/answers", json={"id": query["id"], "answer": "7", "tab": "a", "request": "r1"})
    said = served.end()
    assert re.search(f"Go on with: .*askless demo --data digits --project {tmp_path / 'job'}", said)
    again = start("demo", "--project", tmp_path / "job", "--port", "0")
    assert "1,797 digits to label; it goes on with 1 label." in " ".join(again.printed)
