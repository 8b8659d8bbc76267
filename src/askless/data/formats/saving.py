"""Files written whole or not at all, with errors a person understands."""

from __future__ import annotations

import errno
import gzip
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from askless.errors import StorageError

__all__ = ["saving", "storing"]

_ELSEWHERE = "Choose a place that can be written to."
_SAID = {
    errno.ENOSPC: ("the disk is full", "Free some space and try again."),
    errno.EDQUOT: ("the disk quota is used up", "Free some space and try again."),
    errno.EROFS: ("the file system is read-only", _ELSEWHERE),
    errno.EACCES: ("this user may not write there", _ELSEWHERE),
    errno.EPERM: ("this user may not write there", _ELSEWHERE),
    errno.ENOENT: ("its folder does not exist", "Make the folder, or choose another place."),
    errno.EISDIR: ("it is a folder", "Name a file."),
}


@contextmanager
def storing(path: Path) -> Iterator[None]:
    """Turn what the system says about a failed write into a StorageError that names `path`.

    Examples
    --------
    >>> with storing(Path("labels.csv")):
    ...     raise OSError(errno.ENOSPC, "No space left on device")
    Traceback (most recent call last):
    askless.errors.StorageError: “labels.csv” cannot be written: the disk is full. Free some space and try again.
    """
    try:
        yield
    except StorageError:
        raise
    except OSError as error:
        why, remedy = _SAID.get(error.errno or 0, (error.strerror or str(error), "Choose another place."))
        raise StorageError(f"“{path}” cannot be written: {why}.", remedy) from error


@contextmanager
def saving(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that appears under its name only when the block ends well.

    Parameters
    ----------
    path : Path
        Replaced if it exists. A name that ends in ``.gz`` is gzipped.

    Yields
    ------
    file : binary file

    Raises
    ------
    StorageError
        If it cannot be written; an older file of this name is then untouched.
    """
    fresh = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        with storing(path):
            with open(fresh, "xb") as plain:
                if path.suffix.lower() == ".gz":
                    # Neither name nor time inside, so that equal contents are equal files.
                    with gzip.GzipFile("", "wb", 6, plain, mtime=0) as packed:
                        yield cast("IO[bytes]", packed)
                else:
                    yield plain
                plain.flush()
                os.fsync(plain.fileno())
            os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
