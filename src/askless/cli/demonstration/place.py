"""Where the demonstration keeps its work: a folder of this user alone, found again the next time."""

from __future__ import annotations

import getpass
import os
import stat
import tempfile
from pathlib import Path

from askless.errors import StorageError

__all__ = ["own_folder"]


def own_folder() -> Path:
    """The user's folder among temporary files, where everybody may write and anybody could have made it.

    Returns
    -------
    folder : Path
        ``askless-demo-UID``, made when it is not there; nobody else can enter it.

    Raises
    ------
    StorageError
        If it is a link, belongs to another user, or others could have written to it.
    """
    unix = hasattr(os, "getuid")
    folder = Path(tempfile.gettempdir()) / f"askless-demo-{os.getuid() if unix else getpass.getuser()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except FileExistsError:
        raise _refused(folder) from None
    if unix:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
            raise _refused(folder)
        folder.chmod(0o700)
    return folder


def _refused(folder: Path) -> StorageError:
    return StorageError(
        f"“{folder}” is not a folder that only this user can write to.",
        "Remove it, or set TMPDIR to a folder of yours.",
    )
