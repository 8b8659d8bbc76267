"""How this program was called, for commands that people are told to type."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

__all__ = ["program"]


def program() -> str:
    """The word or words that call askless from where it was started.

    Returns
    -------
    words : str
        "askless" if a shell finds it, else what this process was started as, quoted for a shell: the program in a
        virtual environment that is not active, or ``python -m askless``. "askless" too in a process of another kind.

    Examples
    --------
    >>> program()  # in a test
    'askless'
    """
    called = Path(sys.argv[0])
    if shutil.which("askless") is None:
        if called.stem == "askless":
            return shlex.quote(sys.argv[0])
        if (called.parent.name, called.name) == ("askless", "__main__.py"):
            return f"{shlex.quote(sys.executable)} -m askless"
    return "askless"
