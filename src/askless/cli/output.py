"""Output, the same way for every command: for machines, and for terminals."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

__all__ = ["check_place", "counted", "harmless", "write_json"]


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


def check_place(place: str | Path | None) -> None:
    """Refuse a file that cannot be written before minutes of work, not after; None and "-" are fine.

    Raises
    ------
    StorageError
        If its folder does not exist or is closed to this user, or it is a folder itself.
    """
    from askless.errors import StorageError

    if place is None or str(place) == "-":
        return
    folder = Path(place).resolve().parent
    if not folder.is_dir():
        raise StorageError(f"There is no folder “{folder}” for “{Path(place).name}”.", "Make it, or write elsewhere.")
    if Path(place).is_dir():
        raise StorageError(f"“{place}” is a folder.", "Name a file in it.")
    if not os.access(folder, os.W_OK):
        raise StorageError(f"This user may not write “{place}”.", "Choose a place that can be written to.")


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
