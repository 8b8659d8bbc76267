"""Running checks, with refusals that must be reasoned and true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from askless.errors import AsklessError

__all__ = ["require", "run", "run_all"]

Part = TypeVar("Part")


def require(holds: bool, problem: str) -> None:
    """Fail with `problem` unless it holds; plain `assert` tells outsiders too little."""
    if not holds:
        raise AssertionError(problem)


def run(part: Part, name: str, check: Callable[[Part], None], reason: str | None) -> None:
    """Run one check of one part.

    Parameters
    ----------
    part : object
        What is checked.
    name : str
        Name of the check.
    check : callable
        Raises if the part fails.
    reason : str or None
        Why the part declines this check; None if it does not.

    Raises
    ------
    AssertionError
        If the check fails, or if it was declined and passes.
    """
    if reason is None:
        check(part)
        return
    require(len(reason.split()) >= 3, f"`{name}` is declined without a written reason.")
    try:
        check(part)
    except (AssertionError, AsklessError):
        return
    raise AssertionError(f"`{name}` is declined (“{reason}”), but it passes. Take the refusal out.")


def run_all(part: Part, checks: Mapping[str, Callable[[Part], None]], declines: Mapping[str, str]) -> None:
    """Run every check of one part, as `run` does."""
    for name, check in checks.items():
        run(part, name, check, declines.get(name))
