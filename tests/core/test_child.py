"""Processes of our own: a line that broke off, an end in time and one that is not, and words for people."""

from __future__ import annotations

import os
import signal
import textwrap
from pathlib import Path

import pytest

from askless.core.child import Child


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module that a child can run, to be written by the test."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path / "a_module_of_a_test.py"


def child(module: Path, text: str, words: Path | None = None) -> Child:
    """One that runs this text."""
    module.write_text(textwrap.dedent(text), encoding="utf-8")
    return Child(module.stem, "one", "two", words=words)


def test_it_answers_until_its_input_is_closed(module: Path, tmp_path: Path) -> None:
    words = tmp_path / "cache" / "words.txt"
    one = child(
        module, "import sys\nfor line in sys.stdin: print(line, end='')\nprint(sys.argv[1:], file=sys.stderr)", words
    )
    one.send({"kind": "déjà vu"})
    one.send([1])
    one.end(patience=60)
    assert list(one.messages()) == [{"kind": "déjà vu"}, [1]]
    assert one.status == 0
    assert words.read_text(encoding="utf-8") == "['one', 'two']\n"
    one.send("nobody reads this")


def test_one_that_does_not_end_is_killed(module: Path) -> None:
    one = child(module, "import time\ntime.sleep(600)")
    one.end(patience=0)
    assert (one.status, list(one.messages())) == (-signal.SIGKILL, [])


def test_half_a_line_is_its_end(module: Path) -> None:
    one = child(module, """print('{"kind": 1}', '{"ki', sep='\\n', end='', flush=True)\nimport os\nos._exit(3)""")
    assert list(one.messages()) == [{"kind": 1}]
    assert one.status in (3, -signal.SIGKILL)


def test_one_that_nobody_listened_to_is_gone(module: Path) -> None:
    one = child(module, "import time\ntime.sleep(600)")
    one.discard()
    with pytest.raises(ProcessLookupError):
        os.kill(one.pid, 0)
