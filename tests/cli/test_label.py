"""`askless label` as a process: start, label, stop, resume, and whatever may be wrong."""

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from askless.cli.label import label as label_command
from askless.cli.label import names, shortened
from askless.data.store.project import default_folder
from askless.data.store.read import read_events
from askless.data.store.state import State
from askless.errors import UsageError
from askless.server.run import listen

Start = Callable[..., Any]


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    """Forty texts of two kinds."""
    path = tmp_path / "mails.csv"
    kinds = ["win a free prize number", "see you at lunch on day"]
    path.write_text("text\n" + "".join(f"{kinds[i % 2]} {i}\n" for i in range(40)))
    return path


def refused(*arguments: object, before: Sequence[str] = ()) -> tuple[int, str]:
    """Status and words of a call that ends by itself."""
    askless = [sys.executable, "-m", "askless", "label", "--no-browser", "--port", "0"]
    done = subprocess.run([*before, *askless, *map(str, arguments)], capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr + done.stdout
    return done.returncode, done.stderr


def test_a_whole_job(start: Start, mails: Path) -> None:
    served = start("label", mails, "--labels", "spam,ham", "--port", "0")
    assert any("40 texts" in line for line in served.printed)
    assert any("mails.askless" in line for line in served.printed)
    queries = served.client.get("/api/queue", params={"n": 5, "tab": "a"}).json()["queries"]
    given = {}
    for query in queries:
        answer = given[query["id"]] = "spam" if "prize" in query["item"]["text"] else "ham"
        body = {"id": query["id"], "answer": answer, "seconds": 1.0, "request": query["id"], "tab": "a"}
        assert served.client.post("/api/answers", json=body).status_code == 200
    with served.client.stream("GET", "/api/events") as news:  # until a model has learnt from them
        for line in news.iter_lines():
            if line.startswith("data: ") and '"trained_on": 5' in line:
                break
    said = served.end()
    assert "5 of 40 items are labelled" in said
    assert served.process.returncode == 0
    state = State.of(read_events(mails.parent / "mails.askless" / "labels.sqlite")[0])
    assert {i: item.answer for i, item in state.items.items() if item.labelled} == given

    again = start("label", mails, "--port", "0")
    progress = again.client.get("/api/project").json()["progress"]
    assert progress["labelled"] == 5
    assert any("5 labelled so far" in line for line in again.printed)
    assert [row["id"] for row in again.client.get("/api/recent").json()["items"]] == list(reversed(given))


def test_the_address_works_once_and_a_new_one_is_printed(start: Start, mails: Path) -> None:
    import httpx

    served = start("label", mails, "--labels", "spam,ham", "--port", "0")
    assert httpx.get(served.printed[-1]).status_code == 401
    assert served.process.stdout.readline().startswith("The address was opened a second time")
    fresh = served.process.stdout.readline().strip()
    assert httpx.get(fresh).status_code == 303


def test_a_full_disk_is_said_and_the_label_kept_out(start: Start, mails: Path) -> None:
    served = start("label", mails, "--labels", "spam,ham", "--port", "0")
    pid, hard = served.process.pid, resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    query = served.client.get("/api/queue", params={"n": 1, "tab": "a"}).json()["queries"][0]
    body = {"id": query["id"], "answer": "ham", "request": "r1", "tab": "a"}
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, hard))  # no file may grow: as good as full
    response = served.client.post("/api/answers", json=body)
    assert response.status_code == 507
    assert response.json()["error"].startswith("This was not saved: The label log")
    assert served.client.get("/api/project").json()["progress"]["labelled"] == 0
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, hard))
    assert served.client.post("/api/answers", json=body).json()["progress"]["labelled"] == 1


