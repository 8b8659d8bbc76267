"""The bytes of a file, unpacked if it is gzipped, with errors a person understands."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from askless.errors import SourceError

__all__ = ["MAGIC", "open_raw", "really_is"]

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", "gzip data"),
    (b"PAR1", "a Parquet file"),
    (b"\x93NUMPY", "a NumPy array (.npy)"),
    (b"PK\x03\x04", "a zip archive (an Excel workbook, for instance, or .npz)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"SQLite format 3", "an SQLite database"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ", "xz data"),
    (b"(\xb5/\xfd", "zstandard data"),
)
"""First bytes of formats that are often mistaken for text."""


def really_is(head: bytes) -> str | None:
    """What a file is by its first bytes, if they are known.

    Examples
    --------
    >>> really_is(b"PAR1\\x15")
    'a Parquet file'
    >>> really_is(b"id,text")
    """
    return next((what for magic, what in MAGIC if head.startswith(magic)), None)


@contextmanager
def open_raw(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for reading bytes; ``.gz`` is unpacked on the fly.

    Parameters
    ----------
    path : Path
        An existing file.

    Yields
    ------
    file : binary file
        Reading it inside the block raises the errors below too.

    Raises
    ------
    SourceError
        If it cannot be opened or read, or is not whole gzip data.
    """
    try:
        if path.suffix.lower() == ".gz":
            with gzip.open(path, "rb") as packed:
                yield cast("IO[bytes]", packed)
        else:
            with open(path, "rb") as plain:
                yield plain
    except EOFError:
        raise SourceError(
            f"“{path.name}” breaks off: its gzip data has no end.", "Download or copy the file again."
        ) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise SourceError(
            f"“{path.name}” is not whole gzip data ({error}).",
            "Copy the file again, or take “.gz” off its name if it is not compressed.",
        ) from None
    except PermissionError:
        raise SourceError(
            f"“{path}” may not be read by this user.", "Change its permissions, or copy it to a folder of yours."
        ) from None
    except IsADirectoryError:
        raise SourceError(f"“{path}” is a folder where a file is expected.", "Name a file in it.") from None
    except FileNotFoundError:
        raise SourceError(f"There is no file “{path}”.", "Check the spelling and the folder.") from None
    except OSError as error:
        raise SourceError(f"“{path.name}” cannot be read: {error.strerror or error}.", "Copy it again.") from None
