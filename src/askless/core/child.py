"""A process of its own as its parent sees it: started, spoken to, heard, ended."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["Child"]

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class Child:
    """An interpreter that runs a module (``python -m``), with JSON lines in both directions.

    It loads its libraries as soon as it is started, and can be started before there is anything
    to tell it. It is no fork, which can hang where a library has threads; and no session of its own, in
    which Linux may weigh it against its parent as if it were not nice.

    Parameters
    ----------
    module : str
        Dotted name of the module. It reads its input until that is closed, and leaves Ctrl+C to its parent.
    *arguments : str
        Words after the name.
    words : Path, optional
        File that gets what it says to people, a traceback for instance; as for this process if not given.

    Raises
    ------
    OSError
        If it cannot be started.

    Examples
    --------
    >>> child = Child("json.tool", "--json-lines", "--compact")
    >>> child.send({"labels": 3})
    >>> child.end(patience=60)
    >>> list(child.messages()), child.status
    ([{'labels': 3}], 0)
    """

    def __init__(self, module: str, *arguments: str, words: Path | None = None) -> None:
        with contextlib.ExitStack() as opened:
            file = None
            if words is not None:
                words.parent.mkdir(exist_ok=True)  # a cache may be deleted at any time
                file = opened.enter_context(open(words, "ab"))
            self._popen = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
                encoding="utf-8",
                env={**os.environ, **ONE_THREAD},  # it shares the cores with its parent
            )

    @property
    def pid(self) -> int:
        """Id of the process."""
        return self._popen.pid

    @property
    def status(self) -> int | None:
        """Exit status; None while it runs."""
        return self._popen.returncode

    def send(self, message: object) -> None:
        """Hand it a line; if it has just died, `messages` ends."""
        assert self._popen.stdin is not None
        with contextlib.suppress(BrokenPipeError, ValueError):
            self._popen.stdin.write(json.dumps(message) + "\n")
            self._popen.stdin.flush()

    def messages(self) -> Iterator[dict[str, Any]]:
        """What it says, until it has ended and its pipes are closed."""
        assert self._popen.stdout is not None
        with self._popen.stdout:
            for line in self._popen.stdout:
                try:
                    message = json.loads(line)
                except ValueError:  # it died in the middle of a line
                    self._popen.kill()
                    break
                yield message
        self._popen.wait()
        self._hang_up()

    def end(self, patience: float) -> None:
        """End it: by closing its input, and after `patience` seconds at once."""
        self._hang_up()
        try:
            self._popen.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            self._popen.kill()  # in the middle of a long fit, of which nothing is needed any more
            self._popen.wait()

    def discard(self) -> None:
        """End it at once, before anybody has listened to it."""
        self.end(0)
        assert self._popen.stdout is not None
        self._popen.stdout.close()

    def _hang_up(self) -> None:
        assert self._popen.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # a line that it never read
            self._popen.stdin.close()
