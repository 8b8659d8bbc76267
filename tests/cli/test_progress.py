"""How far a command is, in a terminal and elsewhere."""

import io
import re
import sys
from threading import Event
from typing import Any

import pytest

from askless.cli.progress import Steps


class Heard(io.StringIO):
    """A stream that tells when something was written to it."""

    def __init__(self, terminal: bool = False) -> None:
        super().__init__()
        self.terminal, self.written = terminal, Event()

    def isatty(self) -> bool:
        return self.terminal

    def write(self, text: str, /) -> int:
        number = super().write(text)
        self.written.set()
        return number


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Any:
    def into(terminal: bool) -> Heard:
        stream = Heard(terminal)
        monkeypatch.setattr(sys, "stderr", stream)
        monkeypatch.setenv("TERM", "xterm")
        return stream

    return into


def test_elsewhere_it_is_a_line_now_and_then(heard: Any) -> None:
    stream = heard(False)
    with Steps(3, first=0.01, every=0.01) as steps:
        steps.now("1 of 3, now wine", 1)
        assert stream.written.wait(60)
        for _ in range(2):  # two more pauses, in which nothing new is done
            steps._over.wait(0.05)
        stream.written.clear()
        steps.now("2 of 3, now rice", 2)
        assert stream.written.wait(60)
    assert stream.getvalue().splitlines() == ["1 of 3, now wine", "2 of 3, now rice"]


def test_what_is_over_soon_says_nothing(heard: Any) -> None:
    stream = heard(False)
    with Steps(3) as steps:
        steps.now("1 of 3", 1)
    assert stream.getvalue() == ""


def test_in_a_terminal_the_bar_names_what_is_done(heard: Any) -> None:
    stream = heard(True)
    with Steps(4) as steps:
        steps.now("1 of 4, now wine", 1)
    said = re.sub("\x1b[^A-Za-z]*[A-Za-z]", "", stream.getvalue())
    assert "1 of 4, now wine" in said
    assert "25%" in said
