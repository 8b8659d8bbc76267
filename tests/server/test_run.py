"""Starting, stopping, and what the process never loads."""

import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from askless.errors import UsageError
from askless.server.run import listen

HEAVY = {"sklearn", "pandas", "skrub", "scipy", "pyarrow", "skops", "matplotlib", "torch"}


def test_a_port_that_is_taken_is_said() -> None:
    with listen(0) as first:
        port = first.getsockname()[1]
        with pytest.raises(UsageError, match=f"Port {port} is taken"):
            listen(port)


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_number_that_is_no_port(port: int) -> None:
    with pytest.raises(UsageError, match="is not a port"):
        listen(port)


def test_without_a_wish_there_is_always_a_port() -> None:
    with listen() as first, listen() as second:
        assert first.getsockname()[0] == second.getsockname()[0] == "127.0.0.1"
        assert first.getsockname()[1] != second.getsockname()[1]


def test_nobody_outside_this_machine_can_connect() -> None:
    with listen(0) as server:
        assert server.getsockname()[0] == "127.0.0.1"
        assert server.family == socket.AF_INET


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_with_an_open_stream(start: Callable[..., Any], tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "mails.csv").write_text("text\nwin a prize\nsee you at eight\nhello there\n")
    served = start("label", tmp_path / "mails.csv", "--labels", "ham,spam", "--port", "0")
    opened, ended = threading.Event(), threading.Event()

    def listen_to_news() -> None:
        cookies = dict(served.client.cookies)
        with httpx.stream("GET", f"{served.address}api/events", cookies=cookies, timeout=60) as stream:
            for line in stream.iter_lines():
                if line.startswith("event: progress"):
                    opened.set()
        ended.set()

    thread = threading.Thread(target=listen_to_news)
    thread.start()
    assert opened.wait(30)
    said = served.end(number)
    thread.join(30)
    assert ended.is_set(), "the stream ended by itself, not by an error"
    assert served.process.returncode == 0
    assert "Stopped. 0 of 3 items are labelled" in said
    assert re.search(r"Go on with: .*askless label .* --port \d+", said), "a page that stayed open finds it again"
    assert "Traceback" not in said


SERVE = """
import sys
from pathlib import Path
from askless.server.app import build_app
from askless.server.opening import open_session
from askless.server.options import Options
from askless.server.security import Gate

if __name__ == "__main__":
    number = sys.argv[2] == "numbers"
    options = Options(task="regress", unit="kg") if number else Options(labels=["ham", "spam"])
    tokens = sys.argv[2] == "tokens"
    options = Options(task="tag", ignore_labels=True) if tokens else options
    opened = open_session(Path(sys.argv[1]), options)
    session = opened.session
    build_app(session, Gate())
    for query in session.queue(2, [], "a")["queries"]:
        answer = ["A", "B"] if tokens else 1.5 if number else "ham"
        session.answer(query["id"], answer, tab="a", request=query["id"], n=1, seconds=3.0)
    if tokens:
        assert len(session.learner.job().spent) == 2
    session.standing.project(), session.standing.recent(), session.standing.progress()
    session.close()
    print(*{name.partition(".")[0] for name in sys.modules})
"""


@pytest.mark.parametrize("kind", ["csv", "rows", "images", "numbers", "tokens"])
def test_the_process_stays_small(tmp_path: Path, kind: str) -> None:
    source = tmp_path / f"{kind}.{'conll' if kind == 'tokens' else 'csv'}"
    if kind == "csv":
        source.write_text("text\nwin a prize\nsee you at eight\nhello there\n")
    elif kind == "tokens":
        source.write_text("\n\n".join(f"a{row}\tA\nb\tB" for row in range(4)) + "\n")
    elif kind in ("rows", "numbers"):
        source.write_text("size,weight\n1,2\n3,4\n5,6\n")
    else:
        from askless.cli.demonstration.data import truth, write_source

        source = write_source(truth("digits"), range(3), tmp_path)
    (tmp_path / "serve.py").write_text(SERVE)
    command = [sys.executable, str(tmp_path / "serve.py"), str(source), kind]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert not HEAVY & set(done.stdout.split())
