"""The training process as its parent sees it: started, spoken to, heard, ended."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["TrainingProcess"]

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class TrainingProcess:
    """``python -m askless.pool.worker``, with JSON lines in both directions.

    It loads its libraries as soon as it is started, and can be started before there is anything
    to tell it.

    Parameters
    ----------
    words : Path
        File that gets what it says to people, a traceback for instance.

    Raises
    ------
    OSError
        If it cannot be started.
    """

    def __init__(self, words: Path) -> None:
        words.parent.mkdir(exist_ok=True)  # a cache may be deleted at any time
        with open(words, "ab") as file:
            self._popen = subprocess.Popen(
                [sys.executable, "-m", "askless.pool.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
                encoding="utf-8",
                env={**os.environ, **ONE_THREAD},
            )

    @property
    def pid(self) -> int:
        """Id of the process."""
        return self._popen.pid

    @property
    def status(self) -> int | None:
        """Exit status; None while it runs."""
        return self._popen.returncode

    def send(self, message: dict[str, Any]) -> None:
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
        with contextlib.suppress(BrokenPipeError):  # a job that it never read
            self._popen.stdin.close()
