"""How failures reach a person: a sentence on what is wrong, one on what to do, never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from askless.cli.output import harmless
from askless.errors import AsklessError, UnknownNameError, UsageError

__all__ = ["explained"]


def explained(call: Callable[[], object], *, debug: bool = False) -> int:
    """Run a call and turn however it ends into an exit status.

    Parameters
    ----------
    call : callable
        The command, arguments included.
    debug : bool, default False
        Let tracebacks through.

    Returns
    -------
    status : int
        0 on success, 1 on a failure, 2 on bad usage, 130 after Ctrl+C; failures are told on the
        standard error.

    Examples
    --------
    >>> explained(lambda: None)
    0
    """
    status = 1
    try:
        call()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        _tell("stopped.")
        status = 130
    except BrokenPipeError:
        _forget_output()  # whoever read the output has seen enough, as `head` does
    except AsklessError as error:
        if debug:
            raise
        _tell(str(error))
        status = 2 if isinstance(error, (UsageError, UnknownNameError)) else 1
    except OSError as error:
        if debug:
            raise
        place = f"“{error.filename}”" if error.filename else "A file"
        _tell(f"{place} could not be used ({(error.strerror or str(error)).lower()}). Check the path and its rights.")
    except MemoryError:
        if debug:
            raise
        _tell("The memory of this machine is used up. Close other programs, or try with a smaller file.")
    except Exception as error:  # the last line of defence: a mistake of ours, whatever it is
        if debug:
            raise
        _tell(
            f"Something went wrong that should not have ({type(error).__name__}: {error}). "
            "Call it again with --debug for the traceback, which a report needs."
        )
    try:
        if sys.stdout is not None:  # as with `>&-`
            sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
    return status


def _tell(text: str) -> None:
    print(f"askless: {harmless(text)}", file=sys.stderr)


def _forget_output() -> None:
    """Send what is left in the buffer nowhere, so that the interpreter does not complain at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
