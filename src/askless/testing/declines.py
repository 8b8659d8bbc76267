"""Running checks, with refusals that must be reasoned and true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from askless.errors import AsklessError

__all__ = ["require", "run", "run_all"]

Part = TypeVar("Part")


def require(holds: bool, problem: str) -> None:
    """Fail unless something holds; a plain `assert` tells outsiders too little.

    Parameters
    ----------
    holds : bool
        What must be true.
    problem : str
        What is wrong if it is not.

    Raises
    ------
    AssertionError
        With `problem`.
    """
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
    """Run every check of one part, as `run` does, and tell all that fail at once.

    Parameters
    ----------
    part : object
        What is checked.
    checks : mapping of str to callable
        Checks by name.
    declines : mapping of str to str
        Reasons by name of check.

    Raises
    ------
    AssertionError
        If any check fails, with a line for each.
    """
    failed = []
    cause: Exception | None = None
    for name, check in checks.items():
        try:
            run(part, name, check, declines.get(name))
        except AssertionError as error:
            failed.append(f"{name}: {error}")
        except Exception as error:  # whatever an outsider's part raises: told with the others, and chained
            failed.append(f"{name}: {type(error).__name__}: {error}")
            cause = cause or error
    if failed:
        raise AssertionError(f"{len(failed)} of {len(checks)} checks fail.\n  " + "\n  ".join(failed)) from cause
