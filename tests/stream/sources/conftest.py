"""Real brokers on loopback, each in a folder of its own; ended by their process, never by their name."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import pytest

from askless.core.noise import text_key


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def program(name: str) -> str:
    """Path of a server; without it the test is skipped, or fails where nothing may be left out."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        reason = f"{name} is not installed (apt-get install {name})"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@dataclass
class Server:
    """A broker that can die and come back."""

    command: list[str]
    scheme: str
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def address(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            assert self.process.poll() is None, "the server ended"
            time.sleep(0.05)
        pytest.fail("the server does not listen")

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None


@pytest.fixture
def nats_server(tmp_path: Path) -> Iterator[Server]:
    """NATS with JetStream on a disk."""
    port = free_port()
    folder = tmp_path / "nats"
    command = [program("nats-server"), "-js", "-sd", str(folder), "-a", "127.0.0.1", "-p", str(port)]
    server = Server(command, "nats", port)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[Server]:
    """Redis that writes each command to a disk."""
    port = free_port()
    folder = tmp_path / "redis"
    folder.mkdir()
    command = [
        program("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", "",
        "--appendonly", "yes", "--appendfsync", "always", "--daemonize", "no",
    ]  # fmt: skip
    server = Server(command, "redis", port)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def until() -> Callable[..., None]:
    """Wait until something is so."""

    def wait(so: Callable[[], bool], seconds: float = 20.0) -> None:
        end = time.monotonic() + seconds
        while not so():
            assert time.monotonic() < end, "it takes too long"
            time.sleep(0.02)

    return wait


FORKING = """
import contextlib, io, json, os, sys, tempfile
from askless.cli import main
for name in sys.argv[1:]:
    __import__(name)
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    with tempfile.TemporaryDirectory() as folder:  # so that everything is imported
        with open(folder + "/items.jsonl", "w") as file:
            file.write('{"id": 1, "x": 2}\\n')
        main(["stream", "run", folder + "/items.jsonl", "--project", folder + "/project"])
for line in sys.stdin:
    arguments, source, out, err = json.loads(line)
    pid = os.fork()
    if not pid:
        for number, (path, flags) in enumerate([(source, os.O_RDONLY), *[(p, 1 | 64 | 1024) for p in (out, err)]]):
            os.dup2(os.open(path, flags, 0o644), number)
        os._exit(main(arguments))
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


@dataclass
class Command:
    """A command line that runs in a process of its own."""

    pid: int
    forker: subprocess.Popen[str]

    def signal(self, number: signal.Signals) -> int:
        """Send a signal; the status with which it ended, negative for a signal."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)
        return self.wait()

    def wait(self) -> int:
        assert self.forker.stdout is not None
        return int(self.forker.stdout.readline())


@pytest.fixture
def command(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[..., Command]]:
    """A function from arguments of `askless` to its process, which starts in no time: all is imported before."""
    forker = subprocess.Popen(
        [sys.executable, "-c", FORKING, *getattr(request, "param", [])],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip

    def begin(*arguments: object, source: Path | str = os.devnull) -> Command:
        assert forker.stdin is not None
        assert forker.stdout is not None
        out, err = tmp_path / "out", tmp_path / "err"
        if out.exists() and not out.read_bytes().endswith(b"\n"):
            out.write_bytes(out.read_bytes() + b"\n")  # end the line that a killed process has begun
        forker.stdin.write(json.dumps([list(map(str, arguments)), str(source), str(out), str(err)]) + "\n")
        forker.stdin.flush()
        return Command(int(forker.stdout.readline()), forker)

    yield begin
    assert forker.stdin is not None
    assert forker.stdout is not None
    forker.stdin.close()
    forker.wait(30)
    forker.stdout.close()


@dataclass
class Logged:
    """What the log of a project says."""

    keys: list[int]
    asked: list[str]
    answered: list[str]

    @classmethod
    def of(cls, folder: Path) -> Self:
        with closing(sqlite3.connect(folder / "labels.sqlite")) as log:
            begun = log.execute("SELECT 1 FROM sqlite_master WHERE name = 'events'").fetchone()
            rows = log.execute("SELECT kind, item, data FROM events ORDER BY seq").fetchall() if begun else []
        keys: list[int] = []
        asked: list[str] = []
        for kind, _, data in rows:
            if kind == "let_go":
                keys += np.frombuffer(b64decode(json.loads(data)["ids"]), np.uint64).tolist()
            elif kind == "asked":
                asked += [query[0] for query in json.loads(data)["queries"]]
        return cls(keys, asked, [item for kind, item, _ in rows if kind == "answer"])

    def agrees(self, decisions: list[dict[str, Any]]) -> None:
        """Nobody was told of a decision that is not in the log."""
        keys, asked = set(self.keys), set(self.asked)
        for decision in decisions:
            assert text_key(decision["id"]) in keys
            if decision["ask"]:
                assert decision["id"] in asked

    def whole(self, n: int, budget: float) -> None:
        """Each item came once, none was asked twice, the budget was kept."""
        assert len(self.keys) == len(set(self.keys)) == n
        assert len(self.asked) == len(set(self.asked))
        assert abs(len(self.asked) / n - budget) <= max(0.02 * budget, 10 / n)  # a bucket holds a few


@pytest.fixture
def logged() -> Callable[[Path], Logged]:
    """The log of a project."""
    return Logged.of


@pytest.fixture
def items(tmp_path: Path) -> Callable[..., Path]:
    """A file of items with ids and labels."""

    def write(n: int) -> Path:
        rng = np.random.default_rng(0)
        path = tmp_path / "items.jsonl"
        with path.open("w") as file:
            for number, (x, y) in enumerate(rng.normal(size=(n, 2)).round(4).tolist()):
                label = "high" if x > 0 else "low"
                file.write(json.dumps({"id": f"i{number}", "x": x, "y": y, "label": label}) + "\n")
        return path

    return write


@pytest.fixture
def told(tmp_path: Path) -> Callable[[], list[dict[str, Any]]]:
    """Whole lines of the standard output of `command`."""

    def read() -> list[dict[str, Any]]:
        out = tmp_path / "out"
        text = out.read_bytes() if out.exists() else b""
        found = []
        for line in text.split(b"\n")[:-1]:
            with suppress(ValueError):  # the rest of a line that a killed process had begun
                found.append(json.loads(line))
        return found

    return read
