"""`askless stream run --label`: the page beside the stream, from the command line."""

import json
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

Begin = Callable[..., "Running"]


class Running:
    """A stream in a process of its own, and a browser that has been let in."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "askless", "stream", "run", *arguments]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        assert self.process.stderr is not None
        address = self.said("http://").split()[-1]
        self.client = httpx.Client(headers={"X-Askless": "1"}, base_url=address.split("?")[0], timeout=30)
        assert self.client.get(address).status_code == 303
        self.token = address.partition("token=")[2]

    def said(self, words: str) -> str:
        """The next line that holds these words."""
        assert self.process.stderr is not None
        return next(line for line in self.process.stderr if words in line)

    def offer(self, *items: object) -> list[dict[str, object]]:
        """Hand items in, and wait for their decisions."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("".join(json.dumps(item) + "\n" for item in items))
        self.process.stdin.flush()
        return [json.loads(self.process.stdout.readline()) for _ in items]

    def end(self) -> tuple[int, str]:
        """Ctrl+C; the status, and the last words."""
        self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said


@pytest.fixture
def begin() -> Iterator[Begin]:
    running: list[Running] = []

    def start(*arguments: str) -> Running:
        running.append(Running(*arguments, "--label", "--no-browser", "--port", "0"))
        return running[-1]

    yield start
    for one in running:
        one.client.close()
        if one.process.poll() is None:
            one.process.kill()
            one.process.communicate()


def test_people_answer_beside_the_pipe(begin: Begin, tmp_path: Path) -> None:
    project = str(tmp_path / "job.askless")
    arguments = ("-", "--labels", "low,high", "--budget", "1", "--project", project)
    stream = begin(*arguments)
    stream.offer(*({"id": f"n{i}", "size": i % 2} for i in range(4)))
    queue = stream.client.get("/api/queue", params={"tab": "t", "n": 4}).json()["queries"]
    assert [query["id"] for query in queue] == ["n3", "n2", "n1", "n0"]
    for query in queue:
        answer = {"id": query["id"], "answer": ["low", "high"][int(query["id"][1]) % 2], "tab": "t"}
        assert stream.client.post("/api/answers", json=answer).status_code == 200
    [decision] = stream.offer({"id": "n4", "size": 1})
    assert decision["prediction"] == "high"
    status, said = stream.end()
    assert (status, said.splitlines()[-1]) == (0, "5 items, 5 asked (100.0 %), 4 answered.")

    # The same command goes on; a stream that has ended is answered until somebody stops it.
    stream = begin(*arguments)
    assert stream.process.stdin is not None
    stream.process.stdin.close()
    stream.process.stdin = None
    assert "The stream has ended; 1 question waits on the page." in stream.said("ended")
    about = stream.client.get("/api/project").json()
    exported = shlex.split(about["export"].partition(" export ")[2].replace("labels.csv", str(tmp_path / "labels.csv")))
    progress = about["progress"]
    assert (progress["labelled"], progress["remaining"], progress["stream"]["ended"]) == (4, 1, True)
    body = {"id": "n4", "answer": "high", "tab": "t"}
    assert stream.client.post("/api/answers", json=body).json()["progress"]["remaining"] == 0
    assert stream.end()[0] == 0
    subprocess.run([sys.executable, "-m", "askless", "export", *exported], check=True, capture_output=True, timeout=60)
    assert "high" in (tmp_path / "labels.csv").read_text()


def test_an_address_that_is_opened_a_second_time(begin: Begin, tmp_path: Path) -> None:
    stream = begin("-", "--project", str(tmp_path / "job.askless"))
    with httpx.Client(base_url=stream.client.base_url, timeout=30) as another:
        assert another.get("/", params={"token": stream.token}).status_code == 401
        told = stream.said("second time")
        assert "each works once. Open this one: http://127.0.0.1:" in told
        assert another.get(told.split()[-1]).status_code == 303


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--label",), "Say where with --project DIR"),
        (("--port", "0"), "Add --label"),
        (("--no-browser",), "Add --label"),
        (("--label", "--project", "p", "--port", "70000"), "is not a port"),
    ],
)
def test_what_cannot_be_meant(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    command = [sys.executable, "-m", "askless", "stream", "run", "-", *options]
    ended = subprocess.run(command, input="", capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert ended.returncode in (1, 2)
    assert said in ended.stderr
    assert not (tmp_path / "p").exists()
