"""How far commands are that take a while: a bar in a terminal, elsewhere a line now and then."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress

__all__ = ["Steps", "bar"]

REMEMBERED = 3600.0
"""Seconds over which the pace is taken: single steps may take minutes."""


def bar() -> Progress:
    """A bar on the standard error that tells the time left; nothing where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal,
        speed_estimate_period=REMEMBERED,
    )


class Steps:
    """Tells on the standard error how far a command is.

    In a terminal a bar moves with each step and names what is being done. Elsewhere, as in a file or
    a build, the same is a line now and then, none twice; a command that is over before the first says nothing.

    Parameters
    ----------
    total : int
        Steps.
    first, every : float
        Seconds until the first line, and between two.
    """

    def __init__(self, total: int, *, first: float = 10.0, every: float = 30.0) -> None:
        self._bar = bar()
        self._task = self._bar.add_task("", total=total)
        self._said = ""
        self._over = threading.Event()
        self._pauses = first, every
        self._teller = threading.Thread(target=self._tell, daemon=True)

    def __enter__(self) -> Self:
        """Begin to tell."""
        if self._bar.disable:
            self._teller.start()
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the bar, or stop the lines."""
        self._over.set()
        self._bar.stop()
        if self._teller.ident is not None:
            self._teller.join()

    def now(self, doing: str, done: int) -> None:
        """Say what is being done, after so many steps."""
        self._said = doing
        self._bar.update(self._task, completed=done, description=doing)

    def _tell(self) -> None:
        """Print what is being done, until it is over."""
        pause, later = self._pauses
        printed = ""
        while not self._over.wait(pause):
            if self._said != printed:
                printed = self._said
                print(printed, file=sys.stderr, flush=True)
            pause = later
