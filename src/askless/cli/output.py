"""Output, the same way for every command: for machines, and for terminals."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

__all__ = ["counted", "harmless", "write_json"]


def write_json(value: Any, file: str) -> None:
    """Write JSON to a file, whole or not at all, or to the standard output.

    Parameters
    ----------
    value : JSON value
    file : str
        A path; "-" is the standard output.

    Raises
    ------
    StorageError
        If the file cannot be written.
    """
    from askless.data.formats.saving import saving

    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    if file == "-":
        print(text, end="")
        return
    with saving(Path(file)) as target:
        target.write(text.encode())


def harmless(text: str) -> str:
    """Text that may hold words of a file, for a terminal: what would steer it or turn its lines round is spelt out.

    Examples
    --------
    >>> harmless("red: " + chr(27) + "[31m")
    'red: \\\\x1b[31m'
    """
    return _STEERING.sub(lambda found: ascii(found[0])[1:-1], text)


_STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def counted(n: int, thing: str) -> str:
    """A number of things in words.

    Examples
    --------
    >>> counted(1, "label"), counted(1200, "label")
    ('1 label', '1,200 labels')
    """
    return f"{n:,} {thing}{'' if n == 1 else 's'}"
