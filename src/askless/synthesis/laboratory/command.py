"""A command as the laboratory: one process for each evaluation."""

from __future__ import annotations

import contextlib
import errno
import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from typing import IO, Any, final

from askless.errors import UsageError
from askless.synthesis.laboratory.answers import answer_in, item_json, shortened
from askless.synthesis.laboratory.laboratory import Laboratory
from askless.synthesis.laboratory.trial import Failure, Trial

__all__ = ["Command"]

ITEM = "{json}"
"""Stands for the item in a command."""
TAIL = 1 << 20
"""Bytes of output that are kept, the last: a command may print as much as it likes."""
_TOO_LONG = 206
"""What Windows says of words that are too long."""
GRACE = 1.0
"""Seconds that output may still come after the end of the process, from one that it has left behind."""


@final
class Command(Laboratory):
    """A command whose last line of output is the answer.

    It is split into words as a shell would, but no shell sees it: the item takes the place of ``{json}`` within a
    word, so whatever stands in the item is never a command. Without ``{json}`` the item comes on the standard
    input, as one line. An exit status other than 0 is a failure. When it is ended, its process group is,
    which holds what it has started, save what has left the group (by ``setsid``, as daemons do).

    Parameters
    ----------
    command : str
        "python" means the interpreter of this process where no program of that name is found.

    Raises
    ------
    UsageError
        If it is empty, has an open quote, or its program is not there.

    Examples
    --------
    >>> Command("python -c 'import sys; print(sys.argv[1])' {json}").evaluate(3.5, Trial())
    3.5
    """

    def __init__(self, command: str) -> None:
        self.name = command.strip()
        try:
            # Backslashes are part of paths on Windows.
            words = shlex.split(command, posix=os.name == "posix")
        except ValueError:
            raise UsageError(f"The command “{command}” has a quote that is not closed.", "Close it.") from None
        if os.name != "posix":
            words = [word[1:-1] if word[:1] in "\"'" and word[:1] == word[-1:] else word for word in words]
        if not words:
            raise UsageError("The command of the laboratory is empty.", "Say --evaluate 'python experiment.py {json}'.")
        self._words = [_program(words[0]), *words[1:]]
        self._given = any(ITEM in word for word in words[1:])

    def evaluate(self, item: Any, trial: Trial) -> Any:
        """What a process prints about the item."""
        text = item_json(item)
        words = [word.replace(ITEM, text) for word in self._words] if self._given else self._words
        try:
            process = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL if self._given else subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                **_GROUP,
            )
        except (OSError, ValueError) as error:  # ValueError: a zero byte in a word
            if getattr(error, "errno", None) == errno.E2BIG or getattr(error, "winerror", None) == _TOO_LONG:
                raise Failure(
                    f"The item is too long for the words of a command ({len(text):,} characters). Leave {ITEM} out of "
                    "it, and the item comes on its standard input.",
                    "item that is too long",
                ) from None
            reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
            raise Failure(
                f"“{words[0]}” could not be started ({reason.lower()}).", "command that could not be started"
            ) from None
        trial.on_cancel(lambda: _end(process))
        out, err = _Tail(process.stdout), _Tail(process.stderr)
        if process.stdin is not None:
            threading.Thread(target=_hand, args=(process.stdin, text), daemon=True).start()
        _over(process)
        heard = out.whole() and err.whole()
        _end(process)  # what it has left behind in its group
        trial.on_cancel(None)
        status = process.wait()
        if status != 0:
            said = _last(err.text()) or _last(out.text())
            how = f"exit status {status}" if status > 0 else f"ended by signal {-status}"
            raise Failure(f"The command failed ({how}){f': {shortened(said)}' if said else '.'}", how)
        if not heard and not out.text().strip():
            raise Failure("The command ended without an answer, but something that it started goes on.", "empty output")
        return answer_in(out.text())


_GROUP: dict[str, Any] = (
    {"start_new_session": True}  # Ctrl+C reaches this process only, which ends its children itself
    if os.name == "posix"
    else {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
)


def _program(word: str) -> str:
    """The program of a command; UsageError if it is not there."""
    if shutil.which(word) is not None:
        return word
    if word in ("python", "python3"):
        return sys.executable
    raise UsageError(
        f"There is no program “{word}” to run as the laboratory.", "Check the spelling, or name it with its folder."
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process with its group; on Windows with its descendants."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
        else:
            os.killpg(process.pid, signal.SIGKILL)


def _over(process: subprocess.Popen[bytes]) -> None:
    """Wait for the end of a process, whose number stays its own meanwhile where the system can do that."""
    if hasattr(os, "waitid"):
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    else:
        process.wait()


def _hand(stdin: IO[bytes], text: str) -> None:
    """Write the item; a command that does not read it is none the worse."""
    with contextlib.suppress(OSError, ValueError), stdin:
        stdin.write(f"{text}\n".encode())


class _Tail:
    """The end of an output, read as it comes in a thread of its own."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        assert stream is not None
        self._stream, self._kept = stream, bytearray()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError), self._stream:
            while part := os.read(self._stream.fileno(), 1 << 16):
                self._kept += part
                del self._kept[:-TAIL]

    def whole(self) -> bool:
        """Whether all has been read, after a short wait."""
        self._thread.join(GRACE)
        return not self._thread.is_alive()

    def text(self) -> str:
        return bytes(self._kept).decode("utf-8", "replace")


def _last(text: str) -> str:
    """The last line with something in it."""
    return next((line for line in reversed(text.splitlines()) if line.strip()), "")
