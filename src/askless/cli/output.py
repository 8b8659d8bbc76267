"""Machine-readable output, the same way for every command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["counted", "write_json"]


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


def counted(n: int, thing: str) -> str:
    """A number of things in words.

    Examples
    --------
    >>> counted(1, "label"), counted(1200, "label")
    ('1 label', '1,200 labels')
    """
    return f"{n:,} {thing}{'' if n == 1 else 's'}"