def test_a_read_only_folder(tmp_path: Path) -> None:
    command: list[str] = []
    if os.geteuid() == 0:  # whom no permission stops, unless that power is taken away
        if shutil.which("setpriv") is None:
            pytest.skip("tests run as root, and there is no setpriv to give up its powers")
        command = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
    folder = tmp_path / "locked"
    folder.mkdir()
    (folder / "mails.csv").write_text("text\none\ntwo words\n")
    folder.chmod(0o555)
    try:
        status, said = refused(folder / "mails.csv", before=command)
    finally:
        folder.chmod(0o755)
    assert status == 1
    assert "could not be written" in said
    assert "--project DIR" in said
    assert [path.name for path in folder.iterdir()] == ["mails.csv"]


def test_a_port_that_is_taken(mails: Path) -> None:
    with listen(0) as other:
        port = other.getsockname()[1]
        status, said = refused(mails, "--port", port)
    assert status == 2
    assert f"Port {port} is taken" in said
    assert "--port" in said
    assert not (mails.parent / "mails.askless").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["mial.csv"], "Did you mean “mails.csv”"),
        (["mails.csv", "--strategy", "margni"], "Did you mean “margin”"),
        (["mails.csv", "--model", "nonsense"], "There is no model “nonsense”"),
        (["mails.csv", "--text", "nonsense"], "nonsense"),
        (["mails.csv", "--labels", "a,a"], "The label “a” is listed twice"),
    ],
)
def test_bad_usage_is_explained(mails: Path, arguments: list[str], words: str) -> None:
    status, said = refused(mails.parent / arguments[0], *arguments[1:])
    assert status == (2 if {"--strategy", "--model"} & set(arguments) else 1)
    assert words in said
    assert not (mails.parent / "mails.askless").exists()


def test_a_folder_of_somebody_else_is_left_alone(mails: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.bin").write_bytes(b"mine")
    status, said = refused(mails, "--project", other)
    assert (status, said.count("\n")) == (1, 1)
    assert "is not an askless project: it holds “a.bin”. Name a folder" in said
    assert [path.name for path in other.iterdir()] == ["a.bin"]
    junk = tmp_path / "junk.askless"
    junk.mkdir()
    (junk / "one.txt").write_text("no project")
    status, said = refused(junk)
    assert status == 1
    assert "is not an askless project, though it is named like one." in said
    assert not (tmp_path / "junk.askless.askless").exists()


def test_a_beginning_that_was_cut_short_goes_on(start: Start, mails: Path, tmp_path: Path) -> None:
    (tmp_path / "mails.askless" / "cache").mkdir(parents=True)
    (tmp_path / "mails.askless" / ".lock").touch()
    assert "0 of 40" in start("label", mails, "--port", "0").end()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ending_a_page_is_its_normal_end(start: Start, mails: Path, number: signal.Signals) -> None:
    served = start("label", mails, "--labels", "spam,ham", "--port", "0")
    assert "Stopped. 0 of 40 items are labelled" in served.end(number)
    assert served.process.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_nothing_is_left_of_an_import_that_was_stopped(tmp_path: Path, number: signal.Signals) -> None:
    source = tmp_path / "mails.csv"
    os.mkfifo(source)  # a source that takes its time
    command = [sys.executable, "-m", "askless", "label", str(source), "--no-browser", "--port", "0"]
    heard = partial(signal.signal, number, signal.SIG_DFL)  # a job in the background is born deaf to SIGINT
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heard)
    with open(source, "w") as slowly:  # waits until it is being read
        slowly.write("text\nhello\n")
        slowly.flush()
        assert (tmp_path / "mails.askless").is_dir()
        process.send_signal(number)
    # Only now does the file end: a signal that comes between two reads is noticed after the second.
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "askless: stopped.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["mails.csv"]


def test_a_first_row_may_be_an_item(start: Start, tmp_path: Path) -> None:
    source = tmp_path / "remarks.csv"
    source.write_text('"I waited for an hour, twice."\n"it was all fine, as ever"\nyes\n')
    served = start("label", source, "--labels", "good,bad", "--port", "0")
    assert any(line.startswith("Took 3 texts") and "Say otherwise with --header" in line for line in served.printed)
    served.end()
    shutil.rmtree(tmp_path / "remarks.askless")
    served = start("label", source, "--labels", "good,bad", "--port", "0", "--header")
    assert any(line.startswith("Took 2 texts") for line in served.printed)
    served.end()
    served = start("label", source, "--port", "0")
    assert any(line.startswith("Took 2 texts") for line in served.printed), "as last time"


def test_words_of_a_file_cannot_steer_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "mails.csv").write_text("id,text\n\x1b[31mred,one\n\x1b[31mred,two words\n")
    status, said = refused(tmp_path / "mails.csv", "--labels", "a,b")
    assert status == 1
    assert "The id “\\x1b[31mred”" in said


def test_open_twice(start: Start, mails: Path) -> None:
    served = start("label", mails, "--labels", "spam,ham", "--port", "0")
    status, said = refused(mails)
    assert status == 1
    assert served.address in said


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (None, None),
        ("spam,ham", ["spam", "ham"]),
        (" spam , ham,", ["spam", "ham"]),
        ('"a, b",c', ["a, b", "c"]),
        ("", []),
    ],
)
def test_names_of_labels(given: str | None, meant: list[str] | None) -> None:
    assert names(given) == meant


def test_many_problems_are_counted() -> None:
    assert shortened(["a"] * 5) == ["a"] * 5
    assert shortened(["a"] * 8)[-1] == "and 3 more of the kind"


def test_a_wrapper_chooses(start: Start, mails: Path) -> None:
    served = start("label", mails, "--labels", "spam,ham", "--strategy", "power(badge)", "--port", "0")
    project = served.client.get("/api/project").json()
    assert project["strategy"] == "power(badge)"
    assert "power(badge)" in [strategy["name"] for strategy in project["strategies"]]
    assert len(served.client.get("/api/queue", params={"n": 3, "tab": "a"}).json()["queries"]) == 3
    served.end()


@pytest.mark.parametrize(
    ("name", "said"),
    [("per_cost", "“per_cost” needs `cost`"), ("power(badge", "Wrappers are written as in power(badge)")],
)
def test_a_strategy_that_cannot_be_used_is_refused(mails: Path, name: str, said: str) -> None:
    status, words = refused(mails, "--labels", "spam,ham", "--strategy", name)
    assert status == 2
    assert said in words
    assert not mails.with_suffix(".askless").exists()


@pytest.mark.parametrize("said", ["random:0", "random:x", "30", "stratified:30", "random:-3"])
def test_a_test_that_cannot_be_meant(mails: Path, said: str) -> None:
    with pytest.raises(UsageError, match="does not say how many items to keep apart"):
        label_command(mails, holdout=said)
    assert not default_folder(mails).exists()


def test_a_goal_that_is_not_known(mails: Path) -> None:
    status, said = refused(mails, "--goal", "seek")
    assert status == 2
    assert said == (
        "askless: `--goal seek` is not known: there is only “find”. "
        "Say --goal find to look for the items of one label, or leave it out to learn all of them.\n"
    )
    assert not (mails.parent / "mails.askless").exists()


def test_a_test_is_kept_and_may_grow(start: Start, mails: Path) -> None:
    for said, size, points in (("random:2", 2, 67), (None, 2, 0), ("random:3", 3, 51)):
        served = start("label", mails, "--labels", "spam,ham", "--port", 0, *(["--holdout", said] if said else []))
        assert served.client.get("/api/project").json()["progress"]["test"] == {"answered": 0, "size": size}
        told = [line for line in served.printed if "the accuracy to about" in line]
        assert told == ([f"{size} test items tell the accuracy to about ±{points} points at 85 %."] if said else [])
        served.end()
    for said, words in (("random:2", "would be fewer"), ("random:5000", "have no label yet")):
        status, told = refused(mails, "--holdout", said)
        assert status in (1, 2)
        assert words in told
